package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.request.Given;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "test",
        roles = {"viewer", "operator"})
class LaunchTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    StoreRegistry registry;

    @Inject
    StoreReader reader;

    @Inject
    EngineProcesses processes;

    @Test
    void aRunIsThereWhenTheLaunchIsAnswered() {
        launch("""
                {"workflow":"count.jsx","runId":"launch-1","input":{"prompt":"hi","n":2},
                 "env":{"CHAD_WORD":"west"},"annotations":{"reason":"test"},"maxConcurrency":1}""")
                .statusCode(201)
                .header("Location", matchesPattern(".*/api/runs/launch-1"))
                .body("runId", is("launch-1"))
                .body("workflow", is("count.jsx"))
                .body("store", is("count"));

        assertThat(status("count", "launch-1")).isPresent();
        await().atMost(LONG).until(() -> status("count", "launch-1").equals(Optional.of("finished")));
        assertThat(text("count", "SELECT text FROM part WHERE run_id = 'launch-1' AND node_id = 'left'"))
                .isEqualTo("WEST HI");
        assertThat(text("count", "SELECT config_json FROM _smithers_runs WHERE run_id = 'launch-1'"))
                .contains("\"maxConcurrency\":1", "\"reason\":\"test\"");
        await().until(() ->
                !processes.of(new RunKey("count", "launch-1")).orElseThrow().isAlive());
        assertThat(processes.of(new RunKey("count", "launch-1")).orElseThrow().exit())
                .hasValue(0);
    }

    /** "Launch again" asked the default roster, for nobody could say which one the run had. */
    @Test
    void whatARunWasLaunchedWithIsKnownForAnotherLikeIt() {
        launch("""
                {"workflow":"count.jsx","runId":"launch-like","input":{"prompt":"hi"},
                 "env":{"CHAD_WORD":"east"},"maxConcurrency":2,"log":false}""").statusCode(201);

        given().get("/api/runs/launch-like/settings")
                .then()
                .statusCode(200)
                .body("env", equalTo(Map.of("CHAD_WORD", "east")))
                .body("maxConcurrency", is(2))
                .body("log", is(false))
                .body("project", is("work"))
                .body("$", not(hasKey("root")));
    }

    /** The state folder holds credentials.json; the engine's tools, which models call, must not reach it. */
    @Test
    void theToolsOfTheEngineReachTheirOwnFolderOnly() throws IOException {
        Config config = ConfigProvider.getConfig();
        Path state = Path.of(config.getValue("chad.state-dir", String.class));
        Path secret = Files.writeString(state.resolve("secret.txt"), "the-canary");
        Files.writeString(
                Path.of(config.getValue("chad.workflow-dir", String.class)).resolve("tools.jsx"), """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { read, grep, write } from "smithers-orchestrator/tools";
                import { z } from "zod";

                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({ secret: z.string() }), found: z.object({ text: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/tools.db` },
                );

                const curious = (secret) => ({
                  id: "curious",
                  async generate() {
                    const found = [];
                    for (const path of ["../secret.txt", "secret.txt", secret, "./../work/../secret.txt"]) {
                      found.push(await read.execute({ path }).catch((error) => error.code));
                    }
                    found.push(await grep.execute({ pattern: "canary", path: ".." }).catch((error) => error.code));
                    await write.execute({ path: "note.txt", content: "own" });
                    found.push(await read.execute({ path: "note.txt" }));
                    return { text: JSON.stringify({ text: found.join(" ") }), output: { text: found.join(" ") } };
                  },
                });

                export default smithers((ctx) => (
                  <Workflow name="tools">
                    <Task id="look" output={outputs.found} agent={curious(ctx.input.secret)} noRetry timeoutMs={20000}>
                      Look around.
                    </Task>
                  </Workflow>
                ));
                """);

        launch("{\"workflow\":\"tools.jsx\",\"runId\":\"tools-1\",\"input\":{\"secret\":\"%s\"}}".formatted(secret))
                .statusCode(201);

        await().atMost(LONG).until(() -> status("tools", "tools-1").equals(Optional.of("finished")));
        assertThat(text("tools", "SELECT text FROM found WHERE run_id = 'tools-1'"))
                .isEqualTo("TOOL_PATH_ESCAPE ENOENT TOOL_PATH_ESCAPE TOOL_PATH_ESCAPE TOOL_PATH_ESCAPE own");
        assertThat(state.resolve("work/note.txt")).hasContent("own");
    }

    @Test
    void anIdIsMadeWhenNoneIsGiven() {
        launch("{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"}}")
                .statusCode(201)
                .body("runId", matchesPattern("count-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}"));
    }

    @Test
    void aRunThatStopsAtItsGateIsLaunchedAllTheSame() {
        launch("{\"workflow\":\"gate.jsx\",\"runId\":\"gate-1\"}")
                .statusCode(201)
                .body("store", is("gate"));

        await().atMost(LONG).until(() -> status("gate", "gate-1").equals(Optional.of("waiting-approval")));
        await().until(() ->
                processes.of(new RunKey("gate", "gate-1")).orElseThrow().exit().equals(OptionalInt.of(3)));
    }

    @Test
    void anInputThatTheSchemaRefusesIsRefusedAndLeavesNoRun() {
        launch("{\"workflow\":\"count.jsx\",\"runId\":\"bad-input\",\"input\":{\"n\":\"many\"}}")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", is("urn:runs-ide:problem:invalid-input"))
                .body("errors.field", contains("input.prompt", "input.n"))
                .body("detail", containsString("expected number, received string"));

        assertThat(status("count", "bad-input")).isEmpty();
    }

    @Test
    void aWorkflowThatCanNotBeLoadedSaysWhy() {
        launch("{\"workflow\":\"broken.jsx\"}")
                .statusCode(422)
                .body("type", is("urn:runs-ide:problem:workflow-broken"))
                .body("detail", containsString("nowhere.js"))
                .body("detail", not(containsString("real-engine-")));
    }

    @Test
    void anIdIsTakenOnce() {
        String body = "{\"workflow\":\"count.jsx\",\"runId\":\"once\",\"input\":{\"prompt\":\"hi\"}}";
        List<CompletableFuture<Integer>> launches = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> given().contentType(ContentType.JSON)
                        .body(body)
                        .post("/api/launch")
                        .statusCode()))
                .toList();

        assertThat(launches.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(201, 409, 409, 409);
        launch(body).statusCode(409).body("type", is("urn:runs-ide:problem:run-exists"));
        launch(body.replace("count.jsx", "gate.jsx")).statusCode(409);
    }

    @Test
    void settingsThatRedirectOrLeakAreRefusedByName() {
        launch("""
                {"workflow":"count.jsx","input":{"prompt":"hi"},
                 "env":{"PATH":"/opt","CHAD_INFERENCE_BASE_URL":"http://evil","CHAD_FUSION_MAX":3}}""")
                .statusCode(422)
                .body("type", is("urn:runs-ide:problem:refused-settings"))
                .body("errors.field", hasItems("env.PATH", "env.CHAD_INFERENCE_BASE_URL"))
                .body("errors.field", not(hasItem("env.CHAD_FUSION_MAX")))
                .body("detail", not(containsString("evil")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | bad-request | ``",
                "400 | bad-request | {\"workflow\":",
                "400 | bad-request | [1]",
                "400 | bad-request | null",
                "400 | invalid-value | {}",
                "400 | invalid-value | {\"workflow\":5}",
                "400 | invalid-value | {\"workflow\":\"../fusion.jsx\"}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"inputs\":{}}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"input\":[1]}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"input\":\"x\"}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"env\":[]}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"env\":{\"CHAD_X\":{}}}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"runId\":\"../x\"}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"runId\":\"Upper\"}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"runId\":\"\"}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"annotations\":{\"a\":{}}}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"maxConcurrency\":0}",
                "400 | invalid-value | {\"workflow\":\"count.jsx\",\"maxConcurrency\":\"4\"}",
                "404 | workflow-not-found | {\"workflow\":\"nothing.jsx\"}"
            })
    void nonsenseIsAProblemThatNamesIt(int status, String type, String body) {
        launch(body).statusCode(status).body("type", equalTo("urn:runs-ide:problem:" + type));
    }

    @Test
    void anInputThatTheEngineDoesNotTakeIsRefusedBeforeTheStart() {
        launch("{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"" + "x".repeat(Given.MAX_JSON_BYTES) + "\"}}")
                .statusCode(413)
                .body("errors.field", hasItem("input"));
    }

    /** Several times of what one argument of a command line can be. */
    @Test
    void anInputJustBelowTheLimitArrives() {
        String pages = IntStream.range(0, 15)
                .mapToObj(_ -> "\"" + "é".repeat(33_000) + "\"")
                .collect(Collectors.joining(","));

        launch("{\"workflow\":\"count.jsx\",\"runId\":\"large\",\"input\":{\"prompt\":\"hi\",\"pages\":[" + pages
                        + "]}}")
                .statusCode(201);

        await().atMost(LONG).until(() -> status("count", "large").equals(Optional.of("finished")));
    }

    @Test
    @TestSecurity(user = "test", roles = "viewer")
    void aViewerCanNotLaunch() {
        launch("{\"workflow\":\"count.jsx\"}").statusCode(403);
    }

    private static ValidatableResponse launch(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/launch")
                .then();
    }

    private Optional<String> status(String store, String runId) {
        return registry.readable().stream()
                .filter(known -> known.name().equals(store))
                .findFirst()
                .flatMap(known -> reader.first(
                        known,
                        "SELECT status FROM _smithers_runs WHERE run_id = ?",
                        row -> row.getString("status"),
                        runId));
    }

    private String text(String store, String sql) {
        return reader.first(registry.byName(store).orElseThrow(), sql, row -> row.getString(1))
                .orElseThrow();
    }
}
