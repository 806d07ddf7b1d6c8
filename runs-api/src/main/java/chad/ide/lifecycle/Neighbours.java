package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the runs that are executed in a folder: whoever changes its files changes them under their hands. */
@Singleton
class Neighbours {

    private final RunService runs;
    private final SettingsQueries settings;
    private final RunPlaces places;

    Neighbours(RunService runs, SettingsQueries settings, RunPlaces places) {
        this.runs = runs;
        this.settings = settings;
        this.places = places;
    }

    /** Another run that is executed now and whose project is that very folder; empty for a worktree. */
    Optional<StoredRun> in(@Nullable String folder, StoredRun run) {
        if (folder == null) {
            return Optional.empty();
        }
        return real(folder)
                .flatMap(real -> runs.executed().stream()
                        .filter(other -> !other.key().equals(run.key()) && real.equals(placeOf(other)))
                        .findFirst());
    }

    private @Nullable Path placeOf(StoredRun run) {
        try {
            return real(places.folder(run, settings.of(run.key())).toString()).orElse(null);
        } catch (ProblemException unknown) {
            Log.debugf("The project of a run is not known. run=%s: %s", run.id(), unknown.detail());
            return null;
        }
    }

    private static Optional<Path> real(String folder) {
        try {
            return Optional.of(Path.of(folder).toRealPath());
        } catch (IOException | InvalidPathException notThere) {
            return Optional.empty();
        }
    }
}
