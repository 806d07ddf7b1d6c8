package chad.ide.budgets;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.spend.Spent;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A budget and what was used of it.
 *
 * @param id {@code day}, {@code fusion.jsx/month}, {@code run}
 * @param workflow null for a budget of all runs, and of a run
 * @param untilMs when it begins anew; {@link Long#MAX_VALUE} for that of a run
 * @param pendingNanoUsd what agents have told of that is not added up yet; so is {@code pendingTokens}
 */
record Account(
        String id,
        @Nullable String workflow,
        Period period,
        BudgetLimit limit,
        long sinceMs,
        long untilMs,
        Spent spent,
        long pendingNanoUsd,
        long pendingTokens) {

    static final String OF_RUN = "run";

    private static final double NANO = 1e9;

    long nanoUsd() {
        return spent.nanoUsd() + pendingNanoUsd;
    }

    long tokens() {
        return spent.total() + pendingTokens;
    }

    /** What is left, in billionths of a dollar; not negative. */
    long nanoUsdLeft() {
        Long most = limit.nanoUsd();
        return most == null ? Long.MAX_VALUE : Math.max(0, most - nanoUsd());
    }

    long tokensLeft() {
        Long most = limit.tokens();
        return most == null ? Long.MAX_VALUE : Math.max(0, most - tokens());
    }

    boolean isSpent() {
        return nanoUsdLeft() == 0 || tokensLeft() == 0;
    }

    /** Of the limit that is nearer; 1 and more when it is reached. */
    double share() {
        Long most = limit.nanoUsd();
        Long mostTokens = limit.tokens();
        double money = most == null ? 0 : nanoUsd() / (double) Math.max(1, most);
        double counted = mostTokens == null ? 0 : tokens() / (double) mostTokens;
        return Math.max(money, counted);
    }

    /** {@code $16.20 of $20.00 today for all runs}. */
    String says() {
        Long mostTokens = limit.tokens();
        boolean byTokens = mostTokens != null
                && (limit.usd() == null
                        || tokens() / (double) mostTokens
                                > nanoUsd() / (double) Math.max(1, Objects.requireNonNull(limit.nanoUsd())));
        String figures = byTokens
                ? String.format(Locale.ROOT, "%,d of %,d tokens", tokens(), mostTokens)
                : "%s of %s"
                        .formatted(
                                BudgetLimit.money(nanoUsd() / NANO),
                                BudgetLimit.money(Objects.requireNonNullElse(limit.usd(), 0.0)));
        return figures
                + switch (period) {
                    case RUN -> " for this run";
                    case DAY -> " today for " + whose();
                    case MONTH -> " this month for " + whose();
                };
    }

    private String whose() {
        return workflow == null ? "all runs" : "`" + workflow + "`";
    }

    boolean binds(String ofWorkflow) {
        return workflow == null || workflow.equals(ofWorkflow);
    }
}
