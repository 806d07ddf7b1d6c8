package chad.ide.live;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class LiveStreamTest {

    private static Listener listen(String query) {
        Listener listener = Listener.open(query, Map.of());
        await().until(() -> !listener.messages.isEmpty());
        return listener;
    }

    private static Path store(String name) {
        Path file = Recording.WAITING_APPROVAL.copyTo(Workspace.state(), name + ".db");
        await().untilAsserted(() -> asViewer()
                .get("/api/stores")
                .then()
                .body("items.find { it.name == '%s' }.state".formatted(name), is("ok")));
        return file;
    }

    /** What an engine would commit, from another connection. */
    private static void write(Path store, String... statements) {
        try (Connection connection = Sqlite.open(store);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
            connection.commit();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String insertRun(String id) {
        return """
                INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms)
                VALUES ('%s', 'waiting', 'finished', %d, 1)
                """.formatted(id, System.currentTimeMillis());
    }

    private static String insertEvent(String run, long seq, String type, String payload) {
        return "INSERT INTO _smithers_events VALUES ('%s', %d, %d, '%s', '%s')"
                .formatted(run, seq, System.currentTimeMillis(), type, payload);
    }

    @Test
    void aStreamBeginsWithHelloAndTheNewestId() {
        try (Listener listener = listen("")) {
            Listener.Message hello = listener.messages.getFirst();

            assertThat(hello.kind()).isEqualTo("hello");
            assertThat(hello.id())
                    .isEqualTo(hello.data().path("newestId").asText())
                    .matches("[0-9a-f]{8}-[0-9]+");
            assertThat(listener.head.getFirst()).contains("200");
            assertThat(listener.head)
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type: text/event-stream"))
                    .anyMatch(line -> line.equalsIgnoreCase("cache-control: no-store"))
                    .anyMatch(line -> line.equalsIgnoreCase("x-accel-buffering: no"));
        }
    }

    /** The history of a store that is read for the first time: each of its runs was told of, for minutes. */
    @Test
    void ofVeryManyChangesAtOnceTheClientsReadAnewInstead() throws IOException {
        Path file = store("flood");
        try (Listener listener = listen("?store=flood")) {
            write(
                    file,
                    IntStream.range(0, 4_000)
                            .boxed()
                            .flatMap(i -> Stream.of(
                                    insertRun("flood-" + i), insertEvent("flood-" + i, 1, "RunFinished", "{}")))
                            .toArray(String[]::new));
            await().untilAsserted(() -> assertThat(listener.of("reset"))
                    .as(() -> listener.of("run").size() + " runs were told of")
                    .isNotEmpty());

            // once the flood is over each run is told of again
            AtomicInteger after = new AtomicInteger();
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        String id = "after-" + after.incrementAndGet();
                        write(file, insertRun(id), insertEvent(id, 1, "RunFinished", "{}"));
                        return listener.of("run").stream()
                                .anyMatch(message ->
                                        message.data().at("/run/id").asText().startsWith("after-"));
                    });
            assertThat(listener.of("run")).hasSizeLessThan(2_500);
        } finally {
            Files.delete(file); // lists of other tests hold the newest runs of all stores
            await().untilAsserted(() -> asViewer().get("/api/stores").then().body("items.name", not(hasItem("flood"))));
        }
    }

    @Test
    void whatTheRealEngineDoesIsTold() {
        // A store that is new to the service is told as a whole; what happens in it from then on is told run by run.
        Workspace.engine().run(Sample.COUNT, "live-0", "{\"prompt\":\"hi\"}");
        await().untilAsserted(() -> asViewer().get("/api/runs/live-0").then().statusCode(200));
        try (Listener listener = listen("?run=live-1")) {
            Workspace.engine().run(Sample.COUNT, "live-1", "{\"prompt\":\"hi\"}");

            await().untilAsserted(() -> {
                assertThat(listener.of("run")).isNotEmpty();
                assertThat(listener.of("run").getLast().data().at("/run/status").asText())
                        .isEqualTo("finished");
            });
            assertThat(listener.of("log"))
                    .flatExtracting(message -> message.data().path("lines").findValuesAsText("type"))
                    .contains("RunStarted", "NodeStarted", "NodeFinished", "RunFinished")
                    .doesNotContain("TaskHeartbeat", "FrameCommitted");
            assertThat(listener.of("log"))
                    .flatExtracting(message -> message.data().path("lines").findValuesAsText("seq"))
                    .doesNotHaveDuplicates();
            assertThat(listener.of("nodes"))
                    .flatExtracting(message -> message.data().path("nodes").findValuesAsText("id"))
                    .contains("left", "right", "sum");
        }
    }

    @Test
    void aScheduleThatIsMadePausedOrDeletedIsToldByItsName() {
        try (Listener listener = listen("")) {
            asOperator()
                    .contentType(ContentType.JSON)
                    .body(
                            "{\"name\":\"live-night\",\"definition\":{\"workflow\":\"count.jsx\",\"cron\":[\"0 0 1 1 *\"]}}")
                    .post("/api/schedules")
                    .then()
                    .statusCode(201);
            await().until(() -> told(listener, "live-night") == 1);
            asOperator()
                    .contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/schedules/live-night/pause")
                    .then()
                    .statusCode(200);
            await().until(() -> told(listener, "live-night") == 2);
            asOperator().delete("/api/schedules/live-night").then().statusCode(204);
            await().until(() -> told(listener, "live-night") == 3);
        }
    }

    private static long told(Listener listener, String schedule) {
        return listener.of("schedule").stream()
                .filter(message -> message.data().path("schedule").asText().equals(schedule))
                .count();
    }

    @Test
    void thatANodeIsTriedAgainAndWhyItsRunFailsAreTold() {
        Path workflow = Workspace.engine().write("live-fails.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { part: z.object({ text: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/count.db` },
                );
                export default smithers(() => (
                  <Workflow name="live-fails">
                    <Task id="press" output={outputs.part} retries={1}>{() => { throw new Error("no ink"); }}</Task>
                  </Workflow>
                ));
                """);
        Workspace.engine().run(Sample.COUNT, "live-2", "{\"prompt\":\"hi\"}");
        await().untilAsserted(() -> asViewer().get("/api/runs/live-2").then().statusCode(200));
        try (Listener listener = listen("?run=live-3")) {
            Workspace.engine()
                    .await(Workspace.engine()
                            .smithers("up", workflow.toString(), "--run-id", "live-3", "--input", "{}"));

            await().untilAsserted(() -> {
                assertThat(listener.of("run")).isNotEmpty();
                assertThat(listener.of("run")
                                .getLast()
                                .data()
                                .at("/run/cause/says")
                                .asText())
                        .isEqualTo("Failed at `press`: no ink");
            });
            assertThat(listener.of("nodes"))
                    .flatExtracting(message -> message.data().path("nodes").findValuesAsText("state"))
                    .containsSubsequence("retrying", "failed");
        }
    }

    @Test
    void aDecisionAtAGateIsTold() {
        Path store = store("live-gates");
        try (Listener listener = listen("")) {
            write(
                    store,
                    "UPDATE _smithers_approvals SET status = 'approved', decided_by = 'erin', requested_at_ms = NULL,"
                            + " decided_at_ms = %d WHERE run_id = 'wait-1'".formatted(System.currentTimeMillis()),
                    "UPDATE _smithers_runs SET status = 'waiting-event' WHERE run_id = 'wait-1'",
                    insertEvent("wait-1", 9_000, "ApprovalGranted", "{\"nodeId\":\"release\",\"iteration\":0}"));

            await().untilAsserted(() -> assertThat(listener.of("gate")).hasSize(1));
            assertThat(listener.of("gate").getFirst().data().path("news").asText())
                    .isEqualTo("decided");
            assertThat(listener.of("gate")
                            .getFirst()
                            .data()
                            .at("/gate/decidedBy")
                            .asText())
                    .isEqualTo("erin");
        }
    }

    @Test
    void aDecisionFromBeforeAnybodyListenedIsNotTold() {
        try (Listener listener = listen("?run=wait-3")) {
            Path store = store("live-old-gates");

            write(store, insertEvent("wait-3", 9_000, "NodeStarted", "{\"nodeId\":\"release\",\"iteration\":0}"));

            await().untilAsserted(() -> assertThat(listener.of("log")).isNotEmpty());
            assertThat(listener.of("gate")).isEmpty();
        }
    }

    @Test
    void aStoreThatAppearsAndGoesIsTold() throws Exception {
        try (Listener listener = listen("")) {
            Path store = store("live-store");
            await().untilAsserted(() -> assertThat(news(listener, "live-store")).contains("replaced"));

            Files.delete(store);

            await().untilAsserted(() -> assertThat(news(listener, "live-store")).containsExactly("replaced", "gone"));
        }
    }

    private static List<String> news(Listener listener, String store) {
        return listener.of("store").stream()
                .filter(message -> message.data().path("store").asText().equals(store))
                .map(message -> message.data().path("news").asText())
                .toList();
    }

    @Test
    void whoComesBackGetsWhatHeMissedAndNothingTwice() {
        Path store = store("live-resume");
        String last;
        try (Listener first = listen("?run=back-1")) {
            write(store, insertRun("back-1"), insertEvent("back-1", 0, "RunStarted", "{}"));
            await().untilAsserted(() -> assertThat(first.of("log")).hasSize(1));
            last = first.messages.getLast().id();
        }
        try (Listener other = listen("?run=back-1")) {
            write(store, insertEvent("back-1", 1, "NodeStarted", "{\"nodeId\":\"a\"}"));
            await().untilAsserted(() -> assertThat(other.of("log")).hasSize(1));
        }

        try (Listener again = Listener.open("?run=back-1", Map.of("Last-Event-ID", last))) {
            await().untilAsserted(() -> assertThat(again.of("log")).hasSize(1));

            assertThat(again.messages.getFirst().kind()).isEqualTo("hello");
            assertThat(again.messages.getFirst().id()).isEqualTo(last);
            assertThat(again.of("log").getFirst().data().at("/lines/0/seq").asInt())
                    .isEqualTo(1);
            assertThat(again.of("reset")).isEmpty();
        }
    }

    @Test
    void anIdOfAnotherProcessOrNonsenseGetsAReset() {
        for (String id :
                List.of("00000000-5", "1", "-", "'; DROP", "x".repeat(2_000), "00000000-99999999999999999999")) {
            try (Listener listener = Listener.open("", Map.of("Last-Event-ID", id))) {
                await().untilAsserted(() -> assertThat(listener.messages)
                        .extracting(Listener.Message::kind)
                        .startsWith("hello", "reset"));
            }
        }
    }

    @Test
    void aStreamOfOneRunHearsNothingOfOthers() {
        Path store = store("live-narrow");
        try (Listener one = listen("?run=narrow-1");
                Listener all = listen("")) {
            write(store, insertRun("narrow-2"), insertEvent("narrow-2", 0, "RunStarted", "{}"));
            write(store, insertRun("narrow-1"), insertEvent("narrow-1", 0, "RunStarted", "{}"));

            await().untilAsserted(() -> assertThat(one.of("log")).hasSize(1));
            assertThat(one.messages)
                    .noneMatch(message -> message.data().toString().contains("narrow-2"));
            await().untilAsserted(() -> assertThat(all.of("run"))
                    .extracting(message -> message.data().at("/run/id").asText())
                    .contains("narrow-1", "narrow-2"));
        }
    }

    @Test
    void nobodyListensWithoutAKeyOrWithNonsense() {
        given().get("/api/stream").then().statusCode(401);
        asViewer()
                .get("/api/stream?run=" + "x".repeat(600))
                .then()
                .statusCode(400)
                .body("type", is("urn:runs-ide:problem:invalid-value"));
    }
}
