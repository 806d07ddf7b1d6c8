package chad.ide.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The newest engine process that this service started for a run, on this machine, now or before its own restart.
 *
 * @param bornAtMs when the operating system says that the process began; with the pid it tells the process from a later
 *     one of the same number
 * @param store the name of the run's store; null until the row of a run that is launched was seen
 * @param endedAtMs when it ended, or, when that happened while the service was down, when its end was noticed; null
 *     while it lives
 * @param exitCode null while it lives, and when nobody was there to see it
 */
@RegisterForReflection
public record RecordedProcess(
        String runId,
        String workflow,
        long pid,
        long bornAtMs,
        long startedAtMs,
        @Nullable String store,
        @Nullable Long endedAtMs,
        @Nullable Integer exitCode) {

    @JsonIgnore
    public boolean isAlive() {
        return endedAtMs == null;
    }

    public OptionalInt exit() {
        return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    RunKey key() {
        return new RunKey(store, runId);
    }

    /** Whether both tell of one process, whatever became of it in between. */
    boolean isSame(RecordedProcess other) {
        return pid == other.pid && bornAtMs == other.bornAtMs && runId.equals(other.runId);
    }

    RecordedProcess in(String storeName) {
        return new RecordedProcess(runId, workflow, pid, bornAtMs, startedAtMs, storeName, endedAtMs, exitCode);
    }

    RecordedProcess ended(long atMs, @Nullable Integer code) {
        return new RecordedProcess(runId, workflow, pid, bornAtMs, startedAtMs, store, atMs, code);
    }
}
