package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.budgets.Budget;
import chad.ide.budgets.BudgetList;
import chad.ide.budgets.BudgetService;
import chad.ide.budgets.BudgetSettings;
import chad.ide.budgets.BudgetStatus;
import chad.ide.budgets.Period;
import chad.ide.budgets.RunBudget;
import chad.ide.budgets.RunBudgetRequest;
import chad.ide.lifecycle.BudgetLimit;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What models may use and cost. */
@Singleton
class BudgetTools {

    private static final int MAX_TEXT = 300;

    private final Calls calls;
    private final BudgetService budgets;
    private final RunLocator locator;

    BudgetTools(Calls calls, BudgetService budgets, RunLocator locator) {
        this.calls = calls;
        this.budgets = budgets;
        this.locator = locator;
    }

    /** @param state ok, near or spent */
    public record BudgetLine(
            @Nullable String budget, @Nullable String used, double share, String state) {

        static BudgetLine of(BudgetStatus status) {
            return new BudgetLine(
                    SafeText.text(status.id(), MAX_TEXT),
                    SafeText.text(status.says(), MAX_TEXT),
                    status.share(),
                    status.state().word());
        }
    }

    /** @param heldRuns how many runs a budget keeps paused */
    public record Budgets(List<BudgetLine> budgets, int heldRuns) {

        public Budgets {
            budgets = List.copyOf(budgets);
        }

        static Budgets of(BudgetList list) {
            return new Budgets(list.items().stream().map(BudgetLine::of).toList(), list.heldRuns());
        }
    }

    /** @param heldBy the budget that keeps it paused; null when none does */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfRun(List<BudgetLine> budgets, @Nullable String heldBy) {

        public OfRun {
            budgets = List.copyOf(budgets);
        }

        static OfRun of(RunBudget budget) {
            return new OfRun(
                    Stream.concat(Stream.ofNullable(budget.own()), budget.shared().stream())
                            .map(BudgetLine::of)
                            .toList(),
                    SafeText.text(budget.heldBy(), MAX_TEXT));
        }
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_budgets",
            title = "Read budgets",
            description = "What all runs, or those of a workflow, may use in a day or a month, and what was used of it."
                    + " With a run: the budgets that it uses, and which of them keeps it paused.",
            outputSchema = @Tool.OutputSchema(from = Budgets.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read budgets",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse getBudgets(
            @ToolArg(required = false, description = "A run's id") @Nullable String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store) {
        return calls.read(() -> {
            if (run == null) {
                return Budgets.of(budgets.list());
            }
            RunBudget of = budgets.of(locator.locate(run, store));
            return new Budgets(OfRun.of(of).budgets(), of.heldBy() == null ? 0 : 1);
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "set_budget",
            title = "Set a budget",
            description =
                    "Sets what all runs, or those of a workflow, may use in a day or a month; without usd and tokens"
                            + " the budget is removed. At the limit runs are paused and launches refused. Only when the person you"
                            + " work for has asked for it.",
            outputSchema = @Tool.OutputSchema(from = Budgets.class),
            annotations =
                    @Tool.Annotations(
                            title = "Set a budget",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse setBudget(
            @ToolArg(description = "day or month") String period,
            @ToolArg(required = false, description = "Only of this workflow, such as fusion.jsx") @Nullable String workflow,
            @ToolArg(required = false, description = "In US dollars") @Nullable Double usd,
            @ToolArg(required = false, description = "In tokens, of input and output together") @Nullable Long tokens) {
        return calls.write(new Call("budgets", null, null, workflow), () -> {
            Period of = Stream.of(Period.DAY, Period.MONTH)
                    .filter(one -> one.word().equals(period))
                    .findFirst()
                    .orElseThrow(() -> ProblemType.invalid("period", period, "`day` or `month`"));
            BudgetList now = budgets.list();
            List<Budget> all = new ArrayList<>();
            for (BudgetStatus status : now.items()) {
                if (status.period() != of || !Objects.equals(status.workflow(), workflow)) {
                    all.add(new Budget(status.workflow(), status.period(), status.limit()));
                }
            }
            if (usd != null || tokens != null) {
                all.add(new Budget(workflow, of, new BudgetLimit(usd, tokens)));
            }
            return Budgets.of(budgets.replace(
                    new BudgetSettings(now.zone(), now.warnAtShare(), all, now.revision()), calls.caller()));
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "change_run_budget",
            title = "Raise a run's budget",
            description = "Gives a run another budget, what it has used included, or with once lets it go on past the"
                    + " budgets that are spent now; a run that was paused for it goes on within some seconds. Only when the"
                    + " person you work for has agreed to it.",
            outputSchema = @Tool.OutputSchema(from = OfRun.class),
            annotations =
                    @Tool.Annotations(
                            title = "Raise a run's budget",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = true))
    ToolResponse changeRunBudget(
            @ToolArg(description = "The run's id") String run,
            @ToolArg(required = false, description = RunTools.STORE) @Nullable String store,
            @ToolArg(required = false, description = "In US dollars") @Nullable Double usd,
            @ToolArg(required = false, description = "In tokens, of input and output together") @Nullable Long tokens,
            @ToolArg(required = false, description = "Go on past the budgets that are spent now") @Nullable Boolean once) {
        return calls.write(new Call("budget", run, store, null), () -> {
            BudgetLimit limit = usd == null && tokens == null ? null : new BudgetLimit(usd, tokens);
            RunBudgetRequest request = new RunBudgetRequest(limit, Boolean.TRUE.equals(once));
            return OfRun.of(budgets.change(locator.locate(run, store), request, calls.caller()));
        });
    }
}
