package chad.cli;

import chad.cli.api.ExitCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "replay",
        description = "Runs everything after a frame, or from a node on, again in a new run that starts at once.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ReplayCommand extends SteerCommand {

    @Mixin
    private BranchOptions branch;

    @Mixin
    private UndoOptions undo;

    @Mixin
    private WaitOptions waiting;

    @Override
    String verb() {
        return "replay";
    }

    @Override
    ExitCode run() {
        return undo.isWanted() ? UndoOptions.tell(this, branch.preview(run, verb())) : super.run();
    }

    @Override
    ObjectNode body() {
        return branch.body(verb());
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
