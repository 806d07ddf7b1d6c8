package chad.ide.mcp;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.VIEWER_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent can do over MCP, asked by the protocol's reference client, on the real engine. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class McpTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    /** What a model should get at most in one answer, in characters of JSON. */
    private static final int MAX_ANSWER_CHARS = 20_000;

    private static final Set<String> READING = Set.of(
            "list_runs",
            "get_run",
            "get_logs",
            "why_stalled",
            "list_workflows",
            "read_workflow",
            "list_models",
            "get_roster",
            "get_report",
            "get_spend",
            "get_budgets",
            "get_forecast",
            "list_projects",
            "node_diff",
            "preview_undo",
            "list_schedules",
            "get_schedule",
            "list_firings",
            "list_upcoming");

    private static @Nullable McpClient operator;
    private static @Nullable McpClient viewer;

    @BeforeAll
    static void clientsAndWorkflowsAreThere() throws IOException, InterruptedException {
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows");
        Path to = Workspace.engine().workflows();
        for (String name : List.of("autonomy-ladder.jsx", "fusion.jsx")) {
            Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Stream<Path> library = Files.list(from.resolve("lib"))) {
            for (Path file : library.toList()) {
                Files.copy(file, to.resolve("lib").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        McpClient.install();
    }

    private static McpClient operator() throws IOException {
        McpClient known = operator;
        if (known == null) {
            known = McpClient.connected(OPERATOR_KEY);
            operator = known;
        }
        return known;
    }

    private static McpClient viewer() throws IOException {
        McpClient known = viewer;
        if (known == null) {
            known = McpClient.connected(VIEWER_KEY);
            viewer = known;
        }
        return known;
    }

    @AfterAll
    static void clientsEnd() throws IOException {
        for (@Nullable McpClient client : Arrays.asList(operator, viewer)) {
            if (client != null) {
                client.close();
            }
        }
    }

    private static JsonNode awaitState(String run, String state) {
        return await().atMost(LONG)
                .until(
                        () -> viewer().result("get_run", Map.of("run", run, "waitSeconds", 5)),
                        story -> story.at("/run/state").asText().equals(state));
    }

    @Test
    void everyToolTellsWhatItDoesAndWhetherItChangesAnything() throws IOException {
        JsonNode tools = operator().ask("listTools", Map.of()).path("tools");

        List<String> reading = new ArrayList<>();
        Set<String> writing = new TreeSet<>();
        for (JsonNode tool : tools) {
            String name = tool.path("name").asText();
            (tool.at("/annotations/readOnlyHint").asBoolean() ? reading : writing).add(name);
            assertThat(tool.path("description").asText()).as(name).hasSizeBetween(40, 700);
            assertThat(tool.at("/annotations/title").asText()).as(name).isNotBlank();
            tool.at("/inputSchema/properties")
                    .forEach(argument -> assertThat(argument.path("description").asText())
                            .as(name)
                            .isNotBlank());
        }
        assertThat(reading).containsAll(READING);
        assertThat(writing)
                .containsExactly(
                        "answer_question",
                        "approve_gate",
                        "backfill_schedule",
                        "cancel_run",
                        "change_run_budget",
                        "delete_schedule",
                        "deny_gate",
                        "fork_run",
                        "launch_workflow",
                        "mark_seen",
                        "pause_run",
                        "pause_schedule",
                        "resume_run",
                        "resume_schedule",
                        "retry_node",
                        "revert_files",
                        "save_schedule",
                        "save_workflow",
                        "seen_schedule",
                        "set_budget",
                        "signal_run",
                        "trigger_schedule");
    }

    @Test
    void anAgentSetsAndRemovesABudget() throws IOException {
        Map<String, Object> budget = Map.of("period", "month", "workflow", "nobody.jsx", "usd", 3.5);
        assertThat(viewer().refusal("set_budget", budget)).contains("operator");

        JsonNode set = operator().result("set_budget", budget);

        assertThat(set.at("/budgets/0/budget").asText()).isEqualTo("nobody.jsx/month");
        assertThat(set.at("/budgets/0/state").asText()).isEqualTo("ok");
        assertThat(viewer().result("get_budgets", Map.of())
                        .at("/budgets/0/used")
                        .asText())
                .isEqualTo("$0.00 of $3.50 this month for `nobody.jsx`");
        assertThat(operator()
                        .result("set_budget", Map.of("period", "month", "workflow", "nobody.jsx"))
                        .path("budgets"))
                .isEmpty();
    }

    @Test
    void anAgentMakesChangesAndTriggersASchedule() throws IOException {
        Map<String, Object> definition = Map.of(
                "workflow",
                "count.jsx",
                "input",
                Map.of("prompt", "hi"),
                "cron",
                List.of("45 4 * * *"),
                "zone",
                "Europe/Berlin",
                "pingUrl",
                "http://127.0.0.1:9/only-we-know");
        assertThat(viewer().refusal("save_schedule", Map.of("schedule", "mcp-night", "definition", definition)))
                .contains("operator");
        assertThat(operator()
                        .refusal(
                                "save_schedule",
                                Map.of("schedule", "mcp-night", "definition", Map.of("workflow", "count.jsx"))))
                .contains("cron");
        JsonNode made = operator()
                .result(
                        "save_schedule",
                        Map.of("schedule", "mcp-night", "definition", definition, "pauseNote", "not yet"));
        assertThat(made.at("/schedule/says").asText()).isEqualTo("count.jsx: every day at 04:45 (Europe/Berlin)");
        assertThat(made.at("/schedule/paused").asText()).contains("not yet");
        assertThat(made.at("/nextTimes").size()).isEqualTo(5);
        assertThat(made.toString()).doesNotContain("only-we-know");

        // What a model reads it sends back, with its change: the address that it never saw stays.
        Map<String, Object> changed = new HashMap<>(definition);
        changed.put("pingUrl", made.at("/definition/pingUrl").asText());
        changed.put("every", "PT2H");
        changed.remove("cron");
        operator().result("save_schedule", Map.of("schedule", "mcp-night", "definition", changed, "replace", true));
        asOperator()
                .get("/api/schedules/mcp-night")
                .then()
                .body("definition.pingUrl", is("http://127.0.0.1:9/only-we-know"))
                .body("definition.every", is("PT2H"));
        asViewer().get("/api/schedules/mcp-night").then().body("definition.pingUrl", is("https://127.0.0.1"));

        String run = operator()
                .result("trigger_schedule", Map.of("schedule", "mcp-night"))
                .path("runId")
                .asText();
        await().atMost(LONG)
                .until(() -> viewer().result("list_firings", Map.of("schedule", "mcp-night"))
                        .at("/firings/0/outcome")
                        .asText()
                        .equals("finished"));
        awaitState(run, "finished");
        operator().result("resume_schedule", Map.of("schedule", "mcp-night"));
        assertThat(viewer().result("list_upcoming", Map.of()).path("planned").toString())
                .contains("mcp-night", "night report", "model refresh");
        assertThat(viewer().result("list_schedules", Map.of()).path("schedules").toString())
                .contains(run);
        operator().result("seen_schedule", Map.of("schedule", "mcp-night"));
        assertThat(operator()
                        .result(
                                "backfill_schedule",
                                Map.of(
                                        "schedule",
                                        "mcp-night",
                                        "since",
                                        Instant.now().minusSeconds(8 * 3_600).toString(),
                                        "dryRun",
                                        true))
                        .path("firings")
                        .size())
                .isBetween(3, 4);
        operator().result("pause_schedule", Map.of("schedule", "mcp-night", "note", "enough"));
        operator().result("delete_schedule", Map.of("schedule", "mcp-night"));
        assertThat(viewer().refusal("get_schedule", Map.of("schedule", "mcp-night")))
                .contains("no schedule `mcp-night`");
        asOperator().get("/api/audit?action=trigger-schedule&limit=1").then().body("items[0].path", is("/mcp"));
    }

    @Test
    void theAuditLogCallsTheSavingOfAScheduleAlikeWhereverItWasAskedFor() throws IOException {
        Map<String, Object> definition = Map.of("workflow", "count.jsx", "cron", List.of("0 0 1 1 *"));
        asOperator()
                .contentType("application/json")
                .body(Map.of("name", "audited-night", "definition", definition))
                .post("/api/schedules")
                .then()
                .statusCode(201);
        asOperator()
                .contentType("application/json")
                .body(Map.of("definition", definition))
                .put("/api/schedules/audited-night")
                .then()
                .statusCode(200);
        operator()
                .result(
                        "save_schedule",
                        Map.of("schedule", "audited-night", "definition", definition, "replace", true));

        await().untilAsserted(() -> asOperator()
                .get("/api/audit?action=save-schedule&limit=3")
                .then()
                .body("items.path", is(List.of("/mcp", "/api/schedules/audited-night", "/api/schedules"))));
        asOperator().delete("/api/schedules/audited-night").then().statusCode(204);
    }

    @Test
    void anAgentSignalsAnswersPausesAndDoesANodeAgain() throws IOException {
        operator()
                .result(
                        "launch_workflow",
                        Map.of(
                                "workflow",
                                "asks.jsx",
                                "runId",
                                "mcp-hands",
                                "input",
                                Map.of("stops", List.of("signal", "answer")),
                                "execution",
                                Map.of("maxConcurrency", 2, "log", false)));
        awaitState("mcp-hands", "waiting-event");
        operator().result("signal_run", Map.of("run", "mcp-hands", "name", "news", "payload", Map.of("word", "rain")));
        awaitState("mcp-hands", "waiting-approval");
        assertThat(operator().refusal("answer_question", Map.of("run", "mcp-hands", "value", "{\"age\": \"old\"}")))
                .contains("answer");
        operator().result("answer_question", Map.of("run", "mcp-hands", "value", "{\"age\": 7}"));
        awaitState("mcp-hands", "finished");
        assertThat(asViewer().get("/api/runs/mcp-hands").asString()).contains("\"age\":7", "\"word\":\"rain\"");

        operator()
                .result(
                        "launch_workflow",
                        Map.of("workflow", "slow.jsx", "runId", "mcp-paused", "input", Map.of("delayMs", 12_000)));
        assertThat(operator()
                        .result("pause_run", Map.of("run", "mcp-paused"))
                        .at("/runId")
                        .asText())
                .isEqualTo("mcp-paused");
        awaitState("mcp-paused", "paused");
        assertThat(operator()
                        .refusal(
                                "resume_run",
                                Map.of("run", "mcp-paused", "execution", Map.of("root", "../../etc", "speed", 1))))
                .contains("speed");
        assertThat(operator()
                        .refusal("resume_run", Map.of("run", "mcp-paused", "execution", Map.of("root", "../../etc"))))
                .contains("below the state folder");
        operator().result("resume_run", Map.of("run", "mcp-paused", "execution", Map.of("maxConcurrency", 1)));
        awaitState("mcp-paused", "finished");

        operator().result("retry_node", Map.of("run", "mcp-paused", "node", "after"));
        awaitState("mcp-paused", "finished");
        asViewer()
                .get("/api/runs/mcp-paused")
                .then()
                .body("nodes.find { it.id == 'after' }.attempts.size()", is(2))
                .body("nodes.find { it.id == 'quick' }.attempts.size()", is(1));
    }

    @Test
    void anAgentLaunchesAFusionWaitsAndReadsTheAnswer() throws IOException {
        JsonNode started = operator()
                .result(
                        "launch_workflow",
                        Map.of("workflow", "fusion.jsx", "runId", "mcp-fusion", "input", Map.of("prompt", "Why MCP?")));
        assertThat(started.path("runId").asText()).isEqualTo("mcp-fusion");
        JsonNode read = operator().result("read_workflow", Map.of("name", "fusion.jsx"));
        assertThat(read.at("/inputSchema/properties/prompt/type").asText()).isEqualTo("string");
        assertThat(read.path("knobs").toString()).contains("CHAD_FUSION_MAX");
        JsonNode story = awaitState("mcp-fusion", "finished");

        assertThat(story.path("headline").asText()).startsWith("Finished");
        assertThat(story.path("nodes").toString()).contains("synthesize: finished");
        assertThat(operator()
                        .result("get_run", Map.of("run", "mcp-fusion", "node", "synthesize"))
                        .at("/output/text")
                        .asText())
                .contains("\"answer\"");
        assertThat(operator()
                        .result("list_runs", Map.of("query", "mcp-fusion"))
                        .at("/runs/0/id")
                        .asText())
                .isEqualTo("mcp-fusion");
        assertThat(operator()
                        .result("get_logs", Map.of("run", "mcp-fusion"))
                        .at("/events/0/type")
                        .asText())
                .isEqualTo("RunFinished");
        assertThat(operator()
                        .ask("readResource", Map.of("uri", "run://mcp-fusion"))
                        .at("/contents/0/text")
                        .asText())
                .contains("Finished: all");
        asViewer()
                .get("/api/audit?run=mcp-fusion")
                .then()
                .body("items.action", hasItem("launch"))
                .body("items.find { it.action == 'launch' }.principal", is("machine"))
                .body("items.find { it.action == 'launch' }.workflow", is("fusion.jsx"))
                .body("items.find { it.action == 'launch' }.path", is("/mcp"));
    }

    @Test
    void anAgentApprovesWhatItHasSeen() throws IOException {
        for (String run : List.of("mcp-climb", "mcp-shelve")) {
            operator()
                    .result(
                            "launch_workflow",
                            Map.of(
                                    "workflow",
                                    "autonomy-ladder.jsx",
                                    "runId",
                                    run,
                                    "input",
                                    Map.of("item", "A letter.")));
        }
        JsonNode story = awaitState("mcp-climb", "waiting-approval");
        JsonNode gate = story.at("/gates/0");
        awaitState("mcp-shelve", "waiting-approval");

        assertThat(viewer().result("why_stalled", Map.of("run", "mcp-climb"))
                        .path("gates")
                        .findValuesAsText("node"))
                .containsExactly(gate.path("node").asText());
        // Other tests may have left more gates than an answer to an agent holds.
        assertThat(viewer().result("why_stalled", Map.of())
                        .path("waitingForADecision")
                        .findValuesAsText("runId"))
                .containsExactlyElementsOf(
                        asViewer().get("/api/approvals?limit=10").jsonPath().getList("items.runId", String.class));
        assertThat(operator().refusal("approve_gate", Map.of("run", "mcp-climb", "digest", "0".repeat(64))))
                .contains("has changed");
        operator()
                .result(
                        "approve_gate",
                        Map.of(
                                "run",
                                "mcp-climb",
                                "node",
                                gate.path("node").asText(),
                                "digest",
                                gate.path("digest").asText(),
                                "note",
                                "as agreed"));
        operator().result("deny_gate", Map.of("run", "mcp-shelve"));
        awaitState("mcp-climb", "finished");
        awaitState("mcp-shelve", "finished");
        assertThat(operator().refusal("approve_gate", Map.of("run", "mcp-climb")))
                .contains("approved");
        assertThat(operator().refusal("cancel_run", Map.of("run", "mcp-climb"))).contains("has ended");

        JsonNode fork = operator()
                .result(
                        "fork_run",
                        Map.of(
                                "run",
                                "mcp-climb",
                                "frame",
                                story.path("lastFrame").asInt(),
                                "label",
                                "again"));
        assertThat(fork.at("/run/state").asText()).isEqualTo("not-started");
        operator().result("resume_run", Map.of("run", fork.path("runId").asText()));
    }

    @Test
    void anAgentReadsWhatHappenedLastNight() throws IOException {
        String night = Workspace.asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/reports")
                .then()
                .statusCode(201)
                .extract()
                .path("night");

        JsonNode report = viewer().result("get_report", Map.of());
        assertThat(report.path("night").asText()).isEqualTo(night);
        assertThat(report.at("/markdown/text").asText()).contains("Night of " + night);
        assertThat(viewer().refusal("get_report", Map.of("night", "1999-01-01")))
                .contains("1999-01-01");
    }

    @Test
    void aViewerChangesNothingAndIsToldWhy() throws IOException {
        Map<String, Map<String, Object>> writes = Map.of(
                "launch_workflow", Map.of("workflow", "fusion.jsx", "runId", "mcp-never"),
                "approve_gate", Map.of("run", "mcp-never"),
                "deny_gate", Map.of("run", "mcp-never"),
                "answer_question", Map.of("run", "mcp-never", "value", "1"),
                "cancel_run", Map.of("run", "mcp-never"),
                "resume_run", Map.of("run", "mcp-never"),
                "pause_run", Map.of("run", "mcp-never"),
                "signal_run", Map.of("run", "mcp-never", "name", "news"),
                "fork_run", Map.of("run", "mcp-never", "frame", 0),
                "save_workflow", Map.of("name", "mcp-never.jsx", "source", "x"));
        for (var write : writes.entrySet()) {
            assertThat(viewer().refusal(write.getKey(), write.getValue()))
                    .as(write.getKey())
                    .contains("operator role")
                    .contains("`reader` is a viewer");
        }

        await().untilAsserted(() -> asViewer()
                .get("/api/audit?run=mcp-never")
                .then()
                .body("items.size()", is(9))
                .body("items.findAll { it.result == 'refused' && it.problemType == 'forbidden' }.size()", is(9)));
        assertThat(Workspace.engine().workflows().resolve("mcp-never.jsx")).doesNotExist();
        given().header("x-smithers-key", VIEWER_KEY)
                .get("/api/runs/mcp-never")
                .then()
                .statusCode(404);
    }

    @Test
    void aWorkflowIsSavedOnlyOverTheTextThatWasRead() throws IOException {
        String name = "mcp-letters.jsx";
        String etag = operator()
                .result("save_workflow", Map.of("name", name, "source", "// one"))
                .path("etag")
                .asText();
        assertThat(operator().refusal("save_workflow", Map.of("name", name, "source", "// lost")))
                .isNotBlank();
        JsonNode read = operator().result("read_workflow", Map.of("name", name));
        assertThat(read.path("etag").asText()).isEqualTo(etag);
        operator().result("save_workflow", Map.of("name", name, "source", "// two", "etag", etag));
        assertThat(operator().refusal("save_workflow", Map.of("name", name, "source", "// three", "etag", etag)))
                .contains("has changed since you read it");

        assertThat(operator()
                        .ask("readResource", Map.of("uri", "workflow://" + name))
                        .at("/contents/0/text")
                        .asText())
                .isEqualTo("// two");
        assertThat(operator().refusal("read_workflow", Map.of("name", "../state/credentials.json")))
                .doesNotContain(OPERATOR_KEY);
        assertThat(operator()
                        .send("readResource", Map.of("uri", "workflow://..%2Fstate%2Fcredentials.json"))
                        .has("failed"))
                .isTrue();
    }

    @Test
    void hostileAndOversizedContentStaysBounded() throws IOException {
        Workspace.engine().run(Sample.HOSTILE, "mcp-hostile", "{}");
        Workspace.engine().write("mcp-long.jsx", "// " + "long ".repeat(40_000));
        await().atMost(LONG)
                .untilAsserted(
                        () -> asViewer().get("/api/runs/mcp-hostile").then().statusCode(200));

        for (var asked : Map.<String, Map<String, Object>>of(
                        "get_run", Map.of("run", "mcp-hostile"),
                        "why_stalled", Map.of(),
                        "get_logs", Map.of("run", "mcp-hostile", "level", "everything", "limit", 100),
                        "list_runs", Map.of("limit", 50),
                        "list_workflows", Map.of(),
                        "read_workflow", Map.of("name", "mcp-long.jsx"))
                .entrySet()) {
            JsonNode answer = viewer().call(asked.getKey(), asked.getValue());
            assertThat(answer.path("isError").asBoolean()).as(answer.toString()).isFalse();
            assertThat(answer.path("structuredContent").toString())
                    .as(asked.getKey())
                    .hasSizeLessThan(MAX_ANSWER_CHARS)
                    .doesNotContain("\\u001b");
        }
        JsonNode part = viewer().result("read_workflow", Map.of("name", "mcp-long.jsx"));
        JsonNode last = viewer().result("read_workflow", Map.of("name", "mcp-long.jsx", "offset", 192_000));
        assertThat(part.at("/source/nextOffset").asInt()).isEqualTo(16_000);
        assertThat(last.at("/source").has("nextOffset")).isFalse();
        assertThat(viewer().refusal("get_run", Map.of("run", "x".repeat(100_000))))
                .hasSizeLessThan(1_000);
        assertThat(viewer().refusal("get_run", Map.of("run", "mcp-hostile", "waitSeconds", 9_999)))
                .contains("0 to 30")
                .doesNotContain("Exception")
                .doesNotContain("at chad.");
        assertThat(viewer().refusal("get_run", Map.of("run", 7)).length()).isLessThan(1_000);
    }

    @Test
    void whoeverHasNoKeyOrIsAForeignPageIsRefused() throws IOException {
        try (McpClient nobody = McpClient.start("no-key-at-all-0000")) {
            assertThat(nobody.send("connect", Map.of()).path("failed").asText()).contains("401");
        }
        String hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        RawRequest.Answer foreign = RawRequest.of("POST", "/mcp")
                .header("x-smithers-key", OPERATOR_KEY)
                .header("Origin", "https://evil.example")
                .body("application/json", hello)
                .send(RestAssured.port);
        assertThat(foreign.status()).isEqualTo(403);
        given().header("x-smithers-key", OPERATOR_KEY).get("/mcp/sse").then().statusCode(404);
        given().get("/mcp/sse").then().statusCode(401);
    }

    /** As docs/mcp.md has it for curl. */
    @Test
    void theStepsByHandWork() {
        String session = byHand(null, """
                        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
                          {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "curl", "version": "1"}}}
                        """).then().statusCode(200).extract().header("Mcp-Session-Id");
        assertThat(session).isNotBlank();
        byHand(session, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                .then()
                .statusCode(202);

        byHand(session, """
                        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "why_stalled", "arguments": {}}}
                        """)
                .then()
                .statusCode(200)
                .header("X-Content-Type-Options", "nosniff")
                .body("result.isError", is(false))
                .body("result.structuredContent.stuck", notNullValue());
    }

    private static Response byHand(@Nullable String session, String message) {
        RequestSpecification request = asViewer()
                .contentType("application/json")
                .accept("application/json, text/event-stream")
                .body(message);
        return (session == null ? request : request.header("Mcp-Session-Id", session)).post("/mcp");
    }
}
