package chad.cli;

import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "frames", description = "The frames of a run: the points at which it can be forked or rewound.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class FramesCommand extends ListCommand {

    @Mixin
    private RunChoice run;

    @Option(names = "--tail", paramLabel = "N", description = "The newest N frames.")
    private @Nullable Integer tail;

    @Option(names = "--compact", description = "Only frames whose tree differs from that of the previous frame.")
    private boolean compact;

    @Override
    Query query() {
        return run.at("frames").with("order", tail == null ? null : "newest").with("changed", compact ? "true" : null);
    }

    @Override
    int wanted() {
        return tail == null ? super.wanted() : Math.max(1, tail);
    }

    /** The oldest first, as without {@code --tail}. */
    @Override
    ArrayNode arranged(ArrayNode frames) {
        if (tail == null) {
            return frames;
        }
        ArrayNode turned = frames.arrayNode();
        for (int i = frames.size() - 1; i >= 0; i--) {
            turned.add(frames.get(i));
        }
        return turned;
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
                    Cell.of(Format.clock(frame.path("createdAtMs").asLong())),
                    Cell.dim(Format.bytes(frame.path("sizeBytes"))));
        }
        table.print(screen);
    }
}
