package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rewind",
        description = "Permanently deletes everything after a frame; then `resume`. A `fork` keeps both.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class RewindCommand extends SteerCommand {

    @Parameters(index = "1", paramLabel = "FRAME", description = "The frame's number; `frames` lists them.")
    private int frame;

    @Option(names = "--yes", description = "Confirm that the frames, attempts and outputs after it will be deleted.")
    private boolean knows;

    @Mixin
    private UndoOptions undo;

    @Override
    ExitCode run() {
        return undo.isWanted() ? UndoOptions.tell(this, run.at("undo", "rewind").with("frame", frame)) : super.run();
    }

    @Override
    String verb() {
        return "rewind";
    }

    @Override
    ObjectNode body() {
        if (!knows) {
            throw ApiException.invalid(
                    "Everything after frame %d would be deleted for good.".formatted(frame),
                    "chad-runs rewind %s %d --yes, or chad-runs fork %s --frame %d, which keeps both"
                            .formatted(run.id(), frame, run.id(), frame));
        }
        return Json.object().put("frame", frame);
    }
}
