package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.Engine;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineConfig;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunKey;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.StoredRun;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SupervisorTest.Eager.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class SupervisorTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Resumes crashed runs too, twice at most. */
    public static class Eager extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.supervisor.auto-resume", "true");
            config.put("runs.supervisor.max-tries", "2");
            config.put("runs.supervisor.backoff", "100ms");
            config.put("runs.supervisor.look-every", "300ms");
            return config;
        }
    }

    @Inject
    Supervisor supervisor;

    @Inject
    Engine engine;

    @Inject
    EngineConfig config;

    @Inject
    EngineProcesses processes;

    @Inject
    RunLocator locator;

    @Inject
    RunService runs;

    @Test
    void aRunWhoseTimerIsDueGoesOnByItself() {
        launch("asks.jsx", "nap-1", "{\"stops\":[\"timer\"]}");

        awaitState("nap-1", "finished");
    }

    @Test
    void whatWasDecidedOrSignalledElsewhereGoesOnAndWhatWasDeniedDoesNot() {
        launch("asks.jsx", "elsewhere-1", "{\"stops\":[\"signal\",\"gates\"]}");
        awaitState("elsewhere-1", "waiting-event");
        StoredRun run = locator.locate("elsewhere-1", null);

        engine.onStore(
                run.store(),
                EngineCommand.of("signal").argument(run.id()).argument("news").option("data", "{\"word\":\"x\"}"));
        awaitState("elsewhere-1", "waiting-approval");
        engine.onStore(
                run.store(), EngineCommand.of("approve").argument(run.id()).option("node", "one"));
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/elsewhere-1")
                        .then()
                        .body("approvals.find { it.nodeId == 'two' }?.status", is("requested")));
        engine.onStore(run.store(), EngineCommand.of("deny").argument(run.id()).option("node", "two"));

        awaitState("elsewhere-1", "needs-resume");
        assertThat(supervisor.reason(runs.standing(run))).isEmpty();
        post("elsewhere-1", "resume");
        awaitState("elsewhere-1", "finished");
    }

    @Test
    void aCrashedRunIsResumedAndOneThatCrashesEachTimeIsGivenUp() throws IOException {
        Files.writeString(
                config.workflowDir().resolve("crash.jsx"),
                Files.readString(config.workflowDir().resolve("count.jsx"))
                        .replace("count.db", "crash.db")
                        .replaceFirst(
                                "\\{\\(\\) => \\(\\{ total.*",
                                "{async () => { await new Promise((later) => setTimeout(later, 1500));"
                                        + " process.kill(process.pid, 'SIGKILL'); }}"));
        Path release = config.stateDir().resolve("crash-release");
        launch("slow.jsx", "crash-1", "{\"releaseFile\":\"%s\"}".formatted(release));
        launch("crash.jsx", "crash-2", "{\"prompt\":\"hi\"}");
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/crash-1")
                        .then()
                        .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));

        RecordedProcess first = processes.of(new RunKey("slow", "crash-1")).orElseThrow();
        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        await().atMost(LONG)
                .until(() -> processes
                        .of(new RunKey("slow", "crash-1"))
                        .filter(now -> now.pid() != first.pid() && now.isAlive())
                        .isPresent());
        Files.createFile(release);
        awaitState("crash-1", "finished");

        await().atMost(LONG).untilAsserted(() -> {
            given().get("/api/runs/crash-2")
                    .then()
                    .body("state", is("stalled"))
                    .body("nodes.find { it.id == 'sum' }.attempts.size()", is(3));
            assertThat(
                            Sqlite.first(
                                    config.stateDir().resolve("runs-api/runs-ide.sqlite"),
                                    "SELECT reason || ' ' || tries FROM resume_attempt WHERE store = 'crash' AND run_id = 'crash-2'"))
                    .isEqualTo("its process died with 2 nodes finished 2");
        });
        // now that it has given up, an operator still may
        post("crash-2", "cancel");
        awaitState("crash-2", "stalled", "cancelled");
        assertThat(supervisor.reason(runs.standing(locator.locate("crash-2", null))))
                .isEmpty();
    }

    @Test
    void whatAnOperatorPausedOrCancelledStaysSo() throws IOException {
        Path release = config.stateDir().resolve("stay-release");
        launch("slow.jsx", "stay-1", "{\"releaseFile\":\"%s\"}".formatted(release));
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/stay-1")
                        .then()
                        .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));
        post("stay-1", "pause");
        Files.createFile(release);
        awaitState("stay-1", "paused");

        RunControlState paused = runs.standing(locator.locate("stay-1", null));
        assertThat(supervisor.reason(paused)).isEmpty();

        post("stay-1", "cancel");
        RunControlState cancelled = runs.standing(locator.locate("stay-1", null));
        assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
        assertThat(supervisor.reason(cancelled)).isEmpty();
    }

    private static void launch(String workflow, String runId, String input) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static void post(String runId, String verb) {
        given().contentType(ContentType.JSON)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then()
                .statusCode(200);
    }

    private static void awaitState(String runId, String... states) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(given().get("/api/runs/" + runId)
                                .then()
                                .extract()
                                .<String>path("state"))
                        .isIn((Object[]) states));
    }
}
