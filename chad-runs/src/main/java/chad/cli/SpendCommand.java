package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "spend",
        description = {
            "What models used and what that cost, by the prices that held when they were asked.",
            "Whole days of this machine's time zone, seven up to today by default."
        })
final class SpendCommand extends ReadCommand {

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "model",
            description = "model, workflow, provider, day, run, node, schedule or label. Default: ${DEFAULT-VALUE}.")
    private String by = "model";

    @Option(names = "--since", paramLabel = "AGE", description = "No older than this: 12h, 7d, 30d.")
    private @Nullable Age since;

    @Option(names = "--workflow", paramLabel = "WORKFLOW", description = "Of this workflow, such as fusion.jsx.")
    private @Nullable String workflow;

    @Option(names = "--model", paramLabel = "MODEL", description = "Of this model.")
    private @Nullable String model;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "With --by label: the annotation by whose values it is divided.")
    private @Nullable String label;

    @Option(names = "--run", paramLabel = "RUN", description = "Of this run, by node.")
    private @Nullable String run;

    @Override
    Query query() {
        return Query.of("spend")
                .with("by", by)
                .with("since", since == null ? null : since.before())
                .with("zone", ZoneId.systemDefault().getId())
                .with("workflow", workflow)
                .with("model", model)
                .with("run", run)
                .with("label", label);
    }

    @Override
    void show(JsonNode spend, Screen screen) {
        Table table = new Table(
                        Format.text(spend.path("by")).toUpperCase(Locale.ROOT), "COST", "TOKENS IN", "OUT", "CALLS")
                .alignsRight(1, 2, 3, 4)
                .cuts(0);
        for (JsonNode group : spend.path("groups")) {
            row(table, name(group), group.path("used"));
        }
        row(table, "total", spend.path("total"));
        table.print(screen);
        long left = spend.path("groupCount").asLong() - spend.path("groups").size();
        if (left > 0) {
            remark("And %d more: narrow it with --since, --workflow or --model.".formatted(left));
        }
        for (JsonNode unknown : spend.path("unpriced")) {
            remark("%s has no price (%s tokens): add it to prices.yaml."
                    .formatted(Format.text(unknown.path("model")), Format.count(unknown.path("tokens"))));
        }
        JsonNode problem = spend.path("prices").path("problem");
        if (problem.isTextual()) {
            remark("The prices of the last good file count. " + Format.text(problem));
        }
    }

    private static String name(JsonNode group) {
        String key = Format.text(group.path("key"));
        return key.isEmpty() ? "(none)" : key;
    }

    private static void row(Table table, String name, JsonNode used) {
        table.row(
                Cell.of(name),
                Cell.of(Money.of(used.path("costUsd"), used.path("costAccuracy"))),
                Cell.of(Format.count(used.path("input"))),
                Cell.of(Format.count(used.path("output"))),
                Cell.of(Format.count(used.path("calls"))));
    }
}
