package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import chad.cli.text.Words;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "frames", description = "The frames of a run: where it can be forked or rewound to.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class FramesCommand extends ListCommand {

    @Mixin
    private RunChoice run;

    @Override
    Query query() {
        return run.at("frames");
    }

    @Override
    int largestPage() {
        return 1_000;
    }

    @Override
    String nothing() {
        return "The run has no frame yet.";
    }

    @Override
    void show(JsonNode frames, Screen screen) {
        Table table = new Table("FRAME", "AT", "SIZE").alignsRight(0, 2);
        for (JsonNode frame : frames) {
            table.row(
                    Cell.of(frame.path("frameNo")),
                    Cell.of(Words.clock(frame.path("createdAtMs").asLong())),
                    Cell.dim(Words.bytes(frame.path("sizeBytes"))));
        }
        table.print(screen);
    }
}
