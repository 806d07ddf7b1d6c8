package chad.ide.runs;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the store tells of a run that has not ended, beyond its row.
 *
 * @param newestEventAtMs null when the run has no events
 * @param inFlight attempts that were begun and not ended
 * @param dueAtMs when the first thing is due that a parked run waits for: a timer, the time limit of a wait, the quota
 * @param eventWaits nodes that wait for an event
 * @param arrived what came for a parked run since it was parked
 * @param waits what the run waits for, gates first; the first few
 * @param engineBeats whether this engine writes heartbeats at all
 */
record RunEvidence(
        @Nullable Long newestEventAtMs,
        List<InFlight> inFlight,
        @Nullable Long dueAtMs,
        int eventWaits,
        Arrived arrived,
        List<Wait> waits,
        boolean engineBeats) {

    static final RunEvidence NONE = new RunEvidence(null, List.of(), null, 0, Arrived.NOTHING, List.of(), true);

    /** An attempt that nobody has ended. */
    record InFlight(
            String nodeId,
            int iteration,
            int attempt,
            long startedAtMs,
            @Nullable Long timeoutMs) {}

    /**
     * Decisions and signals that no process has taken in yet, each by its time.
     *
     * @param approvedAtMs when the newest gate was approved, or question answered, whose node is still pending
     * @param deniedAtMs the same of gates that were denied
     * @param signalledAtMs when the newest signal came that a node waited for
     */
    record Arrived(
            @Nullable Long approvedAtMs,
            @Nullable Long deniedAtMs,
            @Nullable Long signalledAtMs) {

        static final Arrived NOTHING = new Arrived(null, null, null);
    }

    Optional<InFlight> firstInFlight() {
        return inFlight.stream().findFirst();
    }
}
