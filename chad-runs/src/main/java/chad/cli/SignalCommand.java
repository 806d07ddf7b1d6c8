package chad.cli;

import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "signal", description = "Sends a signal to a run; one that waits for it goes on at once.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class SignalCommand extends SteerCommand {

    @Parameters(index = "1", paramLabel = "NAME", description = "The signal's name.")
    private String name;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "What the waiting node gets; @FILE, or - for stdin.")
    private @Nullable String payload;

    @Option(names = "--correlation", paramLabel = "ID", description = "To reach one of several that wait.")
    private @Nullable String correlation;

    @Mixin
    private WaitOptions waiting;

    @Override
    String verb() {
        return "signal";
    }

    @Override
    ObjectNode body() {
        ObjectNode body = Json.object().put("name", name);
        if (payload != null) {
            body.set("payload", TextArgument.json("--payload", payload));
        }
        if (correlation != null) {
            body.put("correlationId", correlation);
        }
        return body;
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }
}
