package chad.ide.runs;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores of older engines, whose tables and columns are fewer, read like those of the newest.
 *
 * <p>Both hold the same workflow. {@code engine-0.5.0.db} was written by that engine. Version 0.16.9 is not to be had
 * any more: {@code engine-0.16.9.db} was written by 0.32.0, and then every table, column and index was taken away that
 * 0.16.9 did not have, and the content of the snapshots put where it kept it.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class OldEnginesTest {

    private static final String FIRST = "engine-0.5.0";
    private static final String MIDDLE = "engine-0.16.9";

    private static ValidatableResponse get(String store, String path) {
        awaitReadable(store);
        String query = path.contains("?") ? "&" : "?";
        return asViewer().get("/api/" + path + query + "store=" + store).then().statusCode(200);
    }

    private static void awaitReadable(String store) {
        Path file = Workspace.state().resolve(store + ".db");
        if (!Files.exists(file)) {
            copy(store, file);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.find { it.name == '%s' }.state".formatted(store), equalTo("ok")));
    }

    private static void copy(String store, Path file) {
        try (InputStream recorded = OldEnginesTest.class.getResourceAsStream("/fixtures/" + store + ".db")) {
            if (recorded == null) {
                throw new IllegalStateException("no recording of " + store);
            }
            Files.write(file, recorded.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theListShowsEveryRun(String store) {
        get(store, "runs")
                .body("items.id", hasItems("notes-finish", "notes-gate", "notes-approved", "notes-hang"))
                .body("items.workflow", everyItem(containsString("release-notes.")))
                .body("items.find { it.id == 'notes-finish' }.state", equalTo("finished-with-failures"))
                .body("items.find { it.id == 'notes-finish' }.progress.total", equalTo(6))
                .body("items.find { it.id == 'notes-finish' }.progress.finished", equalTo(5))
                .body("items.find { it.id == 'notes-finish' }.progress.failed", equalTo(1))
                .body("items.find { it.id == 'notes-gate' }.state", equalTo("waiting-approval"))
                .body("items.find { it.id == 'notes-hang' }.state", equalTo("stalled"));
    }

    /** That engine kept neither snapshots nor folders. */
    @Test
    void waysBackAreRefusedWhereNothingWasKeptForThem() {
        get(FIRST, "runs/notes-finish/undo/revert?node=draft").body("possible", equalTo(false));
        asViewer()
                .get("/api/runs/notes-finish/undo/replay?node=draft&store=" + FIRST)
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:runs-ide:problem:frame-not-found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theDetailHasInputNodesOutputsAndTheTree(String store) {
        get(store, "runs/notes-finish")
                .body("input", equalTo(Map.of("mode", "finish", "topic", "runs")))
                .body("nodes.findAll { it.inTree }.id", contains("draft", "facts", "optional", "improve", "done"))
                .body(
                        "nodes.find { it.id == 'draft' }.output",
                        equalTo(Map.of("text", "Draft", "words", 1, "tags", List.of("a", "b"))))
                .body("nodes.find { it.id == 'draft' }.label", equalTo("Write a draft"))
                .body("nodes.find { it.id == 'draft' }.kind", equalTo("agent"))
                .body("nodes.find { it.id == 'facts' }.kind", equalTo("static"))
                .body("nodes.findAll { it.id == 'improve' }.iteration", containsInAnyOrder(0, 1))
                .body("nodes.find { it.id == 'optional' }.state", equalTo("failed"))
                .body(
                        "nodes.find { it.id == 'optional' }.attempts[0].error.message",
                        containsString("The model answered 503"))
                .body("tree.kind", equalTo("workflow"))
                .body("treeProblem", nullValue())
                .body("forks", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theLogsAreReadFromBothEnds(String store) {
        get(store, "runs/notes-finish/logs")
                .body("items[0].type", equalTo("RunStarted"))
                .body("items.type", hasItems("NodeStarted", "NodeFailed", "FrameCommitted", "RunFinished"))
                .body("items.find { it.type == 'NodeFailed' }.nodeId", equalTo("optional"))
                .body("items.find { it.type == 'NodeFailed' }.text", containsString("503"));
        get(store, "runs/notes-finish/logs?order=newest&limit=1").body("items[0].type", equalTo("RunFinished"));
        get(store, "runs/notes-finish/logs?node=draft").body("items.nodeId", everyItem(equalTo("draft")));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void everyFrameDecodesToWhatTheEngineHashed(String store) {
        List<Integer> frames = get(store, "runs/notes-finish/frames")
                .body("items.frameNo", hasItems(1, 2, 3))
                .extract()
                .path("items.frameNo");
        for (int frame : frames) {
            get(store, "runs/notes-finish/frames/" + frame)
                    .body("frameNo", equalTo(frame))
                    .body("intact", is(true))
                    .body("tree.kind", equalTo("workflow"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theGraphHasTheLoopAndTheStates(String store) {
        get(store, "runs/notes-finish/graph")
                .body("frameNo", notNullValue())
                .body("dag.nodes.nodeId", hasItems("draft", "facts", "optional", "improve", "done"))
                .body("dag.edges.kind", hasItem("sequence"))
                .body("dag.groups.kind", hasItem("parallel"))
                .body("states.find { it.nodeId == 'done' }.state", equalTo("finished"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theTimelineHasASpanForEachAttempt(String store) {
        get(store, "runs/notes-finish/timeline")
                .body("items", hasSize(6))
                .body("items.nodeId", hasItems("draft", "facts", "optional", "improve", "done"))
                .body("items.find { it.nodeId == 'optional' }.state", equalTo("failed"))
                .body("items.find { it.nodeId == 'draft' }.kind", equalTo("agent"))
                .body("items.finishedAtMs", everyItem(notNullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theChatHasWhatTheAgentsWereAskedAndSaid(String store) {
        get(store, "runs/notes-finish/chat")
                .body("items.nodeId", containsInAnyOrder("draft", "optional", "improve", "improve"))
                .body("items.find { it.nodeId == 'draft' }.prompt.text", containsString("Write a draft about runs."))
                .body("items.find { it.nodeId == 'draft' }.messages.role", hasItem("assistant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void theTraceBlamesTheModel(String store) {
        get(store, "runs/notes-finish/trace/optional")
                .body("nodeId", equalTo("optional"))
                .body("attempts", hasSize(1))
                .body("attempts[0].state", equalTo("failed"))
                .body("failure.blame", equalTo("model"))
                .body("failure.cause", containsString("503"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, MIDDLE})
    void gatesWaitOrWereDecided(String store) {
        awaitReadable(store);
        String gate = "items.find { it.store == '%s' && it.runId == 'notes-gate' }".formatted(store);
        asViewer()
                .get("/api/approvals?limit=500")
                .then()
                .statusCode(200)
                .body(gate + ".nodeId", equalTo("release"))
                .body(gate + ".requestedAtMs", notNullValue());
        get(store, "runs/notes-approved")
                .body("approvals", hasSize(1))
                .body("approvals[0].status", equalTo("approved"))
                .body("approvals[0].decidedBy", equalTo("alice"))
                .body("approvals[0].note", equalTo("Go"))
                .body("approvals[0].requestedAtMs", notNullValue());
    }

    @Test
    void withoutHeartbeatsTheNewestEventTellsThatARunIsStalled() {
        get(FIRST, "runs/notes-hang")
                .body("status", equalTo("running"))
                .body("state", equalTo("stalled"))
                .body("heartbeatAtMs", nullValue())
                .body("workflowHash", nullValue())
                .body("stall.reason", containsString("node `hang` was in flight"))
                .body("stall.reason", containsString("last event"))
                .body("stall.signals.find { it.name == 'newest-event' }.atMs", notNullValue());
    }

    @Test
    void anOldHeartbeatTellsItToo() {
        get(MIDDLE, "runs/notes-hang")
                .body("state", equalTo("stalled"))
                .body("heartbeatAtMs", notNullValue())
                .body("workflowHash", matchesPattern("[0-9a-f]{64}"))
                .body("stall.reason", containsString("last heartbeat"));
    }

    @Test
    void tokensThatWereNeverReportedAreNotCalledExact() {
        get(FIRST, "runs/notes-finish").body("tokens.total", nullValue()).body("tokens.accuracy", is("unknown"));
        get(MIDDLE, "runs/notes-finish")
                .body("tokens.total", equalTo(30))
                .body("tokens.accuracy", is("at-least"))
                .body("tokensByModel", hasKey("recorded"));
    }

    @Test
    void aFailedRunOfTheFirstEngineSaysWhatFailed() {
        get(FIRST, "runs/notes-fail")
                .body("state", equalTo("failed"))
                .body("headline", containsString("explode"))
                .body("nodes.find { it.id == 'explode' }.attempts", hasSize(2));
    }

    @Test
    void statesAtAFrameComeFromTheSnapshotsOfTheirTime() {
        get(MIDDLE, "runs/notes-finish/frames/1")
                .body("snapshotFrameNo", equalTo(1))
                .body("nodes.state", everyItem(equalTo("pending")));
        get(FIRST, "runs/notes-finish/frames/1")
                .body("snapshotFrameNo", nullValue())
                .body("nodes", hasSize(0));
    }

    /** The engine's verbs fail on these stores half-way, so they are not attempted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cancel {}",
                "pause {}",
                "resume {}",
                "approve {}",
                "deny {}",
                "retry {\"node\":\"n\"}",
                "rewind {\"frame\":1}",
                "fork {\"frame\":1}",
                "signal {\"name\":\"n\"}",
                "answer {\"value\":1}"
            })
    void verbsThatTheStoreCanNotTakeAreRefusedWithTheReason(String verbAndBody) {
        String verb = verbAndBody.substring(0, verbAndBody.indexOf(' '));
        String body = verbAndBody.substring(verbAndBody.indexOf(' ') + 1);
        for (String store : List.of(FIRST, MIDDLE)) {
            String run = get(store, "runs").extract().path("items[0].id");

            asOperator()
                    .contentType("application/json")
                    .body(body)
                    .post("/api/runs/%s/%s?store=%s".formatted(run, verb, store))
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:runs-ide:problem:store-too-old"))
                    .body("detail", containsString(store));
        }
    }
}
