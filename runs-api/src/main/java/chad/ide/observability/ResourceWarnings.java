package chad.ide.observability;

import chad.ide.logging.Warnings;
import chad.ide.store.StorePools;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Says before they end that files or disk are running out: when they have ended, everything fails at once and for
 * reasons that name something else.
 */
@ApplicationScoped
class ResourceWarnings {

    private static final String FILES = "open files";
    private static final String DISK = "disk of the state folder";
    private static final double FILES_SHARE = 0.8;
    private static final double DISK_SHARE = 0.02;

    /** Two percent of a small disk are too little: a run's store alone takes some megabytes. */
    private static final long DISK_FLOOR_BYTES = 256L * 1024 * 1024;

    private final Path folder;
    private final Warnings warnings;

    ResourceWarnings(@ConfigProperty(name = "chad.state-dir") Path folder, Warnings warnings) {
        this.folder = folder.toAbsolutePath().normalize();
        this.warnings = warnings;
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<String, String> found = new TreeMap<>();
        files(StorePools.used(), StorePools.limit(), found);
        disk(found);
        for (String what : List.of(FILES, DISK)) {
            String words = found.get(what);
            if (words == null) {
                warnings.end(what);
            } else {
                warnings.begin(what, words);
            }
        }
    }

    private static void files(OptionalLong used, OptionalLong limit, Map<String, String> found) {
        if (used.isEmpty() && limit.isPresent()) {
            found.put(
                    FILES,
                    "The process can't open any more files: all %d descriptors are in use."
                            .formatted(limit.getAsLong()));
        } else if (used.isPresent() && limit.isPresent() && used.getAsLong() > limit.getAsLong() * FILES_SHARE) {
            found.put(
                    FILES,
                    ("The process has %d of at most %d files open. Raise the limit (`ulimit -n`, `LimitNOFILE`),"
                                    + " or lower runs.stores.max-open.")
                            .formatted(used.getAsLong(), limit.getAsLong()));
        }
    }

    private void disk(Map<String, String> found) {
        try {
            FileStore disk = Files.getFileStore(folder);
            long free = disk.getUsableSpace();
            long size = disk.getTotalSpace();
            if (free < Math.min(Math.max((long) (size * DISK_SHARE), DISK_FLOOR_BYTES), size / 10)) {
                found.put(
                        DISK,
                        ("The disk of the state folder has %d MB of %d left. When it is full, runs fail and nothing"
                                        + " can be saved: remove old backups, or archive stores (chad-runs stores --sizes).")
                                .formatted(free >> 20, size >> 20));
            }
        } catch (IOException unreadable) {
            found.put("disk", "The disk of the state folder can't be checked: %s.".formatted(unreadable.getMessage()));
        }
    }
}
