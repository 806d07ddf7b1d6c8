package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "seen",
        description = "Marks how runs ended as seen: failures, and what finished runs lost, then need nobody any more.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class SeenCommand extends ServerCommand {

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Ids of runs that have ended.")
    private List<String> ids;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "Their store, if several stores hold runs with these ids.")
    private @Nullable String store;

    @Override
    ExitCode run() {
        ArrayNode runs = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> {
            ObjectNode one = runs.addObject().put("id", id);
            if (store != null) {
                one.put("store", store);
            }
        });
        Answer answer = api().send(
                        "POST",
                        Query.of("seen"),
                        JsonNodeFactory.instance.objectNode().set("runs", runs),
                        Map.of());
        JsonNode seen = answer.json();
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            screen().line("%d marked as seen".formatted(seen.path("marked").asInt()));
            seen.path("notMarked")
                    .forEach(one -> screen().line(
                                    "%s: %s".formatted(Format.text(one.path("id")), Format.text(one.path("why")))));
        }
        return seen.path("notMarked").isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
