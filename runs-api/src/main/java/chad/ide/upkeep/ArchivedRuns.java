package chad.ide.upkeep;

import chad.ide.files.StateFolder;
import chad.ide.runs.FormerRuns;
import chad.ide.store.DatabaseCopy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds runs in the stores that were put away. An archive is never written again, so each is asked by itself. */
@Singleton
class ArchivedRuns implements FormerRuns {

    /** A look into one takes a millisecond or two; the newest are asked. */
    private static final int MAX_ASKED = 100;

    private final StateFolder state;

    ArchivedRuns(StateFolder state) {
        this.state = state;
    }

    @Override
    public Optional<String> whereabouts(String runId) {
        return archives().stream()
                .filter(archive -> DatabaseCopy.holdsRun(archive, runId))
                .findFirst()
                .map(archive -> ("Run `%s` was archived with its store, in `%s/%s/%s`. To read it, add that folder to"
                                + " CHAD_RUNS_DB_DIR.")
                        .formatted(
                                runId,
                                state.root().getFileName(),
                                state.archive().getFileName(),
                                archive.getFileName()));
    }

    /** The newest first: their names end with the time. */
    private List<Path> archives() {
        try (Stream<Path> files = Files.list(state.archive())) {
            return files.filter(file -> file.getFileName().toString().matches("[^.].*\\.db"))
                    .sorted(Comparator.comparing(ArchivedRuns::stamp).reversed())
                    .limit(MAX_ASKED)
                    .toList();
        } catch (IOException nothingWasArchived) { // or it can't be read, and then it can't be told of either
            return List.of();
        }
    }

    private static String stamp(Path archive) {
        String name = archive.getFileName().toString();
        return name.substring(name.lastIndexOf('-') + 1);
    }
}
