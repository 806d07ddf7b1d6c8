package chad.ide.store;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.history.RunTail;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whatever lies in a folder harms itself alone. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class OddStoresTest {

    @Inject
    RunLocator locator;

    @Inject
    RunTail tails;

    /** A copy of the recording, changed before anybody sees it. */
    private static Path prepared(Recording recording, String name, String... changes) throws SQLException, IOException {
        Path hidden = recording.copyTo(Workspace.state(), name + ".preparing");
        try (Connection writer = Sqlite.open(hidden);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
            for (String change : changes) {
                statement.execute(change);
            }
        }
        return Files.move(hidden, Workspace.state().resolve(name + ".db"));
    }

    private static void awaitRuns(String store, String... ids) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .queryParam("store", store)
                        .get("/api/runs")
                        .then()
                        .statusCode(200)
                        .body("items.id", contains(ids)));
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection writer = Sqlite.open(file);
                Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The old loop over statuses sent the word back as text, and never got past one that is not valid UTF-8. */
    @Test
    void aStatusThatIsNotTextIsUnknownAndTheNewsGoOn() throws SQLException, IOException {
        prepared(
                Recording.FINISHED,
                "bad-status",
                "UPDATE _smithers_runs SET run_id = 'bad-status', status = CAST(x'66ff' AS TEXT)");
        prepared(Recording.FINISHED, "blob-status", "UPDATE _smithers_runs SET run_id = 'blob', status = x'00ff10'");
        Path beside = prepared(Recording.FINISHED, "beside-bad", "UPDATE _smithers_runs SET run_id = 'beside'");
        awaitRuns("beside-bad", "beside");

        awaitRuns("bad-status", "bad-status");
        awaitRuns("blob-status", "blob");
        asViewer().get("/api/runs?store=bad-status").then().body("items[0].state", equalTo("unknown"));
        execute(beside, "UPDATE _smithers_runs SET status = 'paused'");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        asViewer().get("/api/runs?store=beside-bad").then().body("items[0].status", equalTo("paused")));
    }

    @Test
    void aTimeInNanosecondsIsShownAsItIsAndTheOthersAreListed() throws SQLException, IOException {
        prepared(
                Recording.STALLED,
                "nanoseconds",
                "UPDATE _smithers_runs SET run_id = 'ns-run', created_at_ms = 1795000000000000000,"
                        + " started_at_ms = 1795000000000000000, heartbeat_at_ms = NULL");
        prepared(
                Recording.STALLED,
                "before-1970",
                "UPDATE _smithers_runs SET run_id = 'old-run', created_at_ms = -5000, started_at_ms = -5000,"
                        + " heartbeat_at_ms = -4000");

        awaitRuns("nanoseconds", "ns-run");
        awaitRuns("before-1970", "old-run");
        asViewer()
                .get("/api/runs/ns-run")
                .then()
                .statusCode(200)
                .body("createdAtMs", equalTo(1_795_000_000_000_000_000L))
                .body("state", equalTo("stalled"));
        asViewer().get("/api/runs/old-run").then().statusCode(200).body("state", equalTo("stalled"));
    }

    /** Adding up tokens and the live stream walked through nine quintillion numbers, each on a core and for ever. */
    @Test
    void eventsWhoseNumbersLieFarApartAreReadFromEitherEnd() throws SQLException, IOException {
        prepared(
                Recording.FINISHED,
                "gaps",
                "UPDATE _smithers_runs SET run_id = 'gaps'",
                "UPDATE _smithers_events SET run_id = 'gaps'",
                "UPDATE _smithers_events SET seq = -9000000000000000000 WHERE type = 'RunStarted'",
                """
                INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)
                VALUES ('gaps', 9223372036854775807, 1795252227005, 'TokenUsageReported',
                        '{"nodeId":"sum","iteration":0,"attempt":1,"inputTokens":7,"outputTokens":5}')""");
        awaitRuns("gaps", "gaps");

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/gaps?store=gaps")
                        .then()
                        .body("tokens.total", equalTo(12))
                        .body("tokens.exact", equalTo(true)));
        for (String order : List.of("oldest", "newest")) {
            asViewer()
                    .get("/api/runs/gaps/logs?store=gaps&level=everything&limit=1000&order=" + order)
                    .then()
                    .body("items.type", hasItems("RunStarted", "RunFinished", "TokenUsageReported"))
                    .body("nextCursor", nullValue());
        }
        StoredRun run = locator.locate("gaps", "gaps");
        RunTail.Tail tail = tails.after(run, 0, 500);
        for (int reads = 0; reads < 20 && tail.more(); reads++) {
            tail = tails.after(run, tail.lookedTo(), 500);
        }
        assertThat(tail.more()).isFalse();
        String streamed = asViewer()
                .accept("application/x-ndjson")
                .get("/api/runs/gaps/logs?store=gaps&level=everything")
                .asString();
        assertThat(streamed).contains("RunStarted", "RunFinished", "TokenUsageReported");
    }

    /** They came to minus 26 tokens and to infinite, or no, dollars. */
    @Test
    void figuresOfTokensThatAreNoneAreLeftOutAndTheSumIsNotExact() throws SQLException, IOException {
        List<String> reports = List.of(
                "{\"nodeId\":\"sum\",\"inputTokens\":5,\"outputTokens\":9223372036854775807,\"costUsd\":1e308}",
                "{\"nodeId\":\"sum\",\"inputTokens\":9223372036854775807,\"outputTokens\":2,\"costUsd\":1e308}",
                "{\"nodeId\":\"sum\",\"inputTokens\":\"x\",\"outputTokens\":-7,\"costUsd\":\"NaN\"}");
        String[] changes = Stream.concat(
                        Stream.of(
                                "UPDATE _smithers_runs SET run_id = 'figures'",
                                "UPDATE _smithers_events SET run_id = 'figures'"),
                        IntStream.range(0, reports.size())
                                .mapToObj(number ->
                                        ("INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json) VALUES"
                                                        + " ('figures', %d, 1795252227005, 'TokenUsageReported', '%s')")
                                                .formatted(1_000 + number, reports.get(number))))
                .toArray(String[]::new);
        prepared(Recording.FINISHED, "figures", changes);
        awaitRuns("figures", "figures");

        asViewer()
                .get("/api/runs/figures?store=figures")
                .then()
                .body("tokens.input", equalTo(5))
                .body("tokens.output", equalTo(2))
                .body("tokens.costUsd", nullValue())
                .body("tokens.exact", equalTo(false));
    }

    @Test
    void aHeartbeatThatLiesAheadIsNotFresh() throws SQLException, IOException {
        prepared(
                Recording.STALLED,
                "ahead",
                "UPDATE _smithers_runs SET run_id = 'ahead', heartbeat_at_ms = "
                        + (System.currentTimeMillis() + 3_600_000));

        awaitRuns("ahead", "ahead");
        asViewer()
                .get("/api/runs/ahead")
                .then()
                .body("state", equalTo("stalled"))
                .body("stall.signals.find { it.name == 'heartbeat' }.says", containsString("ahead of"));
    }

    /** An engine that keeps its runs for some time only. */
    @Test
    void runsThatWereDeletedGoAndTheirPlacesAreTakenByNewOnes() throws SQLException, IOException {
        Path file = prepared(
                Recording.FORKED,
                "retention",
                "UPDATE _smithers_runs SET run_id = 'kept-' || rowid, created_at_ms = 1795200000000 + rowid");
        await().untilAsserted(() ->
                asViewer().get("/api/stores").then().body("items.find { it.name == 'retention' }.runs", equalTo(5)));

        execute(
                file,
                "DELETE FROM _smithers_runs WHERE rowid IN (SELECT rowid FROM _smithers_runs ORDER BY rowid LIMIT 1)");
        awaitCount(4);
        try (Connection writer = Sqlite.open(file);
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("DELETE FROM _smithers_runs WHERE rowid = (SELECT max(rowid) FROM _smithers_runs)");
            statement.execute("INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms) VALUES"
                    + " ('after-delete', 'w', 'finished', 1795200000009)");
            statement.execute("COMMIT");
        }
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs?store=retention")
                        .then()
                        .body("items.id", contains("after-delete", "kept-4", "kept-3", "kept-2")));
        execute(
                file,
                "INSERT INTO _smithers_runs (rowid, run_id, workflow_name, status, created_at_ms) VALUES"
                        + " (-7, 'below', 'w', 'finished', 1795200000010)");
        awaitCount(5);
        asViewer().get("/api/runs?store=retention").then().body("items.id", hasItem("below"));
    }

    private static void awaitCount(int runs) {
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.find { it.name == 'retention' }.runs", equalTo(runs)));
    }

    /** Its log lies beside the file, not beside the link. */
    @Test
    void aLinkIsReadWithTheLogOfTheFileThatItLeadsTo() throws SQLException, IOException {
        Path folder = Files.createTempDirectory("elsewhere");
        Path file = Recording.FINISHED.copyTo(folder, "far.db");
        Files.createSymbolicLink(Workspace.state().resolve("near.db"), file);
        try (Connection writer = Sqlite.open(file);
                Statement statement = writer.createStatement()) {
            statement.execute("UPDATE _smithers_runs SET run_id = 'far-1'");
            awaitRuns("near", "far-1");
            statement.execute("UPDATE _smithers_runs SET status = 'paused'");
            await().atMost(Duration.ofSeconds(2))
                    .untilAsserted(() ->
                            asViewer().get("/api/runs?store=near").then().body("items[0].status", equalTo("paused")));
        }
    }

    /** What a process writes whose names are in another character set than ours. */
    @Test
    void aNameThatIsNotTextIsReadWithItsLog() throws Exception {
        Path file = Recording.FINISHED.copyTo(Workspace.state(), "odd-name.tmp");
        try (Connection writer = Sqlite.open(file);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("UPDATE _smithers_runs SET run_id = 'odd-name'");
            int exit = new ProcessBuilder(
                            "bash",
                            "-c",
                            "cp odd-name.tmp-wal $'gr\\xf6\\xdfe.db-wal' && cp odd-name.tmp $'gr\\xf6\\xdfe.db'")
                    .directory(Workspace.state().toFile())
                    .start()
                    .waitFor();
            assertThat(exit).isZero();
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/odd-name")
                        .then()
                        .statusCode(200)
                        .body("store", containsString("gr")));
        String name = asViewer().get("/api/runs/odd-name").path("store");
        asViewer().queryParam("store", name).get("/api/runs").then().body("items.id", contains("odd-name"));
    }

    @Test
    void aStoreOnAReadOnlyMountIsRead() throws Exception {
        Path mount = Files.createTempDirectory("read-only");
        Recording.FINISHED.copyTo(mount, "mounted.tmp");
        execute(mount.resolve("mounted.tmp"), "UPDATE _smithers_runs SET run_id = 'mounted'");
        Path folder = Files.createDirectory(mount.resolve("m"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()),
                "this needs a mount of its own");
        try {
            Files.copy(mount.resolve("mounted.tmp"), folder.resolve("mounted.db"));
            assertThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();
            Files.createSymbolicLink(Workspace.state().resolve("mounted.db"), folder.resolve("mounted.db"));

            awaitRuns("mounted", "mounted");
        } finally {
            Files.deleteIfExists(Workspace.state().resolve("mounted.db"));
            await().until(() -> run("umount", folder.toString()));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @Test
    void theSameIdInTwoStoresIsTwoRuns() throws SQLException, IOException {
        prepared(
                Recording.FINISHED,
                "twin-a",
                "UPDATE _smithers_runs SET run_id = 'twin', created_at_ms = 1795000000001");
        prepared(
                Recording.FAILED, "twin-b", "UPDATE _smithers_runs SET run_id = 'twin', created_at_ms = 1795000000002");
        awaitRuns("twin-a", "twin");
        awaitRuns("twin-b", "twin");

        asViewer()
                .get("/api/runs/twin")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:runs-ide:problem:run-ambiguous"))
                .body("detail", containsString("`twin-a`, `twin-b`"))
                .body("errors.field", contains("store", "store"))
                .body("errors.value", contains("twin-a", "twin-b"));
        for (String view : List.of("logs", "timeline", "graph", "frames", "chat", "input", "nodes")) {
            asViewer().get("/api/runs/twin/" + view).then().statusCode(409);
        }
        asViewer().get("/api/runs/twin?store=twin-a").then().body("status", equalTo("finished"));
        asViewer().get("/api/runs/twin?store=twin-b").then().body("status", equalTo("failed"));
    }

    @Test
    void whatWasFoundAndIsNotReadSaysWhy() throws IOException {
        Files.createSymbolicLink(
                Workspace.state().resolve("lost-link.db"), Workspace.state().resolve("nothing-there.db"));

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("problems", empty())
                        .body("nextCursor", nullValue())
                        .body("items.name", hasItems("lost-link"))
                        .body("items.find { it.name == 'lost-link' }.state", equalTo("skipped"))
                        .body("items.find { it.name == 'lost-link' }.reason", containsString("does not exist")));
    }
}
