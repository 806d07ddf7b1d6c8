package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Decides about a gate. The request is shown before, on stderr, and the decision carries the digest of what was shown:
 * when the gate asks something else by then, the service refuses it.
 */
@Command
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class DecideCommand extends SteerCommand {

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "The gate's node; required if several gates are waiting.")
    private @Nullable String node;

    @Option(
            names = "--iteration",
            paramLabel = "N",
            description = "The gate's loop iteration; required if several gates are waiting.")
    private @Nullable Integer iteration;

    @Option(names = "--digest", paramLabel = "DIGEST", description = "The digest of the gate as you saw it.")
    private @Nullable String digest;

    @Option(names = "--yes", description = "Do not ask for confirmation on a terminal.")
    private boolean sure;

    @Mixin
    private WaitOptions waiting;

    /** What the decision says beside which gate it is about. */
    abstract void complete(ObjectNode body);

    @Override
    ObjectNode body() {
        JsonNode gate = gate();
        GateView.print(gate, errorScreen());
        err().flush();
        confirm();
        ObjectNode body = Json.object()
                .put("node", gate.path("nodeId").asText())
                .put("iteration", gate.path("iteration").asInt())
                .put("digest", digest != null ? digest : gate.path("digest").asText());
        complete(body);
        return body;
    }

    @Override
    @Nullable WaitOptions waiting() {
        return waiting;
    }

    private JsonNode gate() {
        List<JsonNode> open = new ArrayList<>();
        JsonNode found = api().get(run.at()).json();
        for (JsonNode gate : found.path("approvals")) {
            if (RunView.isOpen(gate) && isMeant(gate)) {
                open.add(gate);
            }
        }
        if (open.isEmpty()) {
            throw new ApiException(
                    ExitCode.FAILED,
                    409,
                    "no-gate",
                    "No gate of %s is waiting%s. The run is %s."
                            .formatted(run.id(), place(), Format.text(found.path("state"))),
                    List.of(),
                    elsewhere(found).orElse("chad-runs get " + run.id()));
        }
        // an agent may ask several questions in one turn of a node
        List<JsonNode> seen = open.stream()
                .filter(gate -> gate.path("digest").asText().equals(digest))
                .toList();
        if (open.size() > 1 && seen.size() != 1) {
            throw ApiException.invalid(
                    "%d gates of %s are waiting.".formatted(open.size(), run.id()),
                    "the same with --node %s --iteration %d --digest %s"
                            .formatted(
                                    Format.text(open.getFirst().path("nodeId")),
                                    open.getFirst().path("iteration").asInt(),
                                    Format.text(open.getFirst().path("digest"))));
        }
        return seen.size() == 1 ? seen.getFirst() : open.getFirst();
    }

    /** A run that waits because its subflow does has no gate of its own. */
    private static Optional<String> elsewhere(JsonNode found) {
        return found.path("waits")
                .valueStream()
                .filter(wait -> List.of("approval", "question")
                        .contains(wait.path("kind").asText()))
                .map(wait -> Format.text(wait.path("command")))
                .filter(command -> !command.isEmpty())
                .findFirst();
    }

    private boolean isMeant(JsonNode gate) {
        return (node == null || node.equals(gate.path("nodeId").asText()))
                && (iteration == null || iteration == gate.path("iteration").asInt());
    }

    private String place() {
        return (node == null ? "" : " at " + node) + (iteration == null ? "" : " in iteration " + iteration);
    }

    /** On a terminal at both ends a person has the last word; a script has none to ask. */
    @SuppressWarnings("SystemConsoleNull") // JDK 22 to 24 gave a console even to a pipe, and the others give none
    private void confirm() {
        Console console = System.console();
        if (sure || digest != null || console == null || !console.isTerminal()) {
            return;
        }
        String said = console.readLine("%s this? [y/N] ", spec.name());
        if (said == null || !said.strip().equalsIgnoreCase("y")) {
            throw new ApiException(
                    ExitCode.WAITING, 0, "", "Nothing was decided; the gate is still waiting.", List.of(), null);
        }
    }
}
