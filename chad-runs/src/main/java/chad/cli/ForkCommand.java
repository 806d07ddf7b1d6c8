package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "fork", description = "Makes a new run that inherits what was finished at a frame of this one.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ForkCommand extends SteerCommand {

    @Option(
            names = "--frame",
            required = true,
            paramLabel = "N",
            description = "The frame's number; `frames` lists them.")
    private int frame;

    @Option(names = "--reset-node", paramLabel = "NODE", description = "A node that is done again.")
    private @Nullable String resetNode;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "Values that replace those of the input; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(names = "--label", paramLabel = "TEXT", description = "A name for the branch.")
    private @Nullable String label;

    @Option(names = "--run", description = "Start it at once, as --wait does too; else `resume` starts it.")
    private boolean starts;

    @Option(names = "--force", description = "Although effects on the outside may happen once more.")
    private boolean force;

    @Mixin
    private WaitOptions waiting;

    @Override
    ExitCode run() {
        if (waiting.isWanted() && !starts) {
            remark("--wait starts the fork: one that was not started would be waited for in vain.");
            err().flush();
        }
        return super.run();
    }

    @Override
    String verb() {
        return "fork";
    }

    @Override
    ObjectNode body() {
        ObjectNode body = Json.object()
                .put("frame", frame)
                .put("run", starts || waiting.isWanted())
                .put("force", force);
        if (resetNode != null) {
            body.put("resetNode", resetNode);
        }
        if (input != null) {
            body.set("input", Texts.json("--input", input));
        }
        if (label != null) {
            body.put("label", label);
        }
        return body;
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
