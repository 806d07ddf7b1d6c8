package chad.ide.live;

import chad.ide.experiments.ExperimentsConfig;
import chad.ide.models.ModelsConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Tells when models.json or population.json was replaced. Their writers are other processes; a look is one stat. */
@ApplicationScoped
class CatalogWatch {

    private final Map<String, Path> files;
    private final Map<String, FileTime> seen = new HashMap<>();
    private final LiveFeed feed;

    CatalogWatch(ModelsConfig models, ExperimentsConfig experiments, LiveFeed feed) {
        this.files = Map.of("models", models.file(), "experiments", experiments.file());
        this.feed = feed;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        files.forEach((name, file) -> {
            FileTime now = modified(file);
            FileTime before = seen.put(name, now);
            if (before != null && !Objects.equals(before, now)) {
                feed.tell(new Change.OfCatalog(name));
            }
        });
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);
        }
    }
}
