package chad.ide.engine;

import chad.ide.files.StateFolder;
import chad.volume.AtomicFile;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runs that a clean stop of the service interrupted, as opposed to those that an operator paused: they are to go on
 * when the service is back. Kept in {@code runs-api/paused-by-stop.json} of the state folder; an entry without a store
 * was written by an earlier version, or of a run whose store was not known yet.
 */
@Singleton
public class InterruptedRuns {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Set<String> runs;

    InterruptedRuns(EngineConfig config) {
        this.file = new StateFolder(config.stateDir()).interruptedRuns();
        this.runs = read(file);
    }

    public synchronized boolean has(RunKey run) {
        return runs.contains(run.text()) || runs.contains(run.runId());
    }

    /** Somebody else has decided what becomes of the run. */
    public synchronized void forget(RunKey run) {
        if (runs.removeAll(Set.of(run.text(), run.runId()))) {
            write();
        }
    }

    synchronized void note(RunKey run) {
        if (runs.add(run.text())) {
            write();
        }
    }

    private static Set<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? JSON.readValue(Files.readString(file), new TypeReference<TreeSet<String>>() {})
                    : new TreeSet<>();
        } catch (IOException damaged) {
            Log.warn("The list of runs that the last stop interrupted can't be read; resume them by hand.", damaged);
            return new TreeSet<>();
        }
    }

    private void write() {
        try {
            AtomicFile.write(file, JSON.writeValueAsBytes(runs));
        } catch (IOException failure) {
            Log.warnf(failure, "The list of runs that this stop interrupts could not be written. runs=%s", runs);
        }
    }
}
