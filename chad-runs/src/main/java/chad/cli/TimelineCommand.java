package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "timeline", description = "The attempts of a run in the order in which they started.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class TimelineCommand extends ListCommand {

    @Mixin
    private RunChoice run;

    @Override
    Query query() {
        return run.at("timeline");
    }

    @Override
    int largestPage() {
        return 2_000;
    }

    @Override
    String nothing() {
        return "This run has no attempts yet.";
    }

    @Override
    void show(JsonNode spans, Screen screen) {
        long first = spans.get(0).path("startedAtMs").asLong();
        Table table = new Table("AT", "NODE", "TRY", "STATE", "TOOK", "MODEL", "FAILURE")
                .alignsRight(0, 2)
                .cuts(5, 6);
        for (JsonNode span : spans) {
            long began = span.path("startedAtMs").asLong();
            long iteration = span.path("iteration").asLong();
            table.row(
                    Cell.dim("+" + Format.span(began - first)),
                    Cell.of(Format.text(span.path("nodeId")) + (iteration > 0 ? " #" + iteration : "")),
                    Cell.of(span.path("attempt")),
                    State.cell(span.path("state")),
                    Cell.of(
                            span.path("finishedAtMs").isNumber()
                                    ? Format.span(span.path("finishedAtMs").asLong() - began)
                                    : ""),
                    Cell.of(span.path("model")),
                    new Cell(Format.text(span.path("errorMessage")), Colour.RED));
        }
        table.print(screen);
    }
}
