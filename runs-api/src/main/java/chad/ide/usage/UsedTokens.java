package chad.ide.usage;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Tokens that models used, as the engine reported them for each attempt that got an answer.
 *
 * @param input includes what was read from the provider's cache
 * @param output includes what was spent on reasoning
 * @param exact false where a report lacked a figure, or reports are still being added up: it is at least so much then
 */
public record UsedTokens(
        @Schema(examples = "184") long calls,
        @Schema(examples = "812000") long input,
        @Schema(examples = "204000") long output,
        @Schema(examples = "18000") long reasoning,
        @Schema(examples = "9600") long cacheRead,
        boolean exact) {

    public static final UsedTokens NONE = new UsedTokens(0, 0, 0, 0, 0, true);

    public UsedTokens plus(UsedTokens other) {
        return new UsedTokens(
                calls + other.calls,
                input + other.input,
                output + other.output,
                reasoning + other.reasoning,
                cacheRead + other.cacheRead,
                exact && other.exact);
    }

    /** As exact as it is, and no more than the given. */
    public UsedTokens exact(boolean isExact) {
        return new UsedTokens(calls, input, output, reasoning, cacheRead, exact && isExact);
    }

    public long total() {
        return input + output;
    }
}
