package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one scorer found about one attempt of a task.
 *
 * @param source {@code live} while the run went on, {@code batch} in an evaluation
 * @param value between 0 and 1
 * @param reason as the scorer put it; its beginning
 */
@Schema(name = "TaskScore")
public record Score(
        @Schema(examples = "answer") String nodeId,
        int iteration,
        @Schema(examples = "1") int attempt,
        @Schema(examples = "relevancy") String scorerId,
        @Schema(examples = "Relevancy") String scorerName,
        @Schema(examples = "live") String source,
        @Schema(examples = "0.8") double value,

        @Schema(examples = "It answers the question and adds nothing.") @Nullable String reason,

        long scoredAtMs) {}
