package chad.ide.runs;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the store tells of a run that has not ended, beyond its row.
 *
 * @param newestEventAtMs null when the run has no events
 * @param inFlight attempts that were begun and not ended
 * @param firesAtMs when the earliest timer of a run that waits for timers is due
 * @param eventWaits nodes that wait for an event
 * @param engineBeats whether this engine writes heartbeats at all
 * @param pendingDecided nodes that are pending although their gate was decided
 */
record Signs(
        @Nullable Long newestEventAtMs,
        List<InFlight> inFlight,
        @Nullable Long firesAtMs,
        int eventWaits,
        int pendingDecided,
        boolean engineBeats) {

    static final Signs NONE = new Signs(null, List.of(), null, 0, 0, true);

    /** An attempt that nobody has ended. */
    record InFlight(
            String nodeId,
            int iteration,
            int attempt,
            long startedAtMs,
            @Nullable Long timeoutMs) {}

    Optional<InFlight> firstInFlight() {
        return inFlight.stream().findFirst();
    }
}
