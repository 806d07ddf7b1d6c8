package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Changes one of the budgets: all are read, and sent back unless somebody has changed them meanwhile. */
abstract class BudgetChange extends ServerCommand {

    @Option(
            names = "--workflow",
            paramLabel = "WORKFLOW",
            description = "Of this workflow's runs. Default: of all runs.")
    private @Nullable String workflow;

    @Option(names = "--month", description = "Of a calendar month. Default: of a day.")
    private boolean isOfMonth;

    /** Null removes it. */
    abstract @Nullable ObjectNode limit();

    @Override
    ExitCode run() {
        JsonNode now = api().get(Query.of("budgets")).json();
        ObjectNode changed = Json.object().put("revision", now.path("revision").asLong());
        changed.set("zone", now.path("zone"));
        changed.set("warnAtShare", now.path("warnAtShare"));
        ArrayNode budgets = changed.putArray("budgets");
        String period = isOfMonth ? "month" : "day";
        for (JsonNode budget : now.path("items")) {
            if (!isMeant(budget, period)) {
                ObjectNode kept = budgets.addObject();
                kept.set("workflow", budget.path("workflow"));
                kept.set("period", budget.path("period"));
                kept.set("limit", budget.path("limit"));
            }
        }
        ObjectNode limit = limit();
        if (limit != null) {
            budgets.addObject().put("workflow", workflow).put("period", period).set("limit", limit);
        }
        Answer answer = api().send("PUT", Query.of("budgets"), changed, Map.of());
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            BudgetView.show(answer.json().path("items"), screen());
        }
        return ExitCode.DONE;
    }

    private boolean isMeant(JsonNode budget, String period) {
        JsonNode of = budget.path("workflow");
        return budget.path("period").asText().equals(period)
                && (of.isNull() ? workflow == null : of.asText().equals(workflow));
    }
}
