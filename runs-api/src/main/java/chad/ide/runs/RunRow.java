package chad.ide.runs;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code _smithers_runs} without its payloads.
 *
 * @param position rises with every run that is inserted into the store
 * @param ownerId {@code pid:PID:UUID} while an engine process owns the run
 * @param unstartedFork a fork without a start: its status is a copy of its parent's and says nothing
 */
public record RunRow(
        long position,
        String id,
        @Nullable String parentId,
        @Nullable ParentKind parentKind,
        String workflowName,
        @Nullable String workflowPath,
        String status,
        long createdAtMs,
        @Nullable Long startedAtMs,
        @Nullable Long finishedAtMs,
        @Nullable Long heartbeatAtMs,
        @Nullable String ownerId,
        @Nullable Long cancelRequestedAtMs,
        @Nullable Long pauseRequestedAtMs,
        boolean unstartedFork) {

    private static final Set<String> TERMINAL = Set.of("finished", "continued", "failed", "cancelled");

    /** The same words as SQL writes them in a list. */
    static final String TERMINAL_WORDS = "'finished', 'continued', 'failed', 'cancelled'";

    /** Whether the engine calls it ended. A resume can revive even such a run. */
    static boolean isTerminal(String status) {
        return TERMINAL.contains(status);
    }

    /** Whether its parent's process executes it. */
    public boolean isSubflow() {
        return ParentKind.isSubflow(id, parentId);
    }

    public boolean isActive() {
        return !isTerminal(status);
    }

    public @Nullable Long durationMs() {
        return durationMs(startedAtMs, finishedAtMs);
    }

    static @Nullable Long durationMs(@Nullable Long startedAtMs, @Nullable Long finishedAtMs) {
        return startedAtMs == null || finishedAtMs == null
                ? null
                : Long.valueOf(Math.max(0, finishedAtMs - startedAtMs));
    }
}
