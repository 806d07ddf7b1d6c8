package chad.ide.notices;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should know of. It is the body of a plain JSON post.
 *
 * @param runId empty when it is about a schedule that launched none
 * @param store empty then
 * @param nodeId of the gate; null when it is about the run
 * @param requestId of a question
 * @param title in a line
 * @param summary in some lines
 * @param url of the dashboard, where something can be done about it
 * @param atMs since when it is so
 * @param command does something about it from a shell
 * @param schedule that it is about; null when it is about a run or a budget
 * @param budget that it is about; null when it is about a run or a schedule
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Notice(
        Kind kind,
        String runId,
        String workflow,
        String store,
        @Nullable String nodeId,
        @Nullable Integer iteration,
        @Nullable String requestId,
        String title,
        String summary,
        String url,
        long atMs,
        String command,
        @Nullable String schedule,
        @Nullable String budget) {

    /** What it is about. */
    public enum Kind {
        /** A node waits for a decision. */
        GATE,
        /** A run says that it runs, and nobody executes it. */
        STALL,
        /** A run is being executed and gets nowhere. */
        STUCK,
        /** A run has failed. */
        FAILURE,
        /** A run has finished with something lost on the way. */
        CAVEAT,
        /** A schedule should have done something and did not. */
        SILENCE,
        /** A budget is nearly or wholly spent, or keeps a run paused. */
        BUDGET;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Names what it is about; the same again later has another {@code atMs}. An agent may ask several questions in one
     * turn of a node; that of a HumanTask is named by the node's turn.
     */
    @JsonIgnore
    String key() {
        if (schedule != null || budget != null) {
            return kind.word() + "/" + (schedule == null ? budget : schedule);
        }
        String turn =
                String.join("/", kind.word(), store, runId, nodeId == null ? "" : nodeId, String.valueOf(iteration));
        String ofTurn = "human:%s:%s:%s".formatted(runId, nodeId, iteration);
        return requestId == null || requestId.equals(ofTurn) ? turn : turn + "/" + requestId;
    }
}
