package chad.ide.budgets;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The budgets that a run uses.
 *
 * @param own null without one of its own
 * @param shared those of its workflow and of all runs
 * @param heldBy the id of the budget that keeps it paused; null when none does
 * @param heldSinceAtMs null when none does
 * @param letPast ids of budgets that a person let it go on past
 */
public record RunBudget(
        @Nullable BudgetStatus own,
        List<BudgetStatus> shared,
        @Nullable String heldBy,
        @Nullable Long heldSinceAtMs,
        List<String> letPast) {

    public RunBudget {
        shared = List.copyOf(shared);
        letPast = List.copyOf(letPast);
    }
}
