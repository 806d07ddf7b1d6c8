package chad.ide.spend;

import chad.ide.runs.Accuracy;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What models used, of whichever runs, and what that cost.
 *
 * @param calls that were answered, or may have been
 * @param input includes what was read from the provider's cache and written to it
 * @param output includes what was spent on reasoning
 * @param exact whether {@code accuracy} is {@code exact}
 * @param accuracy of the tokens; where it is {@code unknown} their figures mean nothing
 * @param costUsd null when nothing is known of it
 * @param standInCalls answered by the offline stand-in, at no cost
 */
public record UsedTokens(
        @Schema(examples = "184") long calls,
        @Schema(examples = "812000") long input,
        @Schema(examples = "204000") long output,
        @Schema(examples = "18000") long reasoning,
        @Schema(examples = "9600") long cacheRead,
        @Schema(examples = "0") long cacheWrite,
        boolean exact,
        Accuracy accuracy,
        @Schema(examples = "1.42") @Nullable Double costUsd,
        Accuracy costAccuracy,
        @Schema(examples = "0") long standInCalls) {}
