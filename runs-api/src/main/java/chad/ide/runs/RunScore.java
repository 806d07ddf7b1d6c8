package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the scorers of a run's tasks found, taken together. Scores lie between 0 and 1.
 *
 * @param count how many scores there are
 */
@Schema(name = "RunScore")
public record RunScore(
        @Schema(examples = "0.82") double mean,
        @Schema(examples = "0.4") double lowest,
        @Schema(examples = "6") int count) {}
