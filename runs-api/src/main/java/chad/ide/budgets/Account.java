package chad.ide.budgets;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.spend.Amount;
import chad.ide.spend.Spent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A budget and what was used of it.
 *
 * @param id {@code day}, {@code fusion.jsx/month}, {@code run}
 * @param workflow null for a budget of all runs, and of a run
 * @param untilMs when it begins anew; {@link Long#MAX_VALUE} for that of a run
 * @param pending what agents have told of that is not added up yet
 */
record Account(
        String id,
        @Nullable String workflow,
        Period period,
        BudgetLimit limit,
        long sinceMs,
        long untilMs,
        Spent spent,
        Amount pending) {

    static final String OF_RUN = "run";

    private static final double NANO = 1e9;

    long nanoUsd() {
        return spent.nanoUsd() + pending.nanoUsd();
    }

    long tokens() {
        return spent.total() + pending.tokens();
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
        return Math.max(shareOfMoney(), shareOfTokens());
    }

    private double shareOfMoney() {
        Long most = limit.nanoUsd();
        return most == null ? 0 : nanoUsd() / (double) Math.max(1, most);
    }

    private double shareOfTokens() {
        Long most = limit.tokens();
        return most == null ? 0 : tokens() / (double) most;
    }

    /** {@code $16.20 of $20.00 today for all runs}. */
    String says() {
        Double usd = limit.usd();
        String figures = usd == null || shareOfTokens() > shareOfMoney()
                ? String.format(Locale.ROOT, "%,d of %,d tokens", tokens(), limit.tokens())
                : BudgetLimit.money(nanoUsd() / NANO) + " of " + BudgetLimit.money(usd);
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
