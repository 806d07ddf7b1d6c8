package chad.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Goes through what runs-api offers: everything that can be read of every recorded run, a launch, the tools. */
final class RunsTour {

    private static final String RUN = "tour";

    private final Client client;

    RunsTour(Client client) {
        this.client = client;
    }

    /** A state folder with recorded stores, and a workflow folder with the project's workflows and the engine. */
    static void layOut(Path folder) throws IOException {
        Path root = NativeSources.root();
        Path state = Files.createDirectories(folder.resolve("state"));
        Path workflows = folder.resolve("workflows");
        Files.createDirectories(workflows.resolve("lib"));
        copy(root.resolve("runs-api/src/test/resources/fixtures"), state, ".db");
        copy(root.resolve("workflows"), workflows, ".jsx");
        copy(root.resolve("workflows/lib"), workflows.resolve("lib"), ".js");
        copy(root.resolve("workflows/lib"), workflows.resolve("lib"), ".jsx");
        Files.createSymbolicLink(
                workflows.resolve("node_modules"),
                root.resolve("workflows/node_modules").toRealPath());
        Files.writeString(state.resolve("models.json"), """
                {"generatedAt": "2026-06-13T02:45:03Z", "source": "test", "total": 2, "chatCount": 2, "featured": ["a/one"],
                 "chat": ["a/one", "b/two"], "new": ["a/one"], "removed": ["c/gone"], "excluded": {}}
                """);
    }

    private static void copy(Path from, Path to, String ending) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    /** Gives the statuses that any path answered, by path. */
    Map<String, List<Integer>> go() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.json("/api/stores").path("items").size() > 5);
        launch();
        tools();
        Map<String, List<Integer>> statuses = new HashMap<>();
        List<Run> runs = new ArrayList<>();
        client.json("/api/runs?limit=100")
                .path("items")
                .forEach(run -> runs.add(
                        new Run(run.path("id").asText(), run.path("store").asText())));
        client.json("/q/openapi?format=json").path("paths").properties().forEach(path -> {
            if (path.getValue().has("get") && !path.getKey().contains("stream")) {
                List<Run> about = path.getKey().contains("{id}") ? runs : List.of(new Run("", ""));
                about.forEach(run -> statuses.computeIfAbsent(path.getKey(), any -> new ArrayList<>())
                        .add(client.get(filledIn(path.getKey(), run)).statusCode()));
            }
        });
        writes(statuses);
        return statuses;
    }

    /** Every POST once, about the run of this tour; most are refused for what their body lacks, which is an answer too. */
    private void writes(Map<String, List<Integer>> statuses) {
        client.json("/q/openapi?format=json").path("paths").properties().forEach(path -> {
            if (path.getValue().has("post")) {
                statuses.computeIfAbsent("POST " + path.getKey(), any -> new ArrayList<>())
                        .add(client.post(filledIn(path.getKey(), new Run(RUN, "")), Map.of(), "{}")
                                .statusCode());
            }
        });
    }

    /** Two of the recorded stores hold runs of the same ids. */
    private record Run(String id, String store) {

        String query() {
            return store.isEmpty() ? "" : "?store=" + store;
        }
    }

    private String filledIn(String path, Run run) {
        String node = path.contains("{node}")
                ? client.json("/api/runs/" + run.id() + run.query())
                        .path("nodes")
                        .path(0)
                        .path("id")
                        .asText("none")
                : "";
        String filled = path.replace("{id}", run.id()).replace("{node}", node).replaceAll("\\{[a-z]+}", "1");
        return filled + (path.contains("workflow") ? "?name=fusion.jsx" : run.query());
    }

    private void launch() {
        HttpResponse<String> launched = client.post("/api/launch", Map.of(), """
                {"workflow": "fusion.jsx", "runId": "%s", "input": {"prompt": "Why is the sky blue?"},
                 "annotations": {"why": "tour"}}
                """.formatted(RUN));
        assertThat(launched.statusCode()).as(launched.body()).isEqualTo(201);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(
                                client.json("/api/runs/" + RUN).path("state").asText())
                        .isEqualTo("finished"));
        assertThat(client.post("/api/runs/" + RUN + "/fork", Map.of(), "{\"frame\": 1}")
                        .statusCode())
                .isBetween(200, 299);
    }

    /** Every tool that changes nothing, once; a wrong argument is an answer too. */
    private void tools() {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json, text/event-stream"));
        HttpResponse<String> hello = client.post("/mcp", headers, """
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
                 "capabilities": {}, "clientInfo": {"name": "tour", "version": "1"}}}
                """);
        hello.headers().firstValue("Mcp-Session-Id").ifPresent(id -> headers.put("Mcp-Session-Id", id));
        client.post("/mcp", headers, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");
        JsonNode tools = answer(client.post(
                        "/mcp",
                        headers,
                        "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\", \"params\": {}}"))
                .path("result")
                .path("tools");
        assertThat(tools).isNotEmpty();
        for (JsonNode tool : tools) {
            if (tool.path("annotations").path("readOnlyHint").asBoolean()) {
                JsonNode answer = answer(client.post(
                        "/mcp", headers, """
                        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "%s",
                         "arguments": {"run": "%s", "name": "fusion.jsx"}}}
                        """.formatted(tool.path("name").asText(), RUN)));
                assertThat(answer.has("result")).as(answer.toString()).isTrue();
            }
        }
    }

    /** An answer comes as JSON or as the one event of a stream. */
    private static JsonNode answer(HttpResponse<String> response) {
        return Client.tree(response.body().substring(response.body().indexOf('{')));
    }
}
