package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Recording;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RunDetailTest {

    private static ValidatableResponse detail(Recording recording, String runId) {
        String store = "detail-" + recording.fileName().replace(".db", "");
        if (!Workspace.state().resolve(store + ".db").toFile().exists()) {
            recording.copyTo(Workspace.state(), store + ".db");
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> asViewer()
                                .get("/api/runs/%s?store=%s".formatted(runId, store))
                                .statusCode()
                        == 200);
        return asViewer().get("/api/runs/%s?store=%s".formatted(runId, store)).then();
    }

    @Test
    void outputsKeepTheTypesOfTheirColumns() {
        detail(Recording.FINISHED, "fin-1")
                .body("input", equalTo(Map.of("prompt", "hi", "n", 1)))
                .body("nodes.id", containsInAnyOrder("left", "right", "static", "sum"))
                .body("nodes.find { it.id == 'sum' }.state", equalTo("finished"))
                .body(
                        "nodes.find { it.id == 'left' }.output",
                        equalTo(Map.of("text", "L:hi", "len", 2, "tags", List.of("l"), "ok", true)))
                .body("nodes.find { it.id == 'sum' }.output", equalTo(Map.of("chars", 5, "meta", Map.of("parts", 3))))
                .body("headline", containsString("Finished"));
    }

    @Test
    void nodesComeInTheOrderOfTheTree() {
        detail(Recording.FUSION_LIKE, "fus-1")
                .body("nodes.id", contains("ask-alpha", "ask-beta", "ask-gamma", "ask-tooler", "ask-broken", "judge"))
                .body("tree.kind", equalTo("workflow"))
                .body("frameNo", notNullValue())
                .body("nodes.find { it.id == 'judge' }.tokens.total", equalTo(480))
                .body("nodes.find { it.id == 'judge' }.attempts[0].tokens.input", equalTo(400))
                .body(
                        "nodes.find { it.id == 'ask-broken' }.attempts[0].error.message",
                        containsString("model overloaded"))
                .body("tokensByModel.alpha.input", equalTo(120));
    }

    @Test
    void aFailedRunSaysWhatFailedAndHowOftenItWasTried() {
        detail(Recording.FAILED, "fail-1")
                .body("state", equalTo("failed"))
                .body("error.message", equalTo("boom: upstream said 503"))
                .body("cause.says", equalTo("Failed at `explode`: boom: upstream said 503"))
                .body("error.nodeId", equalTo("explode"))
                .body("nodes.find { it.id == 'explode' }.attempts", hasSize(3))
                .body("nodes.find { it.id == 'flaky' }.attempts.state", contains("failed", "finished"))
                .body("nodes.find { it.id == 'never' }.state", equalTo("pending"));
    }

    @Test
    void aWaitingRunShowsItsGate() {
        detail(Recording.WAITING_APPROVAL, "wait-1")
                .body("state", equalTo("waiting-approval"))
                .body("headline", containsString("Release to production"))
                .body("approvals", hasSize(1))
                .body("approvals[0].nodeId", equalTo("release"))
                .body("approvals[0].status", equalTo("requested"))
                .body("approvals[0].request.metadata.version", equalTo(7))
                .body("approvals[0].digest", notNullValue());
    }

    @Test
    void decidedGatesKeepWhoDecidedAndWhenTheyWereAsked() {
        detail(Recording.WAITING_APPROVAL, "wait-2")
                .body("approvals.find { it.nodeId == 'release' }.decidedBy", equalTo("alice"))
                .body("approvals.find { it.nodeId == 'ship' }.status", equalTo("denied"))
                .body("approvals.findAll { it.requestedAtMs == null }", hasSize(0));
    }

    @Test
    void aForkAndItsParentKnowEachOther() {
        detail(Recording.FORKED, "fork-src")
                .body("forks", hasSize(4))
                .body("forks.find { it.id.startsWith('62176eda') }.state", equalTo("not-started"));
        detail(Recording.FORKED, "a8b3ca4e-231a-4197-98c3-db15aa4fd0a8")
                .body("parentId", equalTo("fork-src"))
                .body("forkedFrom.frameNo", equalTo(3));
    }

    @Test
    void aForkThatWasNeverStartedHasTheInputOfItsSnapshot() {
        detail(Recording.FORKED, "62176eda-40c4-4357-a908-5cb99fa00243")
                .body("state", equalTo("not-started"))
                .body("input", notNullValue())
                .body("nodes", hasSize(0))
                .body("error", nullValue());
    }

    @Test
    void everyTurnOfALoopIsANode() {
        detail(Recording.LOOP, "loop-1")
                .body("nodes.findAll { it.id == 'guess' }.iteration", containsInAnyOrder(0, 1, 2, 3))
                .body("nodes.find { it.id == 'apologise' }.inTree", is(false))
                .body("nodeCount", equalTo(10));
    }

    @Test
    void nodesArePaged() {
        detail(Recording.LOOP, "loop-1");
        String next = asViewer()
                .get("/api/runs/loop-1/nodes?store=detail-loop&limit=6")
                .then()
                .body("items", hasSize(6))
                .extract()
                .path("nextCursor");

        asViewer()
                .get("/api/runs/loop-1/nodes?store=detail-loop&limit=6&cursor=" + next)
                .then()
                .body("items", hasSize(4))
                .body("nextCursor", nullValue());
    }

    @Test
    void theWholeOutputOfANodeIsToBeHad() {
        detail(Recording.LOOP, "loop-1");

        asViewer()
                .get("/api/runs/loop-1/output/guess?store=detail-loop&iteration=2")
                .then()
                .statusCode(200);
        asViewer()
                .get("/api/runs/loop-1/output/nobody?store=detail-loop")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:runs-ide:problem:node-not-found"));
    }

    @Test
    void anUnknownRunIsAProblemThatSaysWhatToDo() {
        asViewer()
                .get("/api/runs/nobody-knows-it")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:run-not-found"))
                .body("detail", containsString("GET /api/runs"))
                .body("errors.field", hasItems("id"));
    }

    @Test
    void waitingGatesOfAllStoresAreInTheInbox() {
        detail(Recording.WAITING_APPROVAL, "wait-1");

        await().untilAsserted(() -> asViewer()
                .get("/api/approvals?limit=500")
                .then()
                .statusCode(200)
                .body(
                        "items.findAll { it.store == 'detail-waiting-approval' }.collect { it.runId }",
                        equalTo(List.of("wait-1"))));
    }
}
