package chad.ide.runs;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run that is being executed does again and again. */
public record Repeats(List<Retry> retries, List<UnchangedTurns> loops) {

    static final Repeats NONE = new Repeats(List.of(), List.of());

    /** The state of a node between two attempts, which the engine calls failed. */
    public static final String RETRYING = "retrying";

    public Repeats {
        retries = List.copyOf(retries);
        loops = List.copyOf(loops);
    }

    /**
     * A node that failed and is tried again.
     *
     * @param runId of the subflow that it is in; null when that is the run itself
     * @param attempt the next one, or the one in flight
     * @param limit how many attempts it may have in all; null when they have no end, the engine's default
     * @param failures in a row
     * @param alike how many of the latest failures have the same message, as far as they were read
     * @param lastError of the last failure
     * @param nextAtMs when the next attempt begins, as the pauses so far tell; null when they don't, or one is in flight
     * @param inFlightSinceMs when the attempt was begun that is at work now; null between two attempts
     * @param longestMs how long the longest of the failed attempts took, as far as they were read
     */
    record Retry(
            @Nullable String runId,
            String nodeId,
            int iteration,
            int attempt,
            @Nullable Integer limit,
            int failures,
            int alike,
            Cause lastError,
            long firstFailedAtMs,
            @Nullable Long nextAtMs,
            @Nullable Long inFlightSinceMs,
            long longestMs) {

        boolean inFlight() {
            return inFlightSinceMs != null;
        }
    }

    /**
     * A loop whose latest turns all came to the same.
     *
     * @param runId of the subflow that it is in; null when that is the run itself
     * @param nodes the ids of its nodes
     * @param turn the latest that has ended, counted from 1
     * @param unchanged how many turns, that one included, gave the same outputs, or failed of the same, and changed no file
     * @param limit how many turns it may have; null when they have no end
     * @param lastError of the first of its nodes that failed and was let go in the latest turn; null when all succeeded
     * @param sinceMs when the first of them ended
     * @param untilMs when the latest of them ended
     */
    record UnchangedTurns(
            @Nullable String runId,
            String loopId,
            List<String> nodes,
            int turn,
            int unchanged,
            @Nullable Integer limit,
            @Nullable Cause lastError,
            long sinceMs,
            long untilMs) {

        UnchangedTurns {
            nodes = List.copyOf(nodes);
        }
    }

    /** What a node of the run itself that failed waits for. */
    public Optional<NextAttempt> nextAttempt(String nodeId, int iteration) {
        return retries.stream()
                .filter(retry -> retry.runId() == null && !retry.inFlight())
                .filter(retry -> retry.nodeId().equals(nodeId) && retry.iteration() == iteration)
                .findFirst()
                .map(retry -> new NextAttempt(retry.attempt(), retry.limit(), retry.nextAtMs()));
    }

    /** The state of a node of the run itself, given the engine's word for it. */
    public String stateOf(String nodeId, int iteration, String state) {
        return Objects.equals(state, "failed") && nextAttempt(nodeId, iteration).isPresent() ? RETRYING : state;
    }
}
