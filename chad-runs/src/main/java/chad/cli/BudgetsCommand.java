package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "budgets", description = "The budgets of all runs and of workflows, and what was used of them.")
final class BudgetsCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("budgets");
    }

    @Override
    void show(JsonNode budgets, Screen screen) {
        BudgetView.show(budgets.path("items"), screen);
        int held = budgets.path("heldRuns").asInt();
        if (held > 0) {
            remark("%s paused by a budget: `runs --status paused` lists them."
                    .formatted(held == 1 ? "One run is" : held + " runs are"));
        }
    }
}
