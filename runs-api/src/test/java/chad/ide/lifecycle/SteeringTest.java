package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunKey;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class SteeringTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EngineProcesses processes;

    @Inject
    EngineConfig config;

    @Test
    void aCancelledRunEndsAndIsOnlyRevivedWhenThatIsMeant() {
        launch("slow.jsx", "cancel-1", "{}");
        awaitNode("cancel-1", "slow", "in-progress");

        post("cancel-1", "resume", "").statusCode(409).body("type", problem("run-still-running"));
        post("cancel-1", "cancel", "")
                .statusCode(200)
                .body("run.state", is("cancelled"))
                .body("engine.status", is("cancel-requested"))
                .body("continued", is(false));
        given().get("/api/runs?q=cancel-1").then().body("items[0].state", is("cancelled"));

        post("cancel-1", "cancel", "{}").statusCode(409).body("type", problem("run-ended"));
        post("cancel-1", "resume", "{}")
                .statusCode(409)
                .body("type", problem("run-ended"))
                .body("detail", containsString("reviveEnded"));
        post("cancel-1", "resume", "{\"reviveEnded\":true}")
                .statusCode(200)
                .body("run.state", is("running"))
                .body("continued", is(true));
        post("cancel-1", "cancel", "").statusCode(200).body("run.state", is("cancelled"));
    }

    @Test
    void aPausedRunGoesOnWhereItStopped() throws IOException {
        Path release = config.stateDir().resolve("pause-release");
        launch("slow.jsx", "pause-1", "{\"releaseFile\":\"%s\"}".formatted(release));
        awaitNode("pause-1", "slow", "in-progress");

        post("pause-1", "pause", "")
                .statusCode(200)
                .body("run.state", is("running"))
                .body("run.pauseRequestedAtMs", notNullValue())
                .body("engine.status", is("pause-requested"));
        Files.createFile(release);
        awaitState("pause-1", "paused");

        post("pause-1", "pause", "").statusCode(200).body("engine.status", is("paused"));
        post("pause-1", "resume", "").statusCode(200).body("continued", is(true));
        awaitState("pause-1", "finished");
        detail("pause-1").body("nodes.find { it.id == 'slow' }.attempts.size()", is(1));
    }

    @Test
    void aRunWhoseProcessIsKilledIsResumedAtOnceAndDoesNothingTwice() throws IOException {
        Path release = config.stateDir().resolve("kill-release");
        launch("slow.jsx", "kill-1", "{\"releaseFile\":\"%s\"}".formatted(release));
        awaitNode("kill-1", "slow", "in-progress");

        RecordedProcess process = processes.of(new RunKey("slow", "kill-1")).orElseThrow();
        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
        awaitState("kill-1", "stalled");
        given().get("/api/runs?stalled=true").then().body("items.id", hasItem("kill-1"));

        Files.createFile(release);
        post("kill-1", "resume", "{\"maxConcurrency\":2}").statusCode(200);
        awaitState("kill-1", "finished");
        detail("kill-1")
                .body("nodes.find { it.id == 'quick' }.attempts.size()", is(1))
                .body("nodes.find { it.id == 'slow' }.attempts.state", is(List.of("cancelled", "finished")));
    }

    @Test
    void approvalsGoOnThroughSeveralGatesWithTheSettingsOfTheLaunch() {
        launch("""
                {"workflow":"asks.jsx","runId":"gates-1","input":{"stops":["gates"]},"env":{"CHAD_WORD":"north"},
                 "maxConcurrency":2,"maxOutputBytes":1000,"toolTimeoutMs":5000,"allowNetwork":true,"log":false}""");
        awaitState("gates-1", "waiting-approval");
        String digest =
                given().get("/api/approvals").then().extract().path("items.find { it.runId == 'gates-1' }.digest");

        post("gates-1", "approve", "{\"node\":\"one\",\"digest\":\"0\"}")
                .statusCode(409)
                .body("type", problem("gate-changed"));
        post("gates-1", "approve", "{\"node\":\"two\"}").statusCode(409).body("type", problem("no-gate"));
        post("gates-1", "approve", "{\"digest\":\"%s\",\"note\":\"--force\"}".formatted(digest))
                .statusCode(200)
                .body("engine.status", is("approved"))
                .body("continued", is(true));
        post("gates-1", "approve", "{\"node\":\"one\"}")
                .statusCode(409)
                .body("type", problem("already-decided"))
                .body("detail", allOf(containsString("approved by kim"), containsString("at 20")));

        awaitGate("gates-1", "two");
        post("gates-1", "deny", "{\"note\":\"no\"}").statusCode(200).body("engine.status", is("denied"));
        awaitState("gates-1", "finished");
        detail("gates-1")
                .body("approvals.find { it.nodeId == 'one' }.note", is("--force"))
                .body("approvals.find { it.nodeId == 'two' }.status", is("denied"))
                .body("approvals.decidedBy", is(List.of("kim", "kim")))
                .body("nodes.find { it.id == 'last' }.output.text", is("last north"));
        post("gates-1", "approve", "").statusCode(409).body("type", problem("already-decided"));
    }

    @Test
    void ofTwoWhoDecideAtOnceOneWins() {
        launch("gate.jsx", "race-1", "{}");
        awaitState("race-1", "waiting-approval");

        List<CompletableFuture<Integer>> clicks = Stream.of("approve", "approve", "deny")
                .map(verb -> CompletableFuture.supplyAsync(() -> given().contentType(ContentType.JSON)
                        .body("{\"node\":\"release\"}")
                        .post("/api/runs/race-1/" + verb)
                        .statusCode()))
                .toList();

        assertThat(clicks.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 409, 409);
        awaitState("race-1", "finished");
    }

    @Test
    void aSignalIsKeptAndLetsGoOnWhoWaitedForIt() {
        launch("asks.jsx", "signal-1", "{\"stops\":[\"signal\"]}");
        awaitState("signal-1", "waiting-event");

        post("signal-1", "signal", "{\"name\":\"gossip\"}")
                .statusCode(200)
                .body("engine.status", is("signalled"))
                .body("continued", is(false))
                .body("run.state", is("waiting-event"));
        post("signal-1", "signal", "{\"name\":\"news\",\"payload\":{\"word\":\"rain\"}}")
                .statusCode(200)
                .body("continued", is(true));
        awaitState("signal-1", "finished");
        detail("signal-1").body("nodes.find { it.id == 'news' }.output.word", is("rain"));
    }

    @Test
    void aQuestionTakesWhatItsSchemaDescribes() {
        launch("asks.jsx", "answer-1", "{\"stops\":[\"answer\"]}");
        awaitState("answer-1", "waiting-approval");

        post("answer-1", "approve", "").statusCode(409).body("detail", containsString("/answer"));
        post("answer-1", "answer", "{\"value\":{\"age\":\"old\"}}")
                .statusCode(422)
                .body("type", problem("invalid-answer"))
                .body("errors.field", hasItem("value"));
        post("answer-1", "answer", "{\"node\":\"age\",\"value\":{\"age\":5}}")
                .statusCode(200)
                .body("engine.status", is("answered"));
        awaitState("answer-1", "finished");
        detail("answer-1").body("nodes.find { it.id == 'age' }.output.age", equalTo(5));
        post("answer-1", "answer", "{\"requestId\":\"human:answer-1:age:0\",\"value\":{\"age\":6}}")
                .statusCode(409)
                .body("type", problem("already-decided"))
                .body("detail", containsString("kim"));
    }

    @Test
    void anEditedWorkflowIsNamedAndAcceptedWhenThatIsMeant() throws IOException {
        Path file = config.workflowDir().resolve("edited.jsx");
        Files.copy(config.workflowDir().resolve("gate.jsx"), file);
        launch("edited.jsx", "edited-1", "{}");
        awaitState("edited-1", "waiting-approval");
        Files.writeString(file, Files.readString(file).replace("Dear all", "Dear both"));

        post("edited-1", "resume", "")
                .statusCode(409)
                .body("type", problem("workflow-changed"))
                .body("detail", containsString("acceptWorkflowChange"));
        post("edited-1", "resume", "{\"acceptWorkflowChange\":true}").statusCode(200);
        post("edited-1", "approve", "").statusCode(200).body("continued", is(true));
        awaitState("edited-1", "finished");

        launch("edited.jsx", "edited-2", "{}");
        awaitState("edited-2", "waiting-approval");
        Files.delete(file);
        post("edited-2", "resume", "").statusCode(409).body("type", problem("workflow-gone"));
    }

    /** The engine's verb takes no options: the run went on with a default limit, and nothing said so. */
    @Test
    void aRetryNamesTheOptionsThatItGoesOnWithout() {
        given().contentType(ContentType.JSON)
                .body(
                        "{\"workflow\":\"count.jsx\",\"runId\":\"without-1\",\"input\":{\"prompt\":\"hi\"},\"toolTimeoutMs\":5000,\"maxConcurrency\":2}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        awaitState("without-1", "finished");

        post("without-1", "retry", "{\"node\":\"sum\"}")
                .statusCode(200)
                .body("note", containsString("without its `toolTimeoutMs`"))
                .body("note", not(containsString("maxConcurrency")));
        awaitState("without-1", "finished");
    }

    @Test
    void aFinishedRunIsForkedRetriedAndRewound() {
        launch("count.jsx", "again-1", "{\"prompt\":\"hi\"}");
        awaitState("again-1", "finished");

        String fork = post("again-1", "fork", "{\"frame\":2,\"label\":\"second try\",\"input\":{\"n\":5}}")
                .statusCode(201)
                .body("run.state", is("not-started"))
                .body("run.parentId", is("again-1"))
                .body("continued", is(false))
                .header("Location", containsString("/api/runs/"))
                .extract()
                .path("runId");
        detail("again-1").body("forks.find { it.id == '%s' }.state".formatted(fork), is("not-started"));
        await().atMost(LONG).untilAsserted(() -> {
            given().get("/api/runs?status=not-started").then().body("items.id", hasItem(fork));
            given().get("/api/runs?status=finished").then().body("items.id", not(hasItem(fork)));
        });
        post(fork, "resume", "").statusCode(200);
        awaitState(fork, "finished");
        detail(fork)
                .body("nodes.find { it.id == 'sum' }.output.total", equalTo(7))
                .body("forkedFrom.runId", is("again-1"))
                .body("forkedFrom.label", is("second try"));
        post("again-1", "fork", "{\"frame\":9999}").statusCode(404).body("type", problem("frame-not-found"));

        post("again-1", "retry", "{\"node\":\"sum\"}").statusCode(200).body("continued", is(true));
        awaitState("again-1", "finished");
        detail("again-1").body("nodes.find { it.id == 'sum' }.attempts.size()", is(2));
        post("again-1", "retry", "{\"node\":\"nobody\"}").statusCode(409);

        post("again-1", "rewind", "{\"frame\":1}").statusCode(409).body("type", problem("rewind-impossible"));
        post("again-1", "rewind", "{\"frame\":2}").statusCode(200).body("run.state", is("needs-resume"));
        post("again-1", "resume", "").statusCode(200);
        awaitState("again-1", "finished");
        post("again-1", "revert", "{\"node\":\"sum\"}")
                .statusCode(200)
                .body("engine.success", is(true))
                .body("note", containsString("The files of its working folder"));
        post("again-1", "revert", "{\"node\":\"nobody\"}").statusCode(404).body("type", problem("node-not-found"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cancel  | {\"a\":1}                                 | a",
                "resume  | {\"force\":\"yes\"}                       | force",
                "resume  | {\"root\":\"../x\"}                       | root",
                "resume  | {\"root\":\"not-there\"}                  | root",
                "resume  | {\"logDir\":\"/var/log\"}                 | logDir",
                "resume  | {\"toolTimeoutMs\":0}                     | toolTimeoutMs",
                "approve | {\"iteration\":-1}                        | iteration",
                "approve | {\"note\":5}                              | note",
                "answer  | {}                                        | value",
                "signal  | {\"name\":\"\"}                           | name",
                "signal  | {\"name\":\"--help\"}                     | name",
                "fork    | {\"run\":true}                            | frame",
                "fork    | {\"frame\":\"1\"}                         | frame",
                "replay  | {\"frame\":1,\"run\":false}               | run",
                "retry   | {}                                        | node",
                "rewind  | {\"frame\":-1}                            | frame",
                "revert  | {\"node\":\"n\",\"attempt\":0}            | attempt"
            })
    void nonsenseIsNamedByItsField(String verb, String body, String field) {
        if (processes.of(new RunKey("asks", "nonsense-1")).isEmpty()) {
            launch("asks.jsx", "nonsense-1", "{\"stops\":[\"gates\"]}");
        }
        awaitState("nonsense-1", "waiting-approval");

        post("nonsense-1", verb, body)
                .statusCode(400)
                .body("type", problem("invalid-value"))
                .body("errors.field", hasItems(field));
    }

    @Test
    @TestSecurity(user = "vera", roles = "viewer")
    void aViewerSteersNothing() {
        for (String verb : List.of(
                "cancel", "pause", "resume", "approve", "deny", "fork", "replay", "retry", "rewind", "revert", "signal",
                "answer")) {
            post("nothing", verb, "{}").statusCode(403);
        }
    }

    @Test
    void aRunThatIsNotThereIsNotFound() {
        post("nothing", "cancel", "").statusCode(404).body("type", problem("run-not-found"));
    }

    private static Matcher<String> problem(String name) {
        return equalTo("urn:runs-ide:problem:" + name);
    }

    private static void launch(String workflow, String runId, String input) {
        launch("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input));
    }

    private static void launch(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse post(String runId, String verb, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }

    private static ValidatableResponse detail(String runId) {
        return given().get("/api/runs/" + runId).then().statusCode(200);
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG).untilAsserted(() -> detail(runId).body("state", is(state)));
    }

    private static void awaitNode(String runId, String node, String state) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> detail(runId).body("nodes.find { it.id == '%s' }?.state".formatted(node), is(state)));
    }

    private static void awaitGate(String runId, String node) {
        await().atMost(LONG)
                .untilAsserted(() -> detail(runId)
                        .body("approvals.find { it.nodeId == '%s' }?.status".formatted(node), is("requested"))
                        .body("stall", nullValue()));
    }
}
