package chad.ide.budgets;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.request.Times;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** All budgets besides those of single runs. */
@Schema(
        name = "BudgetSettings",
        examples = "{\"zone\":\"Europe/Berlin\",\"budgets\":[{\"period\":\"day\",\"limit\":{\"usd\":20}}]}")
@RegisterForReflection
public record BudgetSettings(
        @Schema(description = "Whose days and months they are. Default: the service's.", examples = "Europe/Berlin")
        @Nullable String zone,

        @Schema(
                description = "The share of a limit from which on a budget is told of. Default: 0.8.",
                minimum = "0.01",
                maximum = "1",
                examples = "0.8")
        @Nullable Double warnAtShare,

        @Schema(description = "At most 200, one for each workflow and period. An empty list removes all.")
        List<Budget> budgets,

        @Schema(
                description =
                        "The revision that was read: 412 when they have been changed since. Without it whatever there is"
                                + " is overwritten.")
        @Nullable Long revision) {

    static final BudgetSettings NONE = new BudgetSettings(null, null, List.of(), 0L);

    private static final int MOST = 200;
    private static final double USUAL_WARNING = 0.8;

    public BudgetSettings {
        Times.zone("zone", zone);
        if (warnAtShare != null && !(warnAtShare >= 0.01 && warnAtShare <= 1)) {
            throw ProblemType.invalid("warnAtShare", warnAtShare.toString(), "a share from 0.01 to 1");
        }
        Given.required("budgets", budgets, "a list of budgets; an empty one removes all");
        if (budgets.size() > MOST || budgets.stream().anyMatch(Objects::isNull)) {
            throw ProblemType.invalid("budgets", "…", "at most %d budgets, none of them null".formatted(MOST));
        }
        budgets = List.copyOf(budgets);
        Set<String> ids = new HashSet<>();
        for (Budget budget : budgets) {
            if (!ids.add(budget.id())) {
                throw ProblemType.invalid("budgets", budget.id(), "one budget for each workflow and period");
            }
        }
    }

    @JsonIgnore
    ZoneId zoneOr(ZoneId usual) {
        return Objects.requireNonNullElse(Times.zone("zone", zone), usual);
    }

    @JsonIgnore
    double warning() {
        return Objects.requireNonNullElse(warnAtShare, USUAL_WARNING);
    }
}
