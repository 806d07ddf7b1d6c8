package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How much runs of a workflow take of something: milliseconds, tokens or US dollars.
 *
 * @param p50 half of the runs take no more than this
 * @param p90 nine of ten runs take no more than this
 * @param runs on how many runs the figures rest
 * @param accuracy of what these took: of {@code at-least} the figures may be too low
 */
public record Usual(
        @Schema(examples = "184000") double p50,
        @Schema(examples = "291000") double p90,
        @Schema(examples = "20") int runs,
        Accuracy accuracy) {}
