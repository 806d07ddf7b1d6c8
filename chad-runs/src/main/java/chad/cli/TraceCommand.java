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
import picocli.CommandLine.Parameters;

@Command(name = "trace", description = "Where a node's time went, what it cost, and what caused its failures.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class TraceCommand extends ReadCommand {

    @Mixin
    private RunChoice run;

    @Parameters(index = "1", paramLabel = "NODE", description = "The node's id.")
    private String node;

    @Override
    Query query() {
        return run.at("trace", node);
    }

    @Override
    void show(JsonNode trace, Screen screen) {
        screen.line("%s  %s in all: %s at work, %s of it in tools; %s waiting"
                .formatted(
                        screen.paint(Colour.BOLD, Format.text(trace.path("nodeId"))),
                        Format.span(trace.path("totalMs")),
                        Format.span(trace.path("workMs")),
                        Format.span(trace.path("toolMs")),
                        Format.span(trace.path("waitMs"))));
        blame(trace.path("failure"), screen);
        Table table = new Table("TURN", "TRY", "STATE", "WAITED", "TOOK", "TOKENS", "MODEL", "FAILURE")
                .alignsRight(0, 1, 5)
                .cuts(6, 7);
        for (JsonNode attempt : trace.path("attempts")) {
            table.row(
                    Cell.of(attempt.path("iteration")),
                    Cell.of(attempt.path("attempt")),
                    State.cell(attempt.path("state")),
                    Cell.of(Format.span(attempt.path("waitedMs"))),
                    Cell.of(Format.span(attempt.path("durationMs"))),
                    Cell.of(Money.tokens(attempt.path("tokens"))),
                    Cell.of(attempt.path("model")),
                    new Cell(words(attempt.path("failure")), Colour.RED));
        }
        if (!table.isEmpty()) {
            table.print(screen);
        }
    }

    private static void blame(JsonNode failure, Screen screen) {
        String words = words(failure);
        if (!words.isEmpty()) {
            screen.line(screen.paint(Colour.RED, "✗ " + words));
        }
    }

    /** Whom to blame, and for what. */
    private static String words(JsonNode failure) {
        String cause = Format.text(failure.path("cause"));
        return cause.isEmpty() ? "" : Format.text(failure.path("blame")) + ": " + cause;
    }
}
