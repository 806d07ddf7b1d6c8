package chad.ide.spend;

import chad.ide.runs.Accuracy;
import chad.ide.runs.Cost;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What some calls used and cost.
 *
 * @param calls that were answered, or may have been
 * @param unknownCalls of which nobody knows all that they used
 * @param unpricedCalls of models that have no price
 * @param nanoUsd billionths of a dollar
 * @param unpriced the ids of those models, some of them
 */
public record Spent(
        long calls,
        long unknownCalls,
        long estimatedCalls,
        long standInCalls,
        long unpricedCalls,
        long input,
        long output,
        long reasoning,
        long cacheRead,
        long cacheWrite,
        long nanoUsd,
        Set<String> unpriced) {

    public static final Spent NOTHING = new Spent(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Set.of());

    private static final double NANO = 1e9;
    private static final int MAX_NAMED = 20;

    public Amount amount() {
        return new Amount(nanoUsd, total());
    }

    public Spent plus(Spent other) {
        return new Spent(
                calls + other.calls,
                unknownCalls + other.unknownCalls,
                estimatedCalls + other.estimatedCalls,
                standInCalls + other.standInCalls,
                unpricedCalls + other.unpricedCalls,
                input + other.input,
                output + other.output,
                reasoning + other.reasoning,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite,
                nanoUsd + other.nanoUsd,
                both(unpriced, other.unpriced));
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        if (others.isEmpty() || some.size() >= MAX_NAMED) {
            return some;
        }
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    public long total() {
        return input + output;
    }

    public double usd() {
        return nanoUsd / NANO;
    }

    private Accuracy tokensAccuracy(boolean isWhole) {
        if (total() == 0 && unknownCalls > 0) {
            return Accuracy.UNKNOWN;
        }
        if (estimatedCalls > 0) {
            return Accuracy.ESTIMATED;
        }
        return unknownCalls > 0 || !isWhole ? Accuracy.AT_LEAST : Accuracy.EXACT;
    }

    private Accuracy costAccuracy(boolean isWhole) {
        if (nanoUsd == 0 && calls > 0 && unpricedCalls + unknownCalls >= calls) {
            return Accuracy.UNKNOWN;
        }
        if (estimatedCalls > 0) {
            return Accuracy.ESTIMATED;
        }
        return unknownCalls > 0 || unpricedCalls > 0 || !isWhole ? Accuracy.AT_LEAST : Accuracy.EXACT;
    }

    Cost cost() {
        Accuracy accuracy = costAccuracy(true);
        return new Cost(usdOrNull(accuracy), accuracy, List.copyOf(unpriced));
    }

    private @Nullable Double usdOrNull(Accuracy accuracy) {
        return accuracy == Accuracy.UNKNOWN ? null : Double.valueOf(usd());
    }

    /** @param isWhole whether all that was reported has been added up */
    public UsedTokens told(boolean isWhole) {
        Accuracy tokens = tokensAccuracy(isWhole);
        Accuracy cost = costAccuracy(isWhole);
        return new UsedTokens(
                calls,
                input,
                output,
                reasoning,
                cacheRead,
                cacheWrite,
                tokens == Accuracy.EXACT,
                tokens,
                usdOrNull(cost),
                cost,
                standInCalls);
    }

    static Set<String> named(long unpricedCalls, String model) {
        return unpricedCalls > 0 ? Set.of(Objects.requireNonNull(model)) : Set.of();
    }
}
