package chad.ide.budgets;

import chad.ide.lifecycle.BudgetLimit;
import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A budget of all runs, or of those of a workflow, that begins anew each day or month. */
@Schema(name = "Budget", examples = "{\"period\":\"day\",\"limit\":{\"usd\":20}}")
@RegisterForReflection
public record Budget(
        @Schema(
                description = "Of the runs of this workflow, as the list of runs names it. Default: of all runs.",
                examples = "fusion.jsx")
        @Nullable String workflow,

        Period period,
        BudgetLimit limit) {

    public Budget {
        workflow = workflow == null || workflow.isBlank() ? null : workflow.strip();
        Given.text("workflow", workflow, 200);
        Given.required("period", period, "`day` or `month`");
        Given.required("limit", limit, "an amount in `usd`, a number of `tokens`, or both");
        if (Objects.requireNonNull(period) == Period.RUN) {
            throw ProblemType.invalid("period", period.word(), "`day` or `month`; a run gets its budget at its launch");
        }
    }

    /** {@code day}, or {@code fusion.jsx/day}. */
    @JsonIgnore
    String id() {
        return workflow == null ? period.word() : workflow + "/" + period.word();
    }
}
