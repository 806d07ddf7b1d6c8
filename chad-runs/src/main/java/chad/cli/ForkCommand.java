package chad.cli;

import chad.cli.api.ExitCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "fork", description = "Creates a new run that inherits what had finished at a frame of this one.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ForkCommand extends SteerCommand {

    @Mixin
    private BranchOptions branch;

    @Option(names = "--run", description = "Start it at once, as --wait also does; otherwise `resume` starts it.")
    private boolean starts;

    @Mixin
    private UndoOptions undo;

    @Mixin
    private WaitOptions waiting;

    @Override
    String verb() {
        return "fork";
    }

    @Override
    ExitCode run() {
        if (undo.isWanted()) {
            return UndoOptions.tell(this, branch.preview(run, verb()));
        }
        if (waiting.isWanted() && !starts) {
            remark("--wait also starts the fork: waiting for one that was never started would never end.");
            err().flush();
        }
        return super.run();
    }

    @Override
    ObjectNode body() {
        return branch.body(verb()).put("run", starts || waiting.isWanted());
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
