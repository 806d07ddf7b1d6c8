package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as the engine reported them. {@code input} includes what was read from the provider's cache.
 *
 * @param costUsd only what the agents themselves reported; null when none did, as the engine knows no prices
 * @param exact false while the events of a long run are still being added up, or when the engine kept no figures
 */
public record Tokens(
        @Schema(examples = "860") long input,
        @Schema(examples = "250") long output,
        @Schema(examples = "42") long reasoning,
        @Schema(examples = "96") long cacheRead,
        @Schema(examples = "1110") long total,
        @Nullable Double costUsd,
        boolean exact) {

    public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, null, true);

    static Tokens of(long input, long output, long reasoning, long cacheRead, @Nullable Double costUsd) {
        return new Tokens(input, output, reasoning, cacheRead, input + output, costUsd, true);
    }

    public Tokens plus(Tokens other) {
        Double cost = costUsd == null
                ? other.costUsd
                : other.costUsd == null ? costUsd : Double.valueOf(costUsd + other.costUsd);
        return new Tokens(
                input + other.input,
                output + other.output,
                reasoning + other.reasoning,
                cacheRead + other.cacheRead,
                total + other.total,
                cost,
                exact && other.exact);
    }

    /** As exact as it is, and no more than the given. */
    Tokens exact(boolean isExact) {
        return new Tokens(input, output, reasoning, cacheRead, total, costUsd, exact && isExact);
    }
}
