package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "roster", description = "The models that the next fusion will use, and why.")
final class RosterCommand extends ReadCommand {

    @Option(names = "--max", paramLabel = "N", description = "At most this many.")
    private @Nullable Integer max;

    @Override
    Query query() {
        return Query.of("roster").with("max", max);
    }

    @Override
    void show(JsonNode roster, Screen screen) {
        roster.path("models").forEach(model -> screen.line(Format.text(model)));
        screen.line("");
        Table table = new Table("STAGE", "OUTCOME", "WHY").cuts(2);
        for (JsonNode stage : roster.path("stages")) {
            boolean won = stage.path("outcome").asText().equals("won");
            table.row(
                    Cell.of(stage.path("stage")),
                    new Cell(Format.text(stage.path("outcome")), won ? Colour.GREEN : Colour.DIM),
                    Cell.of(stage.path("detail")));
        }
        table.print(screen);
    }
}
