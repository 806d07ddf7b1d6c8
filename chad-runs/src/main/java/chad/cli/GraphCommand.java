package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiException;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.State;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "graph",
        description =
                "What a workflow would execute or, with --run, what a run executed: each node and its dependencies.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class GraphCommand extends ReadCommand {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's file name; with --run the id of a run.")
    private String name;

    @Option(names = "--run", description = "The graph of a run, with the states of its nodes.")
    private boolean ofRun;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "What the workflow would execute with this input; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(
            names = "--run-id",
            paramLabel = "RUN",
            description = "What the workflow would execute with the input of that run.")
    private @Nullable String inputOf;

    @Option(names = "--store", paramLabel = "STORE", description = "Where to look for the run.")
    private @Nullable String store;

    @Override
    Answer ask() {
        if (input == null && inputOf == null) {
            return super.ask();
        }
        if (ofRun || (input != null && inputOf != null)) {
            throw ApiException.invalid(
                    "--run, --input and --run-id exclude each other: a run has its input already.",
                    "chad-runs graph --help");
        }
        ObjectNode request = Json.object().put("name", WorkflowName.of(name, api()));
        if (input != null) {
            request.set("input", TextArgument.json("--input", input));
        } else {
            request.put("run", inputOf);
            if (store != null) {
                request.put("store", store);
            }
        }
        return api().post(Query.of("workflow-graph"), request);
    }

    @Override
    Query query() {
        return ofRun
                ? Query.of("runs", name, "graph").with("store", store)
                : Query.of("workflow-graph").with("name", WorkflowName.of(name, api()));
    }

    @Override
    void show(JsonNode graph, Screen screen) {
        Map<String, StringJoiner> before = new HashMap<>();
        for (JsonNode edge : graph.path("dag").path("edges")) {
            before.computeIfAbsent(edge.path("to").asText(), node -> new StringJoiner(", "))
                    .add(Format.text(edge.path("from")));
        }
        Map<String, JsonNode> states = new HashMap<>();
        for (JsonNode state : graph.path("states")) {
            states.put(state.path("nodeId").asText(), state.path("state")); // by iteration: the latest stays
        }
        Table table = new Table("NODE", "KIND", "STATE", "AFTER", "SETTINGS").cuts(3, 4);
        for (JsonNode node : graph.path("dag").path("nodes")) {
            String id = node.path("id").asText();
            JsonNode state = states.get(node.path("nodeId").asText(id));
            table.row(
                    Cell.of(node.path("id")),
                    Cell.of(node.path(isPlainTask(node) ? "taskKind" : "kind")),
                    state == null ? Cell.of("") : State.cell(state),
                    Cell.of(before.getOrDefault(id, new StringJoiner("")).toString()),
                    Cell.dim(settings(node.path("settings"))));
        }
        table.print(screen);
        if (graph.path("note").isTextual()) {
            screen.line(Format.text(graph.path("note")));
        }
    }

    /** A gate or a question is that, though the engine executes its rest as a computation. */
    private static boolean isPlainTask(JsonNode node) {
        return node.path("kind").asText().equals("task")
                && node.path("taskKind").isTextual();
    }

    private static String settings(JsonNode settings) {
        StringJoiner words = new StringJoiner(", ");
        JsonNode retries = settings.path("retries");
        if (retries.isNull()) {
            words.add("retries forever");
        } else if (retries.asLong() > 0) {
            words.add(retries.asText() + " retries");
        }
        if (settings.path("timeoutMs").isNumber()) {
            words.add("at most " + Format.span(settings.path("timeoutMs")));
        }
        if (settings.path("needsApproval").asBoolean()) {
            words.add("needs approval");
        }
        if (settings.path("continueOnFail").asBoolean()) {
            words.add("may fail");
        }
        return words.toString();
    }
}
