package chad.ide.detail;

import static chad.ide.testing.Workspace.asViewer;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A client that follows a live run is sent what has changed in it, and not all of it each time. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RunChangesTest {

    private static final List<Path> LIVE = new ArrayList<>();
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Path live(String name) {
        Path file = Recording.FUSION_LIKE.copyTo(Workspace.state(), name + ".db");
        LIVE.add(file);
        write(file, "UPDATE _smithers_runs SET status = 'running', runtime_owner_id = NULL, finished_at_ms = NULL");
        await().atMost(LONG).untilAsserted(() -> {
            beat(file);
            asViewer().get("/api/runs/fus-1?store=" + name).then().body("state", is("running"));
        });
        return file;
    }

    /** Other tests ask for what is stalled. */
    @AfterAll
    static void nothingIsLeftRunning() {
        LIVE.forEach(file -> write(file, "UPDATE _smithers_runs SET status = 'finished' WHERE status = 'running'"));
    }

    /** What its engine would write every second. */
    private static void beat(Path file) {
        write(file, "UPDATE _smithers_runs SET heartbeat_at_ms = " + System.currentTimeMillis());
    }

    private static void write(Path file, String sql) {
        try (Connection connection = Sqlite.open(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static ValidatableResponse since(Path file, String version) {
        beat(file);
        return asViewer()
                .queryParam("store", name(file))
                .queryParam("since", version)
                .get("/api/runs/fus-1")
                .then();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".db", "");
    }

    private static String version(Path file) {
        return asViewer()
                .get("/api/runs/fus-1?store=" + name(file))
                .then()
                .body("changesOnly", is(false))
                .body("tree", notNullValue())
                .extract()
                .path("version");
    }

    @Test
    void onlyTheNodesThatHaveChangedAreSent() {
        Path file = live("changes-1");
        String version = version(file);
        write(
                file,
                "UPDATE _smithers_nodes SET state = 'in-progress', updated_at_ms = %d WHERE node_id = 'judge'"
                        .formatted(System.currentTimeMillis()));

        await().atMost(LONG)
                .untilAsserted(() -> since(file, version)
                        .body("changesOnly", is(true))
                        .body("nodes.find { it.id == 'judge' }.state", is("in-progress"))
                        .body("nodes.find { it.id == 'judge' }.tokens.total", equalTo(480))
                        .body("tree", nullValue())
                        .body("input", nullValue())
                        .body("nodeCount", is(6))
                        .body("headline", containsString("of 6 nodes")));
        String next = since(file, version).extract().path("version");
        since(file, next).body("nodes.id", contains("judge"));
    }

    @Test
    void whenTheTreeIsAnotherOrTheRunHasEndedAllOfItIsSent() {
        Path file = live("changes-2");
        String version = version(file);
        since(file, version.replaceAll("\\..*", ".1"))
                .body("changesOnly", is(false))
                .body("nodes", hasSize(6));

        write(file, "UPDATE _smithers_runs SET status = 'failed' WHERE run_id = 'fus-1'");

        await().atMost(LONG)
                .untilAsserted(() -> since(file, version)
                        .body("state", is("failed"))
                        .body("changesOnly", is(false))
                        .body("nodes", hasSize(6))
                        .body("tree", notNullValue()));
    }

    /** The version of a store with times in nanoseconds had a digit more than a version might have. */
    @Test
    void timesInNanosecondsMakeAVersionToo() {
        Path file = live("changes-4");
        write(file, "UPDATE _smithers_nodes SET updated_at_ms = 1795000000000000000 WHERE node_id = 'judge'");

        await().atMost(LONG)
                .untilAsserted(() -> since(file, version(file))
                        .statusCode(200)
                        .body("changesOnly", is(true))
                        .body("nodes.id", contains("judge")));
    }

    @Test
    void aVersionThatNoAnswerHadIsRefused() {
        since(live("changes-3"), "yesterday").statusCode(400).body("errors[0].field", is("since"));
    }
}
