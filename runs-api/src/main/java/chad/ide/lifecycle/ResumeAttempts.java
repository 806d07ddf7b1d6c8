package chad.ide.lifecycle;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.RunKey;
import chad.ide.files.StateFolder;
import chad.volume.AtomicFile;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often the supervisor has tried to go on with each run, in {@code runs-api/supervisor.json} of the state folder: a
 * run that takes the service down with it must not be tried for ever.
 */
@Singleton
class ResumeAttempts {

    private static final int MAX_RUNS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param reason for which it was tried; another one begins to count anew
     * @param lastAtMs when it was tried last
     */
    @RegisterForReflection
    record Entry(String reason, int tries, long lastAtMs) {}

    private final SupervisorConfig config;
    private final Clock clock;
    private final Path file;
    private final Map<String, Entry> entries;

    ResumeAttempts(SupervisorConfig config, EngineConfig engine, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.file = new StateFolder(engine.stateDir()).resumeAttempts();
        this.entries = read(file);
    }

    /** Whether there are tries left for that reason, and the pause after the last one is over. */
    synchronized boolean mayTry(RunKey run, String reason) {
        Entry entry = entry(run);
        if (entry == null || !entry.reason().equals(reason)) {
            return true;
        }
        return entry.tries() < config.maxTries() && clock.millis() >= entry.lastAtMs() + pauseMs(entry.tries());
    }

    /**
     * Notes a try before it is done.
     *
     * @return its number
     */
    synchronized int note(RunKey run, String reason) {
        Entry before = entry(run);
        int tries = before != null && before.reason().equals(reason) ? before.tries() + 1 : 1;
        entries.remove(run.runId());
        entries.put(run.text(), new Entry(reason, tries, clock.millis()));
        if (entries.size() > MAX_RUNS) {
            entries.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastAtMs()))
                    .ifPresent(oldest -> entries.remove(oldest.getKey()));
        }
        write();
        return tries;
    }

    /** Earlier versions wrote the run's id alone. */
    private @Nullable Entry entry(RunKey run) {
        Entry entry = entries.get(run.text());
        return entry == null ? entries.get(run.runId()) : entry;
    }

    private long pauseMs(int tries) {
        long doubled = config.backoff().toMillis() << Math.min(tries - 1, 20);
        return Math.min(doubled, config.maxBackoff().toMillis());
    }

    private static Map<String, Entry> read(Path file) {
        try {
            return Files.exists(file)
                    ? JSON.readValue(Files.readString(file), new TypeReference<HashMap<String, Entry>>() {})
                    : new HashMap<>();
        } catch (IOException damaged) {
            Log.warn("The supervisor's record of attempts can't be read; it starts counting again.", damaged);
            return new HashMap<>();
        }
    }

    private void write() {
        try {
            AtomicFile.write(file, JSON.writeValueAsBytes(entries));
        } catch (IOException failure) {
            Log.warn(
                    "The supervisor's record of attempts could not be written; after a restart it would start"
                            + " counting again.",
                    failure);
        }
    }
}
