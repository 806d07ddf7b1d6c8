package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "pause", description = "Pauses a run: it parks once the tasks in flight have ended.")
final class PauseCommand extends SteerCommand {

    @Override
    String verb() {
        return "pause";
    }

    @Override
    @Nullable ObjectNode body() {
        return null;
    }
}
