package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.RunKey;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.volume.AtomicFile;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Remembers the {@link RunSettings} of runs that have any, a small file each, in {@code runs-api/settings} of the state
 * folder. The oldest beyond ten thousand go.
 */
@Singleton
class SettingsFiles {

    private static final int MAX_FILES = 10_000;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Path folder;

    SettingsFiles(EngineConfig config) {
        this.folder = new StateFolder(config.stateDir()).runSettings();
    }

    void start(@Observes StartupEvent started) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted(Comparator.comparingLong((Path file) -> file.toFile().lastModified())
                            .reversed())
                    .skip(MAX_FILES)
                    .forEach(old -> old.toFile().delete());
        } catch (IOException unreadable) {
            Log.warn("The settings of runs can't be listed.", unreadable);
        }
    }

    /** @throws chad.edge.ProblemException 500 when they can't be kept: then the run must not be started */
    void keep(RunKey run, RunSettings settings) {
        if (!settings.equals(of(run))) {
            write(run, settings);
        }
    }

    /** Those of a run whose store shows when its row does, see {@link #launched}. An earlier run of that id had others. */
    void keepLaunched(String runId, RunSettings settings) {
        write(RunKey.launched(runId), settings);
    }

    private void write(RunKey run, RunSettings settings) {
        try {
            PrivateFiles.makeFolder(folder);
            AtomicFile.write(file(run), JSON.writeValueAsBytes(settings));
        } catch (IOException failure) {
            throw ProblemType.INTERNAL.because(
                    "The settings of run `%s` could not be written to the state folder, so it was not started."
                            .formatted(run.runId()),
                    failure);
        }
    }

    /** The row of the run that was launched has been seen in that store: its settings are not those of any other. */
    void launched(RunKey run) {
        Path waiting = file(RunKey.launched(run.runId()));
        try {
            if (Files.exists(waiting)) {
                Files.move(waiting, file(run), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            Log.warnf(
                    failure,
                    "The settings of a run remain although its store is gone. run=%s store=%s",
                    run.runId(),
                    run.store());
        }
    }

    /** As {@link #launched}, when nobody saw the row then, and for what earlier versions kept by the run's id alone. */
    void adopt(RunKey run) {
        if (!Files.exists(file(run))) {
            launched(run);
        }
    }

    /**
     * @throws chad.edge.ProblemException 500 when there are some that can't be read: a run must not go on with
     *     others than it began with
     */
    RunSettings of(RunKey run) {
        Path own = file(run);
        Path file = Files.exists(own) ? own : file(RunKey.launched(run.runId()));
        if (!Files.exists(file)) {
            return RunSettings.NONE;
        }
        try {
            return JSON.readValue(Files.readString(file), RunSettings.class);
        } catch (IOException damaged) {
            throw ProblemType.INTERNAL.because(
                    ("The settings that run `%s` was launched with can't be read: repair or delete"
                                    + " runs-api/settings/%s in the state folder.")
                            .formatted(run.runId(), file.getFileName()),
                    damaged);
        }
    }

    private Path file(RunKey run) {
        String store = run.store() == null ? "" : "@" + fileName(run.store());
        return folder.resolve(fileName(run.runId()) + store + ".json");
    }

    /** Names that are no good file names, which only the engine itself takes, are replaced by a number. */
    static String fileName(String name) {
        return name.matches(RunIds.ALLOWED) ? name : "~" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }
}
