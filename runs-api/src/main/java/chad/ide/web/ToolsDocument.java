package chad.ide.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service's OpenAPI document, trimmed to what a chat should call: a model chooses badly among a hundred tools, and
 * each costs it words. What is kept is the document's own, so a tool that is not there any more can't be offered.
 */
@Singleton
class ToolsDocument {

    private static final String SCHEMAS = "#/components/schemas/";

    /** Operations by their ids, with what a model should know of each. */
    private static final Map<String, String> TOOLS = Map.ofEntries(
            Map.entry(
                    "listRuns",
                    "List workflow runs, newest first. Start here for questions such as what ran, failed, is"
                            + " running or is stalled. Request few (limit 20) and filter by status, workflow or time. Each"
                            + " run has its `state`, and `stall.reason` if no process is executing it any more."),
            Map.entry(
                    "getRun",
                    "Get one run in full: `headline` says in a sentence how it stands and what can be done,"
                            + " `stall.reason` why it is stalled, `error` why it failed, `nodes` the result of each step,"
                            + " `approvals` the decision it is waiting for."),
            Map.entry(
                    "getLogs",
                    "Read the events of a run. To find out what went wrong, use order=newest, level=notable and"
                            + " limit 50."),
            Map.entry(
                    "listApprovals",
                    "List the decisions that runs are waiting for, oldest first. Each has the `runId`, the"
                            + " `nodeId` and the" + " `digest` that approving or denying it needs."),
            Map.entry(
                    "approveGate",
                    "Approve the decision that a run is waiting for; the run continues. Only if the user has"
                            + " clearly said so." + " Send node, iteration and digest as listApprovals gave them."),
            Map.entry(
                    "denyGate",
                    "Deny the decision that a run is waiting for. Only if the user has clearly said so. Send"
                            + " node, iteration" + " and digest as listApprovals gave them."),
            Map.entry(
                    "answerQuestion",
                    "Answer a question that a run asks. Only with what the user said. Send node, iteration and"
                            + " digest as"
                            + " listApprovals gave them, and a `value` that matches the gate's `answerSchema`."),
            Map.entry(
                    "signalRun",
                    "Send a signal to a run that is waiting for one. `name` and `correlationId` are those that"
                            + " getRun shows in" + " `waits`."),
            Map.entry("pauseRun", "Park a run once its steps in flight have ended. resumeRun continues it."),
            Map.entry(
                    "retryNode",
                    "Run a step of a run again, and everything that depends on it, once the cause of its failure"
                            + " is gone. Only if the user asked for it."),
            Map.entry("cancelRun", "Cancel a run permanently. Only if the user asked for it."),
            Map.entry(
                    "launchRun",
                    "Start a run of a workflow. `workflow` is a name from listWorkflows, such as fusion.jsx;"
                            + " `input` is a JSON object that the workflow accepts, usually {\"prompt\": \"…\"}. It returns"
                            + " the `runId` at once; call getRun later for the result."),
            Map.entry(
                    "resumeRun",
                    "Resume a run that is stalled, paused or needs a resume. Finished steps are not run again."),
            Map.entry("listWorkflows", "List the workflows that can be launched, with the results of their runs."),
            Map.entry(
                    "getModels",
                    "Get the language models that the provider offers, including which are new or removed."),
            Map.entry("getRoster", "Get the models that the next fusion will use, and why."),
            Map.entry(
                    "listReports",
                    "List the reports of past nights. For what happened last night, get the newest one with"
                            + " getReport."),
            Map.entry(
                    "getReport",
                    "Read a night report: runs, failures with their causes, what is stalled or waiting, tokens"
                            + " and cost. The text is in `markdown`."),
            Map.entry("makeReport", "Generate a night report now; without a night, today's."));

    /** What a parameter is, where the operation itself does not say. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "id", "The run's id, as listRuns gives it",
            "store", "The run's store; only needed if several stores hold a run with this id");

    /** Operations whose body has nothing to say. */
    private static final Set<String> WITHOUT_BODY = Set.of("cancelRun", "pauseRun");

    private final ObjectMapper json;
    private volatile @Nullable ObjectNode trimmed;

    ToolsDocument(ObjectMapper json) {
        this.json = json;
    }

    JsonNode get() {
        ObjectNode known = trimmed;
        if (known == null) {
            known = trim(whole());
            trimmed = known;
        }
        return known;
    }

    private JsonNode whole() {
        try {
            return json.readTree(ApiDocumentResource.read());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private ObjectNode trim(JsonNode whole) {
        ObjectNode tools = json.createObjectNode();
        tools.set("openapi", whole.path("openapi"));
        tools.putObject("info")
                .put("title", "Runs IDE")
                .put("version", whole.path("info").path("version").asText())
                .put(
                        "description",
                        "Durable AI workflows: what ran and with what result, what is waiting for a decision, and"
                                + " launching and controlling runs. Times are epoch milliseconds.");
        tools.putArray("servers").addObject().put("url", "/");
        tools.set("security", whole.path("security"));
        ObjectNode paths = tools.putObject("paths");
        whole.path("paths").properties().forEach(path -> {
            ObjectNode kept = json.createObjectNode();
            path.getValue()
                    .properties()
                    .forEach(member -> operation(member.getValue(), path.getValue())
                            .ifPresent(operation -> kept.set(member.getKey(), operation)));
            if (!kept.isEmpty()) {
                paths.set(path.getKey(), kept);
            }
        });
        ObjectNode components = tools.putObject("components");
        components.set("securitySchemes", whole.path("components").path("securitySchemes"));
        components.set("schemas", schemas(paths, whole.path("components").path("schemas")));
        return tools;
    }

    private Optional<ObjectNode> operation(JsonNode operation, JsonNode path) {
        String id = operation.path("operationId").asText();
        String description = TOOLS.get(id);
        if (description == null) {
            return Optional.empty();
        }
        ObjectNode kept = json.createObjectNode();
        kept.put("operationId", id);
        kept.put("summary", operation.path("summary").asText());
        kept.put("description", description);
        ArrayNode parameters = kept.putArray("parameters");
        for (JsonNode of : List.of(path, operation)) {
            of.path("parameters").forEach(parameter -> parameters.add(described(parameter)));
        }
        if (operation.has("requestBody") && !WITHOUT_BODY.contains(id)) {
            kept.set("requestBody", operation.get("requestBody"));
        }
        ObjectNode responses = kept.putObject("responses");
        operation.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> responses.set(response.getKey(), response.getValue()));
        responses
                .putObject("default")
                .put("description", "The action was not performed: `detail` says why and what to do.")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", SCHEMAS + "Problem");
        return Optional.of(kept);
    }

    private static ObjectNode described(JsonNode parameter) {
        ObjectNode described = parameter.deepCopy();
        String name = described.path("name").asText();
        if (!described.hasNonNull("description") && PARAMETERS.containsKey(name)) {
            described.put("description", PARAMETERS.get(name));
        }
        return described;
    }

    /** Those that are referred to, and those that these refer to. */
    private ObjectNode schemas(JsonNode paths, JsonNode all) {
        ObjectNode kept = json.createObjectNode();
        Deque<JsonNode> left = new ArrayDeque<>();
        left.add(paths);
        while (!left.isEmpty()) {
            for (JsonNode reference : left.remove().findValues("$ref")) {
                String name = reference.asText().substring(SCHEMAS.length());
                if (!kept.has(name)) {
                    kept.set(name, all.path(name));
                    left.add(all.path(name));
                }
            }
        }
        return kept;
    }
}
