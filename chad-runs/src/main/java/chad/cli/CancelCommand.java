package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "cancel", description = "Cancels a run. The results of finished nodes are kept.")
final class CancelCommand extends SteerCommand {

    @Override
    String verb() {
        return "cancel";
    }

    @Override
    @Nullable ObjectNode body() {
        return null;
    }
}
