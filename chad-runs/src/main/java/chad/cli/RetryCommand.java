package chad.cli;

import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        description = "Runs a node again, together with everything that depends on it; the run continues from there.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class RetryCommand extends SteerCommand {

    @Parameters(index = "1", paramLabel = "NODE", description = "The node's id.")
    private String node;

    @Option(names = "--iteration", paramLabel = "N", description = "The loop iteration; 0 by default.")
    private @Nullable Integer iteration;

    @Option(names = "--alone", description = "Only this node, not the ones that depend on it.")
    private boolean alone;

    @Option(names = "--force", description = "Proceed even though external side effects may happen again.")
    private boolean force;

    @Option(names = "--accept-workflow-change", description = "Proceed even if the workflow has been edited since.")
    private boolean acceptsChange;

    @Mixin
    private WaitOptions waiting;

    @Override
    String verb() {
        return "retry";
    }

    @Override
    ObjectNode body() {
        ObjectNode body = Json.object()
                .put("node", node)
                .put("alone", alone)
                .put("force", force)
                .put("acceptWorkflowChange", acceptsChange);
        if (iteration != null) {
            body.put("iteration", iteration);
        }
        return body;
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
