package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revert",
        description = "Restores the files of a node's working folder to their state after one of its attempts.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class RevertCommand extends SteerCommand {

    @Parameters(index = "1", paramLabel = "NODE", description = "The node's id.")
    private String node;

    @Option(names = "--iteration", paramLabel = "N", description = "The loop iteration; 0 by default.")
    private @Nullable Integer iteration;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description = "The newest attempt that recorded its files, by default.")
    private @Nullable Integer attempt;

    @Option(names = "--yes", description = "Confirm that later changes in that folder will be lost.")
    private boolean knows;

    @Mixin
    private UndoOptions undo;

    @Override
    String verb() {
        return "revert";
    }

    @Override
    ExitCode run() {
        return undo.isWanted()
                ? UndoOptions.tell(
                        this,
                        run.at("undo", "revert")
                                .with("node", node)
                                .with("iteration", iteration)
                                .with("attempt", attempt))
                : super.run();
    }

    @Override
    ObjectNode body() {
        if (!knows) {
            throw ApiException.invalid(
                    "Later changes in the working folder of %s would be lost.".formatted(node),
                    "chad-runs revert %s %s --dry-run lists the files; --yes reverts them".formatted(run.id(), node));
        }
        ObjectNode body = Json.object().put("node", node);
        if (iteration != null) {
            body.put("iteration", iteration);
        }
        if (attempt != null) {
            body.put("attempt", attempt);
        }
        return body;
    }
}
