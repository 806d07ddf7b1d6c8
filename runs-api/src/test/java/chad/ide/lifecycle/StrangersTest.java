package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.RunOwners;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs whose engine is gone, and whose owner's number belongs to somebody else by now; and runs in copies of stores. */
@QuarkusTest
@TestProfile(StrangersTest.Eager.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class StrangersTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Looks often, and calls an engine that hangs by its name soon. */
    public static class Eager extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.supervisor.look-every", "300ms");
            config.put("runs.supervisor.backoff", "100ms");
            config.put("runs.stall.heartbeat-limit", "4s");
            config.put("runs.stall.frozen-limit", "12s");
            return config;
        }
    }

    @Inject
    EngineConfig config;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aStalledRunIsCancelledAndTheProcessWithItsOwnersNumberLives() throws IOException {
        Process sleep = start("sleep", "300");
        stale("cancel-sleep", sleep.pid());

        post("cancel-sleep", "cancel", "")
                .statusCode(200)
                .body("run.state", is("cancelled"))
                .body(
                        "note",
                        containsString("process %d as its engine, but that number now belongs to `sleep`"
                                .formatted(sleep.pid())));

        assertThat(sleep.isAlive()).isTrue();
    }

    @Test
    void aStalledRunIsCancelledAndTheServiceWhoseThreadHasItsOwnersNumberLives() throws IOException {
        stale("cancel-thread", threadOfOurs());

        post("cancel-thread", "cancel", "")
                .statusCode(200)
                .body("run.state", is("cancelled"))
                .body("note", containsString("a thread of process"));
    }

    @Test
    void aStalledRunIsResumedThoughItsOwnersNumberLives() throws IOException {
        Process sleep = start("sleep", "300");
        stale("resume-sleep", sleep.pid());
        given().get("/api/runs/resume-sleep")
                .then()
                .body("state", is("stalled"))
                .body("stall.reason", containsString("whose number now belongs to `sleep`"));
        stale("resume-thread", threadOfOurs());

        for (String runId : List.of("resume-sleep", "resume-thread")) {
            post(runId, "resume", "").statusCode(200).body("continued", is(true));
            awaitState(runId, "finished");
        }
        assertThat(sleep.isAlive()).isTrue();
    }

    /** After a restart of a container the first engine process gets the number of one that died with it. */
    @Test
    void aNumberThatAnotherRunsEngineHasNowIsNobodysOwner() throws IOException {
        Path never = config.stateDir().resolve("never");
        launch("slow.jsx", "other-1", "{\"releaseFile\":\"%s\"}".formatted(never));
        awaitNode("other-1", "slow", "in-progress");
        long other = RunOwners.pid(owner("other-1")).orElseThrow();
        stale("reused-cancel", other);
        stale("reused-resume", other);

        post("reused-cancel", "cancel", "").statusCode(200).body("run.state", is("cancelled"));
        post("reused-resume", "resume", "").statusCode(200);
        awaitState("reused-resume", "finished");

        awaitState("other-1", "running");
        assertThat(ProcessHandle.of(other)).isPresent();
        post("other-1", "cancel", "").statusCode(200).body("run.state", is("cancelled"));
    }

    /** Ten minutes "running", then "stalled", while resume said that an engine process does. */
    @Test
    void aHungEngineIsNamedInTheVerdictAndInTheRefusalAndEndedOnDemand() throws Exception {
        EngineStores stores = stores();
        Path release = config.stateDir().resolve("hung-release");
        Process engine = stores.start(Sample.SLOW, "hung-1", "{\"releaseFile\":\"%s\"}".formatted(release));
        started.add(engine);
        awaitNode("hung-1", "slow", "in-progress");
        post("hung-1", "resume", "{\"endProcess\":true}")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:run-still-running"))
                .body("detail", containsString("is sending heartbeats"));
        stop(engine.pid());

        String says = await().atMost(LONG)
                .until(() -> given().get("/api/runs/hung-1").path("silence.says"), Objects::nonNull);
        assertThat(says)
                .contains(
                        "Engine process " + engine.pid() + " is alive but has been silent since ",
                        "`slow` is in flight");
        given().get("/api/runs/hung-1")
                .then()
                .body("headline", containsString(says))
                .body("headline", not(containsString("Nobody")));
        for (String body : List.of("{}", "{\"force\":true}")) {
            post("hung-1", "resume", body)
                    .statusCode(409)
                    .body("type", is("urn:runs-ide:problem:run-owner-alive"))
                    .body("detail", allOf(containsString(says), containsString("endProcess")));
        }
        awaitState("hung-1", "stalled");
        given().get("/api/runs/hung-1").then().body("headline", not(containsString("Nobody")));

        Files.createFile(release);
        post("hung-1", "resume", "{\"endProcess\":true}").statusCode(200).body("continued", is(true));
        awaitState("hung-1", "finished");
        assertThat(engine.waitFor(10, TimeUnit.SECONDS)).isTrue();
        given().get("/api/runs/hung-1")
                .then()
                .body("silence", nullValue())
                .body("nodes.find { it.id == 'quick' }.attempts.size()", is(1))
                .body("nodes.find { it.id == 'slow' }.attempts.state", is(List.of("cancelled", "finished")));
    }

    @Test
    void aHungEngineOfOursIsEndedWithWhatItStartedAndTheRunGoesOn() throws Exception {
        Path release = config.stateDir().resolve("ours-release");
        launch("slow.jsx", "hung-2", "{\"releaseFile\":\"%s\"}".formatted(release));
        awaitNode("hung-2", "slow", "in-progress");
        long pid = RunOwners.pid(owner("hung-2")).orElseThrow();
        stop(pid);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/hung-2").then().body("silence.pid", is((int) pid)));

        // What is refused is refused before anything is lost.
        for (String body : List.of(
                "{\"endProcess\":true,\"env\":{\"CHAD_NO_KNOB\":\"1\"}}",
                "{\"endProcess\":true,\"root\":\"no-such-folder\"}",
                "{\"endProcess\":true,\"project\":\"no-such-project\"}")) {
            post("hung-2", "resume", body).statusCode(greaterThanOrEqualTo(400));
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                    .as(body)
                    .isPresent();
        }

        Files.createFile(release);
        post("hung-2", "resume", "{\"endProcess\":true}").statusCode(200);
        awaitState("hung-2", "finished");
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** The number of the owner is a stranger's: there is nobody to end, and the stranger lives. */
    @Test
    void aStrangerIsNeverEndedInPlaceOfAHungEngine() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        started.add(stranger);
        stale("hung-never", stranger.pid());

        post("hung-never", "resume", "{\"endProcess\":true}").statusCode(200);
        awaitState("hung-never", "finished");
        assertThat(stranger.isAlive()).isTrue();
    }

    /** Its end would be that of every run that it executes. */
    @Test
    void aGatewayThatHangsIsLeftAlone() throws Exception {
        Path name = Files.createSymbolicLink(
                Files.createDirectories(config.stateDir().resolve("bin")).resolve("smithers"), Path.of("/bin/sh"));
        stale("hung-hosted", 999_999_999);
        Process gateway = new ProcessBuilder(name.toString(), "-c", "read line; true", "gateway")
                .redirectError(ProcessBuilder.Redirect.appendTo(store("slow").toFile()))
                .start();
        started.add(gateway);
        // born before the last beat: it may have given that
        sql("slow", """
                UPDATE _smithers_runs SET runtime_owner_id = 'pid:%d:x', heartbeat_at_ms = %d
                 WHERE run_id = 'hung-hosted'
                """.formatted(gateway.pid(), System.currentTimeMillis()));
        await().atMost(LONG)
                .untilAsserted(
                        () -> given().get("/api/runs/hung-hosted").then().body("silence.pid", is((int) gateway.pid())));

        post("hung-hosted", "resume", "{\"endProcess\":true}")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:run-owner-alive"))
                .body("detail", containsString("is a gateway that executes other runs too; it was not ended"));
        assertThat(gateway.isAlive()).isTrue();
    }

    private static void stop(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The copy's timer is due for ever; the supervisor resumed the cancelled run in the store that was copied. */
    @Test
    void nothingIsExecutedBecauseOfACopy() throws Exception {
        stores().write("timer-demo.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                import { appendFileSync } from "node:fs";
                const { Workflow, Task, Timer, Sequence, smithers, outputs } = createSmithers(
                  { done: z.object({ n: z.number() }) }, { dbPath: `${process.env.CHAD_STATE_DIR}/timer-demo.db` });
                export default smithers(() => (
                  <Workflow name="timer-demo">
                    <Sequence>
                      <Task id="order" output={outputs.done} noRetry timeoutMs={60000}>{() => ({ n: 1 })}</Task>
                      <Timer id="later" duration="8s" />
                      <Task id="send" output={outputs.done} noRetry timeoutMs={60000}>
                        {() => { appendFileSync(`${process.env.CHAD_STATE_DIR}/sent.txt`, "sent"); return { n: 1 }; }}
                      </Task>
                    </Sequence>
                  </Workflow>
                ));
                """);
        launch("timer-demo.jsx", "copied-1", "{}");
        awaitState("copied-1", "waiting-timer");
        copy("timer-demo", config.stateDir().resolve("a-copy.db"));
        post("copied-1", "cancel", "", "timer-demo").statusCode(200).body("run.state", is("cancelled"));

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/stores")
                        .then()
                        .body("items.find { it.name == 'a-copy' }.copyOf", is("timer-demo")));
        // Due there since three seconds, in which the supervisor has looked at it.
        await().atMost(LONG)
                .until(() -> Long.parseLong(Sqlite.first(
                                config.stateDir().resolve("a-copy.db"),
                                "SELECT json_extract(meta_json, '$.timer.firesAtMs') FROM _smithers_attempts WHERE state ="
                                        + " 'waiting-timer'"))
                        < System.currentTimeMillis() - 3_000);
        for (String verb : List.of("resume", "cancel", "pause", "rewind", "retry", "fork", "signal")) {
            String body =
                    switch (verb) {
                        case "rewind", "fork" -> "{\"frame\":1}";
                        case "retry" -> "{\"node\":\"order\"}";
                        case "signal" -> "{\"name\":\"news\"}";
                        default -> "{}";
                    };
            await().atMost(LONG)
                    .untilAsserted(() -> post("copied-1", verb, body, "a-copy") // the supervisor may be at it
                            .statusCode(409)
                            .body("type", is("urn:runs-ide:problem:store-mismatch"))
                            .body(
                                    "detail",
                                    allOf(
                                            containsString("is in store `a-copy`"),
                                            containsString("writes to `timer-demo.db`"))));
        }

        assertThat(config.stateDir().resolve("sent.txt")).doesNotExist();
        assertThat(Sqlite.first(store("timer-demo"), "SELECT status FROM _smithers_runs WHERE run_id = 'copied-1'"))
                .isEqualTo("cancelled");
        assertThat(Sqlite.first(
                        store("timer-demo"),
                        "SELECT count(*) FROM _smithers_events WHERE run_id = 'copied-1' AND type = 'RunStarted'"))
                .isEqualTo("1");
    }

    /** One id in two stores is two runs: neither holds up the other, nor takes its folder. */
    @Test
    void oneIdInTwoStoresIsTwoRuns() throws Exception {
        stores().run(Sample.GATE, "twin", "{}");
        stores().run(Sample.COUNT, "twin", "{\"prompt\":\"hi\"}");
        await().atMost(LONG).untilAsserted(() -> {
            given().queryParam("store", "gate").get("/api/runs/twin").then().body("state", is("waiting-approval"));
            given().queryParam("store", "count").get("/api/runs/twin").then().body("state", is("finished"));
        });

        post("twin", "retry", "{\"node\":\"sum\"}", "count").statusCode(200);
        post("twin", "approve", "{\"node\":\"release\"}", "gate")
                .statusCode(200)
                .body("continued", is(true));

        await().atMost(LONG)
                .untilAsserted(() -> given().queryParam("store", "gate")
                        .get("/api/runs/twin")
                        .then()
                        .body("state", is("finished")));
        Path runs = config.stateDir().resolve("runs-api/runs");
        assertThat(Files.readString(runs.resolve("twin/process.json"))).contains("\"store\":\"count\"");
        assertThat(Files.readString(runs.resolve("twin@gate/process.json"))).contains("\"store\":\"gate\"");
    }

    /** In mid-task, its engine killed, and its row as a process of that number would have left it a minute ago. */
    private void stale(String runId, long ownerPid) throws IOException {
        Path release = config.stateDir().resolve(runId + "-release");
        Process engine = stores().start(Sample.SLOW, runId, "{\"releaseFile\":\"%s\"}".formatted(release));
        awaitNode(runId, "slow", "in-progress");
        engine.destroyForcibly().onExit().join();
        Files.createFile(release); // whoever resumes it is done with that task at once
        sql("slow", """
                UPDATE _smithers_runs SET runtime_owner_id = 'pid:%d:x', heartbeat_at_ms = heartbeat_at_ms - 60000,
                       started_at_ms = started_at_ms - 60000
                 WHERE run_id = '%s'
                """.formatted(ownerPid, runId));
        awaitState(runId, "stalled");
    }

    private EngineStores stores() {
        return new EngineStores(config.stateDir().resolve("..").normalize());
    }

    private static long threadOfOurs() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(task -> Long.parseLong(task.getFileName().toString()))
                    .filter(id -> id != ProcessHandle.current().pid())
                    .findAny()
                    .orElseThrow();
        }
    }

    private Process start(String... line) throws IOException {
        Process process = new ProcessBuilder(line).start();
        started.add(process);
        return process;
    }

    private Path store(String name) {
        return config.stateDir().resolve(name + ".db");
    }

    private String owner(String runId) {
        return Sqlite.first(
                store("slow"), "SELECT runtime_owner_id FROM _smithers_runs WHERE run_id = '" + runId + "'");
    }

    private void sql(String store, String statement) {
        try (Connection connection = Sqlite.open(store(store));
                Statement update = connection.createStatement()) {
            update.execute("PRAGMA busy_timeout = 5000");
            update.executeUpdate(statement);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private void copy(String from, Path to) {
        sql(from, "VACUUM INTO '" + to + "'");
    }

    private static void launch(String workflow, String runId, String input) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse post(String runId, String verb, String body) {
        return post(runId, verb, body, "slow");
    }

    private static ValidatableResponse post(String runId, String verb, String body, String store) {
        return given().contentType(ContentType.JSON)
                .queryParam("store", store)
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static void awaitNode(String runId, String node, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId)
                        .then()
                        .body("nodes.find { it.id == '%s' }?.state".formatted(node), is(state)));
    }
}
