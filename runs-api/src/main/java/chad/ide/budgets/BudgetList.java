package chad.ide.budgets;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All budgets besides those of single runs, and where they stand.
 *
 * @param revision to be sent with a change
 * @param changedAtMs null before the first change
 * @param items budgets of all runs first, then by workflow
 * @param heldRuns how many runs a budget keeps paused, their own budgets among them
 */
public record BudgetList(
        @Schema(examples = "Europe/Berlin") String zone,
        @Schema(examples = "0.8") double warnAtShare,
        @Schema(examples = "3") long revision,
        @Nullable Long changedAtMs,
        @Nullable String changedBy,
        List<BudgetStatus> items,
        @Schema(examples = "0") int heldRuns) {

    public BudgetList {
        items = List.copyOf(items);
    }
}
