package chad.ide.runs;

import chad.ide.engine.RunOwner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, for whoever wants to act on it.
 *
 * @param process what is known of the process that executes it
 * @param ownerId {@code pid:PID:UUID} while an engine process owns the run
 * @param owner who lives under the number in it
 * @param need why it could go on; empty when it has no reason to
 */
public record RunControlState(
        StoredRun run,
        RunSummary summary,
        ProcessStatus process,
        @Nullable String ownerId,
        RunOwner owner,
        @Nullable Long heartbeatAtMs,
        @Nullable Long cancelRequestedAtMs,
        @Nullable Long pauseRequestedAtMs,
        Optional<ResumeNeed> need) {

    public RunState state() {
        return summary.state();
    }

    /** Whether the engine calls it ended. A resume can revive even such a run. */
    public boolean hasEnded() {
        return state() != RunState.NOT_STARTED && RunRow.isTerminal(summary.status());
    }
}
