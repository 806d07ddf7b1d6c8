package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Mixin;

/** Does something about the budgets of one run. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class RunBudgetCommand extends ServerCommand {

    @Mixin
    RunChoice run;

    ExitCode shown(Answer answer) {
        if (output.wantsJson()) {
            printJson(answer);
            return ExitCode.DONE;
        }
        JsonNode budgets = answer.json();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (budgets.path("own").isObject()) {
            all.add(budgets.path("own"));
        }
        budgets.path("shared").forEach(all::add);
        BudgetView.show(all, screen());
        if (budgets.path("heldBy").isTextual()) {
            remark("Budget `%s` keeps the run paused: `budget raise`, `budget once`, or `cancel`."
                    .formatted(budgets.path("heldBy").asText()));
        }
        return ExitCode.DONE;
    }
}
