package chad.ide.budgets;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a person decides about a run whose budget is spent, or will be. */
@Schema(name = "RunBudgetRequest", examples = "{\"limit\":{\"usd\":5}}")
public record RunBudgetRequest(
        @Schema(description = "The run's own budget from now on, what it has used included.") @Nullable BudgetLimit limit,

        @Schema(
                description =
                        "Lets the run go on past every budget that is spent now: past its own until it ends, past one of"
                                + " a day or month until the next.")
        boolean once) {

    public RunBudgetRequest {
        if (limit == null && !once) {
            throw ProblemType.invalid("limit", "", "a new `limit`, or `once: true`");
        }
    }
}
