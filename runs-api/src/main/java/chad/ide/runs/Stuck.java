package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * That a run is being executed and gets nowhere. It stands beside the state, which goes on saying that it runs.
 *
 * @param says all of it in words
 * @param runId of the subflow in which it happens; null when that is the run itself
 * @param nodeId of the node that fails, or the id of the loop; null when the process as a whole is silent
 * @param repeats how often it has failed in a row, or how many turns have changed nothing; 0 for a silent process
 * @param limit how many attempts or turns there may be in all; null when they have no end
 * @param lastError what the last attempt failed of; null when nothing failed
 * @param sinceAtMs the first failure, the first turn without change, or the last heartbeat
 * @param nextAtMs when it is tried again; null when that is not known, or an attempt is in flight
 * @param endsWith what would end it
 * @param command a command that ends it
 */
public record Stuck(
        Kind kind,

        @Schema(
                examples = "`doomed` has failed 6 times in a row since 04:53:10Z, always with the same error: no such"
                        + " binary: kimi. Attempt 7 of ∞ follows at 04:54:20Z.")
        String says,

        @Nullable String runId,
        @Schema(examples = "doomed") @Nullable String nodeId,
        int iteration,
        @Schema(examples = "6") int repeats,
        @Nullable Integer limit,
        @Schema(examples = "no such binary: kimi") @Nullable String lastError,
        @Nullable CauseKind errorKind,
        @Schema(examples = "1795252285000") long sinceAtMs,
        @Nullable Long nextAtMs,

        @Schema(examples = "An attempt that succeeds, or a cancel: the attempts have no limit.")
        String endsWith,

        @Schema(examples = "chad-runs cancel forever-1 --store world-forever")
        String command) {

    /** What goes on for too long. */
    @Schema(name = "StuckKind", type = SchemaType.STRING, examples = "retries")
    public enum Kind {
        /** A node fails again and again. */
        RETRIES,
        /** The turns of a loop change nothing. */
        LOOP,
        /** The engine process lives and gives no heartbeat. */
        SILENT_PROCESS;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
