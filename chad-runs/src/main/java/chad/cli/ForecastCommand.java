package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "forecast",
        description = {
            "What a run of a workflow is likely to take, by the last runs of it that finished.",
            "With settings or an input only runs that were launched alike count, where there are enough of them."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ForecastCommand extends ReadCommand {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's file name, such as fusion.jsx or fusion.")
    private String workflow;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "Whose runs are looked at. Default: the store of the workflow's newest run.")
    private @Nullable String store;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "The input of the planned launch; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A setting of the planned launch.")
    private Map<String, String> settings = Map.of();

    @Override
    Query query() {
        Query query =
                Query.of("workflows", "forecast").with("workflow", workflow).with("store", store);
        settings.forEach((name, value) -> query.with("with", name + "=" + value));
        if (input != null) {
            JsonNode given = TextArgument.json("--input", input);
            if (!given.isObject()) {
                throw ApiException.invalid("--input is not a JSON object.", "--input '{\"prompt\": \"…\"}'");
            }
            given.properties().forEach(member -> addTrait(query, member.getKey(), member.getValue()));
        }
        return query;
    }

    /** A text is what the run is about, and says little of how much is to be done. */
    private static void addTrait(Query query, String name, JsonNode value) {
        if (value.isArray()) {
            query.with("with", "input." + name + "=" + value.size());
        } else if (value.isNumber() || value.isBoolean()) {
            query.with("with", "input." + name + "=" + value.asText());
        }
    }

    @Override
    void show(JsonNode forecast, Screen screen) {
        screen.line(Format.text(forecast.path("says")));
        Table table = new Table("OF A RUN", "HALF TAKE AT MOST", "NINE OF TEN", "RUNS").alignsRight(1, 2, 3);
        JsonNode time = forecast.path("timeMs");
        if (time.isObject()) {
            table.row(
                    Cell.of("time"),
                    Cell.of(Format.span(time.path("p50").asLong())),
                    Cell.of(Format.span(time.path("p90").asLong())),
                    Cell.of(Format.count(time.path("runs"))));
        }
        JsonNode tokens = forecast.path("tokens");
        if (tokens.isObject()) {
            table.row(
                    Cell.of("tokens"),
                    Cell.of(Format.count(tokens.path("p50"))),
                    Cell.of(Format.count(tokens.path("p90"))),
                    Cell.of(Format.count(tokens.path("runs"))));
        }
        JsonNode cost = forecast.path("costUsd");
        if (cost.isObject()) {
            table.row(
                    Cell.of("cost"),
                    Cell.of(Money.of(cost.path("p50"), cost.path("accuracy"))),
                    Cell.of(Money.of(cost.path("p90"), cost.path("accuracy"))),
                    Cell.of(Format.count(cost.path("runs"))));
        }
        if (!table.isEmpty()) {
            table.print(screen);
        }
    }
}
