package chad.ide.detail;

import chad.ide.answers.TruncatedValue;
import chad.ide.runs.Cost;
import chad.ide.runs.NextAttempt;
import chad.ide.runs.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task of a run in one iteration.
 *
 * @param kind {@code agent}, {@code compute}, {@code static}, {@code timer}, …; null before the first attempt
 * @param state the engine's word; {@code retrying} between two attempts, for which it says {@code failed}
 * @param nextAttempt that it failed and is tried again; null when it is not
 * @param inTree whether the newest frame still has it; a branch that was not taken leaves its row behind
 * @param output null when there is none yet, and when it was cut
 * @param outputCut the beginning of an output that is too large to be shown whole
 * @param cost null when no model was asked
 * @param attempts the latest ones, oldest first
 * @param moreAttempts how many earlier ones are left out
 */
public record Node(
        @Schema(examples = "judge") String id,
        int iteration,
        @Nullable String label,
        @Schema(examples = "finished") String state,
        @Nullable NextAttempt nextAttempt,
        @Schema(examples = "agent") @Nullable String kind,
        boolean inTree,
        @Nullable Long startedAtMs,
        @Nullable Long finishedAtMs,
        long updatedAtMs,
        @Nullable JsonNode output,
        @Nullable TruncatedValue outputCut,
        Tokens tokens,
        @Nullable Cost cost,
        List<Attempt> attempts,
        int moreAttempts) {

    public Node {
        attempts = List.copyOf(attempts);
    }
}
