package chad.ide.history;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HistoryTest {

    @BeforeEach
    void storesAreThere() {
        for (Recording recording : Recording.values()) {
            if (!Workspace.state()
                    .resolve("history-" + recording.fileName())
                    .toFile()
                    .exists()) {
                recording.copyTo(Workspace.state(), "history-" + recording.fileName());
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.findAll { it.name.startsWith('history-') && it.state == 'ok' }", hasSize(8)));
    }

    private static ValidatableResponse get(String store, String path) {
        String query = path.contains("?") ? "&" : "?";
        return asViewer()
                .get("/api/runs/" + path + query + "store=history-" + store)
                .then();
    }

    private static List<Integer> allSeqs(String order) {
        List<Integer> seqs = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = get("fusion-like", "fus-1/logs?limit=7&heartbeats=true&order=" + order + cursor)
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seqs.addAll(page.getList("items.seq"));
            cursor = page.getString("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
        } while (cursor != null);
        return seqs;
    }

    @Test
    void logsAreReadWholeFromEitherEnd() {
        List<Integer> forwards = allSeqs("oldest");
        List<Integer> backwards = allSeqs("newest");

        assertThat(forwards).hasSize(80).isSorted();
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(forwards);
    }

    @Test
    void heartbeatsAreLeftOutUnlessAskedFor() {
        get("fusion-like", "fus-1/logs?limit=1000").body("items.type", not(hasItem("TaskHeartbeat")));
        get("fusion-like", "fus-1/logs?limit=1000&type=TaskHeartbeat")
                .body("items.type", everyItem(equalTo("TaskHeartbeat")))
                .body("items", hasSize(16));
    }

    @Test
    void logsAreFilteredByNodeTypeWordsAndLevel() {
        get("fusion-like", "fus-1/logs?node=judge").body("items.nodeId", everyItem(equalTo("judge")));
        get("fusion-like", "fus-1/logs?type=NodeFailed")
                .body("items.nodeId", contains("ask-broken"))
                .body("items[0].text", containsString("model overloaded"));
        get("fusion-like", "fus-1/logs?q=OVERLOADED").body("items.type", hasItem("NodeFailed"));
        get("fusion-like", "fus-1/logs?level=notable")
                .body("items.type", contains("RunStarted", "NodeFailed", "RunFinished"));
        get("fusion-like", "fus-1/logs?node=nobody").body("items", empty()).body("nextCursor", nullValue());
    }

    @Test
    void aFollowerAsksForWhatIsBehindItsLastEvent() {
        get("finished", "fin-1/logs?after=23")
                .body("items.seq", contains(24, 25))
                .body("nextCursor", nullValue());
        get("finished", "fin-1/logs?after=25").body("items", empty());
    }

    @Test
    void logsAreStreamedAsLines() {
        String lines = asViewer()
                .accept("application/x-ndjson")
                .get("/api/runs/fus-1/logs?store=history-fusion-like&heartbeats=true")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();

        assertThat(lines.lines()).hasSize(80).allMatch(line -> line.startsWith("{\"seq\":"));
    }

    @Test
    void aLongPayloadIsCutAndSaysSo() throws SQLException {
        String huge = "{\"type\":\"NodeOutput\",\"nodeId\":\"left\",\"text\":\"%s\"}".formatted("x".repeat(1_000_000));
        try (Connection writer = Sqlite.open(Workspace.state().resolve("history-finished.db"));
                PreparedStatement event = writer.prepareStatement(
                        "INSERT OR REPLACE INTO _smithers_events VALUES ('fin-huge', 0, 1, 'NodeOutput', ?)");
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            event.setString(1, huge);
            event.executeUpdate();
            statement.executeUpdate("""
                    INSERT OR IGNORE INTO _smithers_runs (run_id, workflow_name, status, created_at_ms)
                    VALUES ('fin-huge', 'finished', 'finished', 1)
                    """);
        }

        String href = get("finished", "fin-huge/logs")
                .body("items[0].payload", nullValue())
                .body("items[0].payloadBytes", equalTo(huge.length()))
                .body("items[0].text.length()", equalTo(501))
                .extract()
                .path("items[0].payloadHref");
        asViewer().get(href).then().statusCode(200).body("text.length()", equalTo(1_000_000));
    }

    @Test
    void aFrameIsDecodedWithTheStatesOfItsMoment() {
        get("loop", "loop-1/frames/2").body("intact", is(true)).body("nodes", not(empty()));
        get("loop", "loop-1/frames/12")
                .body("frameNo", equalTo(12))
                .body("intact", is(true))
                .body("tree.children[0].children[0].props.until", equalTo("true"));
        get("loop", "loop-1/frames/99").statusCode(404).body("type", equalTo("urn:runs-ide:problem:frame-not-found"));
    }

    @Test
    void theNewestFramesComeFirstWhenThatIsAskedForAndThoseThatChangedNothingCanBeLeftOut() {
        get("loop", "loop-1/frames?order=newest&limit=2")
                .body("items.frameNo", equalTo(List.of(14, 13)))
                .body("nextCursor", notNullValue());
        get("loop", "loop-1/frames?changed=true").body("items.frameNo", equalTo(List.of(1, 12)));
        get("loop", "loop-1/frames?changed=true&order=newest&limit=1").body("items.frameNo", equalTo(List.of(12)));
        get("loop", "loop-1/frames?order=sideways").statusCode(400).body("errors[0].field", equalTo("order"));
        get("loop", "loop-1/frames?changed=yes").statusCode(400).body("errors[0].field", equalTo("changed"));
    }

    @Test
    void framesArePaged() {
        String next = get("loop", "loop-1/frames?limit=10")
                .body("items.frameNo", hasSize(10))
                .body("items[0].encoding", equalTo("keyframe"))
                .extract()
                .path("nextCursor");
        get("loop", "loop-1/frames?limit=10&cursor=" + next)
                .body("items.frameNo", contains(11, 12, 13, 14))
                .body("nextCursor", nullValue());
    }

    @Test
    void theGraphHasTheLiveStates() {
        get("loop", "loop-1/graph")
                .body("dag.nodes.nodeId", contains("guess", "check", "report"))
                .body("dag.edges.find { it.kind == 'loop' }.from", equalTo("check"))
                .body("states.find { it.nodeId == 'report' }.state", equalTo("finished"));
        get("loop", "loop-1/graph?frame=1").body("dag.nodes.nodeId", hasItem("apologise"));
    }

    @Test
    void theTimelineHasEveryAttemptInTheOrderOfItsStart() {
        List<Long> starts = get("failed", "fail-1/timeline")
                .body("items", hasSize(7))
                .body("items.findAll { it.nodeId == 'explode' }.attempt", contains(1, 2, 3))
                .extract()
                .path("items.startedAtMs");
        assertThat(starts).isSorted();

        String next = get("failed", "fail-1/timeline?limit=4").extract().path("nextCursor");
        get("failed", "fail-1/timeline?limit=4&cursor=" + next)
                .body("items", hasSize(3))
                .body("nextCursor", nullValue());
    }

    @Test
    void theConversationHasToolsAndReasoning() {
        get("fusion-like", "fus-1/chat?node=ask-tooler")
                .body("items", hasSize(1))
                .body("items[0].prompt.text", containsString("What is the weather?"))
                .body("items[0].messages.role", contains("user", "assistant", "tool", "assistant"))
                .body("items[0].messages[1].reasoning.text", equalTo("thinking briefly"))
                .body("items[0].messages[1].toolCalls[0].tool", equalTo("weather"))
                .body("items[0].messages[2].toolCalls[0].output.text", containsString("celsius"));
        get("fusion-like", "fus-1/chat?node=ask-broken")
                .body("items[0].state", equalTo("failed"))
                .body("items[0].messages.role", contains("user"))
                .body("items[0].error.message", containsString("overloaded"));
    }

    @Test
    void theTraceSaysWhereTheTimeWentAndWhatIsToBlame() {
        get("failed", "fail-1/trace/explode")
                .body("attempts", hasSize(3))
                .body("attempts[1].waitedMs", greaterThan(0))
                .body("failure.blame", equalTo("task"));
        get("fusion-like", "fus-1/trace/ask-broken").body("failure.blame", equalTo("model"));
        get("fusion-like", "fus-1/trace/judge")
                .body("tokens.total", equalTo(480))
                .body("failure", nullValue());
        get("fusion-like", "fus-1/trace/nobody")
                .statusCode(404)
                .body("type", equalTo("urn:runs-ide:problem:node-not-found"));
    }

    @Test
    void aDiffThatTheEngineKeptIsShown() throws SQLException {
        String bundle = """
                {"seq":1,"baseRef":"bf34","patches":[
                  {"path":"b.txt","operation":"modify","diff":"diff --git a/b.txt b/b.txt\\n--- a/b.txt\\n+++ b/b.txt\\n@@ -1 +1,2 @@\\n-old\\n+new\\n+more\\n"},
                  {"path":"c.bin","operation":"add","diff":"","binaryContent":"AAEC"}]}
                """;
        try (Connection writer = Sqlite.open(Workspace.state().resolve("history-finished.db"));
                var insert = writer.prepareStatement(
                        "INSERT OR REPLACE INTO _smithers_node_diffs VALUES ('fin-1', 'left', 0, 'bf34', ?, 1, 100)")) {
            insert.setString(1, bundle);
            insert.executeUpdate();
        }

        get("finished", "fin-1/diff/left")
                .statusCode(200)
                .body("statistics.additions", equalTo(2))
                .body("statistics.deletions", equalTo(1))
                .body("files.path", hasItems("b.txt", "c.bin"))
                .body("files.find { it.path == 'c.bin' }.binary", is(true));
        get("finished", "fin-1/diff/right").statusCode(404).body("detail", containsString("jj"));
    }
}
