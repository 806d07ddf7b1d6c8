package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that models used. {@code input} includes what was read from the provider's cache and written to it,
 * {@code output} what was spent on reasoning. The figures are null where nobody reported any.
 *
 * @param costUsd only what the agents themselves reported; null when none did
 * @param exact whether {@code accuracy} is {@code exact}
 * @param standIn whether the offline stand-in answered in a model's place
 */
public record Tokens(
        @Schema(examples = "860") @Nullable Long input,
        @Schema(examples = "250") @Nullable Long output,
        @Schema(examples = "42") @Nullable Long reasoning,
        @Schema(examples = "96") @Nullable Long cacheRead,
        @Schema(examples = "0") @Nullable Long cacheWrite,
        @Schema(examples = "1110") @Nullable Long total,
        @Nullable Double costUsd,
        boolean exact,
        Accuracy accuracy,
        boolean standIn) {

    /** No model was asked, or none that used any. */
    public static final Tokens NONE = of(0, 0, 0, 0, 0, Accuracy.EXACT);

    public static final Tokens UNKNOWN =
            new Tokens(null, null, null, null, null, null, null, false, Accuracy.UNKNOWN, false);

    static final Tokens STAND_IN = new Tokens(0L, 0L, 0L, 0L, 0L, 0L, null, true, Accuracy.EXACT, true);

    public Tokens {
        exact = accuracy == Accuracy.EXACT;
    }

    public static Tokens of(
            long input, long output, long reasoning, long cacheRead, long cacheWrite, Accuracy accuracy) {
        return new Tokens(
                input,
                output,
                reasoning,
                cacheRead,
                cacheWrite,
                input + output,
                null,
                accuracy == Accuracy.EXACT,
                accuracy,
                false);
    }

    Tokens costing(@Nullable Double reportedUsd) {
        return new Tokens(
                input, output, reasoning, cacheRead, cacheWrite, total, reportedUsd, exact, accuracy, standIn);
    }

    /** A sum of nothing but nothing and unknown is unknown. */
    public Tokens plus(Tokens other) {
        boolean isUnknown = known(total) + known(other.total) == 0
                && (accuracy == Accuracy.UNKNOWN || other.accuracy == Accuracy.UNKNOWN);
        Double cost = costUsd == null
                ? other.costUsd
                : other.costUsd == null ? costUsd : Double.valueOf(costUsd + other.costUsd);
        return new Tokens(
                isUnknown ? null : Long.valueOf(known(input) + known(other.input)),
                isUnknown ? null : Long.valueOf(known(output) + known(other.output)),
                isUnknown ? null : Long.valueOf(known(reasoning) + known(other.reasoning)),
                isUnknown ? null : Long.valueOf(known(cacheRead) + known(other.cacheRead)),
                isUnknown ? null : Long.valueOf(known(cacheWrite) + known(other.cacheWrite)),
                isUnknown ? null : Long.valueOf(known(total) + known(other.total)),
                cost,
                false,
                isUnknown ? Accuracy.UNKNOWN : accuracy.with(other.accuracy),
                standIn || other.standIn);
    }

    private static long known(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }

    /** For an order: what is unknown comes last. */
    public long totalOrZero() {
        return known(total);
    }

    /** As accurate as it is, and no more than a lower bound when some of it is missing. */
    Tokens whole(boolean isWhole) {
        return isWhole || accuracy == Accuracy.UNKNOWN ? this : as(accuracy.with(Accuracy.AT_LEAST));
    }

    private Tokens as(Accuracy other) {
        return new Tokens(input, output, reasoning, cacheRead, cacheWrite, total, costUsd, exact, other, standIn);
    }
}
