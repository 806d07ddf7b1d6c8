package chad.ide.notices;

import static chad.ide.testing.Workspace.asOperator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.FreePort;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why a run failed, and that one gets nowhere, in the same words wherever a person or a model looks. A run that was
 * retried for ever was "running, 0 of 1 nodes are done"; a fusion in which every model failed was "Task failed:
 * panel-summary See https://…". The runs are those of the real engine.
 */
@QuarkusTest
@TestProfile(TroubleIsToldTest.Impatient.class)
@QuarkusTestResource(Workspace.class)
class TroubleIsToldTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String PORT = "runs.test.trouble-port";

    /** Says sooner that a run gets nowhere, and tells of all kinds of notices. */
    public static class Impatient extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.stuck.attempts", "3");
            config.put("runs.stuck.turns", "4");
            config.put("runs.stuck.after", "1s");
            config.put("runs.notices.urls", "http://127.0.0.1:%d/hook".formatted(FreePort.named(PORT)));
            config.put("runs.notices.about", "gate,stall,stuck,failure,caveat");
            config.put("runs.notices.backoff", "100ms");
            config.put("runs.notices.max-backoff", "200ms");
            return config;
        }
    }

    private static final String REPEATS = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Loop, Sequence, Timer } from "smithers-orchestrator";
            import { existsSync } from "node:fs";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { input: z.object({ does: z.string(), release: z.string() }), part: z.object({ text: z.string(), n: z.number() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/repeats.db` },
            );
            const pause = (ms) => new Promise((later) => setTimeout(later, ms));
            let tries = 0;
            const loop = (ctx, task, further) => (
              <Loop id="improve" until={existsSync(ctx.input.release)} maxIterations={400} onMaxReached="return-last">
                <Sequence>{task}{further ?? null}</Sequence>
              </Loop>
            );
            const kinds = {
              doomed: () => <Task id="doomed" output={outputs.part}>{() => { throw new Error("no such binary: kimi"); }}</Task>,
              recovers: () => (
                <Task id="recovers" output={outputs.part}>
                  {() => { if (++tries < 3) throw new Error("HTTP 503, try again"); return { text: "here", n: tries }; }}
                </Task>
              ),
              long: (ctx) => (
                <Task id="long" output={outputs.part} noRetry>
                  {async () => { while (!existsSync(ctx.input.release)) await pause(50); return { text: "done", n: 1 }; }}
                </Task>
              ),
              idle: (ctx) => loop(ctx, <Task id="same" output={outputs.part} noRetry>{async () => { await pause(400); return { text: "as ever", n: 1 }; }}</Task>),
              red: (ctx) => loop(ctx,
                <Task id="draft" output={outputs.part} noRetry>{async () => { await pause(300); return { text: "as ever", n: 1 }; }}</Task>,
                <Task id="check" output={outputs.part} noRetry continueOnFail>{() => { throw new Error("the tests are red"); }}</Task>),
              variously: (ctx) => loop(ctx,
                <Task id="check" output={outputs.part} noRetry continueOnFail>
                  {async () => { await pause(200); throw new Error(`${400 - ctx.iteration} tests are red`); }}
                </Task>),
              progresses: (ctx) => loop(ctx,
                <Task id="same" output={outputs.part} noRetry>{async () => { await pause(200); return { text: "as ever", n: 1 }; }}</Task>,
                <Task id="other" output={outputs.part} noRetry>{() => ({ text: "version", n: ctx.iteration })}</Task>),
            };
            export default smithers((ctx) => <Workflow name="repeats">{(kinds[ctx.input?.does] ?? kinds.recovers)(ctx)}</Workflow>);
            """;

    @Inject
    EngineConfig config;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    @BeforeEach
    void workflowsAreThere() throws IOException {
        EngineStores stores = new EngineStores(
                Objects.requireNonNull(config.stateDir().toAbsolutePath().getParent()));
        stores.write("repeats.jsx", REPEATS);
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows");
        stores.write("fusion.jsx", Files.readString(from.resolve("fusion.jsx")));
        try (Stream<Path> library = Files.list(from.resolve("lib"))) {
            for (Path file : library.toList()) {
                stores.write("lib/" + file.getFileName(), Files.readString(file));
            }
        }
    }

    private static void launch(String workflow, String runId, Map<String, Object> input) {
        asOperator()
                .contentType(ContentType.JSON)
                .body(Map.of("workflow", workflow, "runId", runId, "input", input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private Path repeats(String does) {
        Path release = config.stateDir().resolve(does + ".release").toAbsolutePath();
        launch("repeats.jsx", does + "-1", Map.of("does", does, "release", release.toString()));
        return release;
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> asOperator().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static JsonNode listed(String runId) {
        try {
            return new ObjectMapper()
                    .readTree(asOperator().get("/api/runs?limit=50&q=" + runId).asString())
                    .path("items")
                    .path(0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String report() {
        String night = asOperator()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/reports")
                .then()
                .statusCode(201)
                .extract()
                .path("night");
        return asOperator().accept("text/markdown").get("/api/reports/" + night).asString();
    }

    /** What a tool of MCP answers, as text. */
    private static String tool(String name, Map<String, Object> arguments) {
        String session = mcp(
                        null,
                        Map.of(
                                "jsonrpc",
                                "2.0",
                                "id",
                                1,
                                "method",
                                "initialize",
                                "params",
                                Map.of(
                                        "protocolVersion",
                                        "2025-06-18",
                                        "capabilities",
                                        Map.of(),
                                        "clientInfo",
                                        Map.of("name", "test", "version", "1"))))
                .then()
                .statusCode(200)
                .extract()
                .header("Mcp-Session-Id");
        mcp(session, Map.of("jsonrpc", "2.0", "method", "notifications/initialized"));
        return mcp(
                        session,
                        Map.of(
                                "jsonrpc",
                                "2.0",
                                "id",
                                2,
                                "method",
                                "tools/call",
                                "params",
                                Map.of("name", name, "arguments", arguments)))
                .then()
                .statusCode(200)
                .body("result.isError", not(true))
                .extract()
                .path("result.content[0].text");
    }

    private static Response mcp(@Nullable String session, Map<String, Object> message) {
        var request = asOperator().contentType(ContentType.JSON).accept("application/json, text/event-stream");
        return (session == null ? request : request.header("Mcp-Session-Id", session))
                .body(message)
                .post("/mcp");
    }

    @Test
    void whyEachModelOfAFusionFailedIsSaidInTheSameWordsEverywhere() throws IOException {
        List<String> models = List.of("lab/alpha", "lab/beta", "lab/gamma", "lab/delta", "lab/epsilon", "lab/zeta");
        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            launch("fusion.jsx", "fusion-none", Map.of("prompt", "Why?", "models", models, "failModels", models));
            awaitState("fusion-none", "failed");

            String says = listed("fusion-none").path("cause").path("says").asText();
            assertThat(says).startsWith("Failed at `panel-summary`: None of the 6 models answered.");
            models.forEach(model ->
                    assertThat(says).contains(model + ": " + model + " (offline): " + model + " fails because"));
            asOperator()
                    .get("/api/runs/fusion-none")
                    .then()
                    .body("headline", is(says))
                    .body("cause.says", is(says))
                    .body("cause.nodeId", is("panel-summary"))
                    .body("cause.kind", is("model-refused"))
                    .body("error.nodeId", is("panel-summary"))
                    .body("error.message", is(says.replace("Failed at `panel-summary`: ", "")))
                    .body("errorStack", containsString("fusion.js"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.delivered("fusion-none"))
                            .singleElement()
                            .satisfies(notice -> {
                                assertThat(notice.json().path("kind").asText()).isEqualTo("failure");
                                assertThat(notice.json().path("summary").asText())
                                        .isEqualTo(says);
                            }));
            assertThat(report().replace("\\", "")).contains(says);
            for (String told : List.of(
                    tool("get_run", Map.of("run", "fusion-none")),
                    tool("list_runs", Map.of()),
                    tool("why_stalled", Map.of()))) {
                assertThat(told).contains(says).doesNotContain("https://smithers.sh");
            }
            asOperator()
                    .get("/api/runs/fusion-none/trace/panel-summary")
                    .then()
                    .body("failure.cause", is(says.replace("Failed at `panel-summary`: ", "")));
        }
    }

    /** The fusion has no key here: each of its models is the stand-in. */
    @Test
    void thatARunFinishedWithoutAModelIsToldOnceInTheSameWordsEverywhere() throws IOException {
        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            launch("fusion.jsx", "fusion-alone", Map.of("prompt", "Why?", "models", List.of("lab/alpha", "lab/beta")));
            awaitState("fusion-alone", "finished");

            String says = listed("fusion-alone").at("/caveats/0/says").asText();
            assertThat(says).contains("was answered by the offline stand-in: no model was asked.");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.delivered("fusion-alone"))
                            .singleElement()
                            .satisfies(notice -> {
                                assertThat(notice.json().path("kind").asText()).isEqualTo("caveat");
                                assertThat(notice.json().path("title").asText())
                                        .isEqualTo("fusion.jsx has finished, but not as it should");
                                assertThat(notice.json().path("summary").asText())
                                        .contains(says);
                            }));
            assertThat(report().replace("\\", ""))
                    .contains("## Finished, but lost something")
                    .contains(says);
            assertThat(tool("why_stalled", Map.of())).contains("fusion-alone").contains(says);
        }
    }

    @Test
    void aTaskThatIsRetriedForEverIsSaidToGetNowhereEverywhere() throws IOException {
        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            repeats("doomed");
            await().atMost(LONG)
                    .untilAsserted(() ->
                            asOperator().get("/api/runs?status=stuck").then().body("items.id", hasItem("doomed-1")));

            asOperator()
                    .get("/api/runs/doomed-1")
                    .then()
                    .body("state", is("running"))
                    .body("stuck.kind", is("retries"))
                    .body("stuck.nodeId", is("doomed"))
                    .body("stuck.limit", nullValue())
                    .body("stuck.lastError", is("no such binary: kimi"))
                    .body("stuck.errorKind", is("binary-missing"))
                    .body("stuck.says", startsWith("`doomed` has failed "))
                    .body("stuck.says", containsString("always with the same error: no such binary: kimi. Attempt "))
                    .body("stuck.endsWith", containsString("the attempts have no limit"))
                    .body("stuck.command", startsWith("chad-runs cancel doomed-1"))
                    .body("headline", startsWith("Getting nowhere: `doomed` has failed "))
                    .body("progress.failed", is(0))
                    .body("progress.running", is(1));
            await().atMost(LONG).untilAsserted(() -> {
                JsonNode node = new ObjectMapper()
                        .readTree(asOperator().get("/api/runs/doomed-1").asString())
                        .path("nodes")
                        .path(0);
                assertThat(node.path("state").asText()).isEqualTo("retrying");
                int failures = node.path("attempts").size();
                assertThat(node.path("nextAttempt").path("attempt").asInt()).isEqualTo(failures + 1);
                assertThat(node.path("nextAttempt").path("limit").isNull()).isTrue();
                long pauseMs = node.path("nextAttempt").path("atMs").asLong()
                        - node.path("attempts")
                                .path(failures - 1)
                                .path("finishedAtMs")
                                .asLong();
                assertThat(pauseMs)
                        .isBetween((1_000L << (failures - 1)) * 8 / 10, (1_000L << (failures - 1)) * 13 / 10);
            });
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.delivered("doomed-1"))
                            .singleElement()
                            .satisfies(notice -> {
                                assertThat(notice.json().path("kind").asText()).isEqualTo("stuck");
                                assertThat(notice.json().path("title").asText())
                                        .isEqualTo("repeats.jsx is getting nowhere");
                                assertThat(notice.json().path("summary").asText())
                                        .startsWith("`doomed` has failed ")
                                        .contains("no such binary: kimi");
                            }));
            await().atMost(LONG)
                    .untilAsserted(() -> given().port(managementPort)
                            .accept("text/plain; version=0.0.4")
                            .get("/q/metrics")
                            .then()
                            .body(matchesPattern("(?s).*chad_runs_stuck\\{kind=\"retries\",?} 1\\.0.*")));
            assertThat(report()).contains("**getting nowhere**").contains("no such binary: kimi");
            assertThat(tool("why_stalled", Map.of())).contains("doomed-1").contains("no such binary: kimi");
            assertThat(tool("get_run", Map.of("run", "doomed-1"))).contains("Getting nowhere");
        } finally {
            asOperator().contentType(ContentType.JSON).body("{}").post("/api/runs/doomed-1/cancel");
        }
    }

    @Test
    void aLoopWhoseTurnsChangeNothingIsSaidToGetNowhereUntilItEnds() throws IOException {
        Path release = repeats("idle");

        await().atMost(LONG)
                .untilAsserted(() -> asOperator()
                        .get("/api/runs/idle-1")
                        .then()
                        .body("stuck.kind", is("loop"))
                        .body("stuck.nodeId", is("improve"))
                        .body("stuck.limit", is(400))
                        .body("headline", startsWith("Getting nowhere: The last "))
                        .body("headline", containsString("turns of the loop `improve` changed nothing since")));

        Files.createFile(release);
        awaitState("idle-1", "finished");
        asOperator().get("/api/runs/idle-1").then().body("stuck", nullValue());
    }

    /** It was "Running: 40 of 81 nodes are done" until the loop's end. */
    @Test
    void aLoopWhoseTurnsFailOfTheSameIsSaidToGetNowhere() throws IOException {
        Path release = repeats("red");

        await().atMost(LONG)
                .untilAsserted(() -> asOperator()
                        .get("/api/runs/red-1")
                        .then()
                        .body("stuck.kind", is("loop"))
                        .body("stuck.nodeId", is("improve"))
                        .body("stuck.lastError", is("the tests are red"))
                        .body(
                                "headline",
                                containsString("`check` failed each time with the same error: the tests are red. ")));

        Files.createFile(release);
        awaitState("red-1", "finished-with-failures");
    }

    @Test
    void workIsNoAlarm() throws IOException {
        Path endOfLong = repeats("long");
        Path endOfVarious = repeats("variously");
        Path endOfLoop = repeats("progresses");
        repeats("recovers");
        launch("gate.jsx", "gate-1", Map.of());
        awaitState("gate-1", "waiting-approval");

        await().atMost(LONG).until(() -> {
            asOperator()
                    .get("/api/runs?limit=50")
                    .then()
                    .body(
                            "items.findAll { it.id in ['long-1', 'variously-1', 'progresses-1', 'recovers-1', 'gate-1'] && it.stuck }.id",
                            equalTo(List.of()));
            return listed("progresses-1").path("progress").path("finished").asInt() >= 20
                    && listed("variously-1").path("progress").path("failed").asInt() >= 10
                    && listed("recovers-1").path("state").asText().equals("finished");
        });
        asOperator().get("/api/runs?status=running").then().body("items.id", hasItems("long-1", "progresses-1"));
        asOperator().get("/api/runs?status=stuck").then().body("items.id", not(hasItems("long-1", "progresses-1")));

        Files.createFile(endOfLong);
        Files.createFile(endOfVarious);
        Files.createFile(endOfLoop);
        awaitState("long-1", "finished");
        awaitState("progresses-1", "finished");
        asOperator()
                .get("/api/runs/recovers-1")
                .then()
                .body("nodes[0].attempts.state", equalTo(List.of("failed", "failed", "finished")));
    }
}
