package chad.cli;

import chad.cli.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "signal", description = "Sends a signal to a run; a run that is waiting for it continues at once.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class SignalCommand extends SteerCommand {

    @Parameters(index = "1", paramLabel = "NAME", description = "The signal's name.")
    private String name;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "The payload for the waiting node; @FILE, or - for stdin.")
    private @Nullable String payload;

    @Option(names = "--correlation", paramLabel = "ID", description = "Selects one of several waiting nodes.")
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
