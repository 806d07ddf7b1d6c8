package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Colour;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "experiments", description = "The leaderboard: candidates by rank, champions and retired candidates.")
final class ExperimentsCommand extends ReadCommand {

    @Override
    Query query() {
        return Query.of("experiments");
    }

    @Override
    void show(JsonNode board, Screen screen) {
        if (board.path("problem").isTextual()) {
            remark(Format.text(board.path("problem")));
        }
        Table table = new Table("RANK", "CANDIDATE", "STATUS", "MEAN", "SCORES", "WHY")
                .alignsRight(0, 3, 4)
                .cuts(1, 5);
        for (JsonNode candidate : board.path("candidates")) {
            String status = Format.text(candidate.path("status"));
            table.row(
                    Cell.of(candidate.path("rank")),
                    Cell.of(candidate.path("id")),
                    new Cell(
                            status,
                            switch (status) {
                                case "champion" -> Colour.GREEN;
                                case "retired" -> Colour.DIM;
                                default -> Colour.NONE;
                            }),
                    Cell.of("%.3f".formatted(candidate.path("mean").asDouble())),
                    Cell.of(Integer.toString(candidate.path("scores").size())),
                    Cell.of(candidate.path("reason")));
        }
        if (table.isEmpty()) {
            remark("There is no generation yet. chad-runs launch experiments.jsx --wait runs the first one.");
        } else {
            screen.line("generation %s%s"
                    .formatted(
                            board.path("generation").asText(),
                            board.path("offline").asBoolean() ? ", scored offline without real models" : ""));
            table.print(screen);
        }
    }
}
