package chad.ide.schedules;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.RealEngine;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class SchedulesTest {

    @Inject
    EngineConfig config;

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Those of a test that failed would launch runs in the tests after it. */
    @AfterEach
    void nothingIsDueAnyMore() {
        List<String> left = given().get("/api/schedules").jsonPath().getList("items.name");
        left.forEach(name -> given().delete("/api/schedules/" + name));
    }

    private static ValidatableResponse create(String name, String definition) {
        return given().contentType(ContentType.JSON)
                .body("{\"name\":\"%s\",\"definition\":%s}".formatted(name, definition))
                .post("/api/schedules")
                .then();
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/schedules/" + path)
                .then();
    }

    private static JsonPath get(String path) {
        return given().get("/api/schedules" + path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void delete(String... names) {
        for (String name : names) {
            given().delete("/api/schedules/" + name).then().statusCode(204);
        }
    }

    @Test
    void aScheduleLaunchesItsWorkflowAndTheRunSaysWhyAndForWhen() {
        create(
                        "count-often",
                        "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"every\":\"PT10S\",\"annotations\":{\"team\":\"night\"}}")
                .statusCode(201)
                .header("Location", containsString("/api/schedules/count-often"))
                .body("says", is("every 10 seconds"))
                .body("nextTimes", hasSize(10))
                .body("changedBy", is("kim"));

        await().atMost(LONG)
                .until(() -> get("/count-often/firings")
                                .getList("items.findAll { it.runState == 'finished' }")
                                .size()
                        >= 2);
        Map<String, ?> firing = get("/count-often/firings").getMap("items.find { it.runState == 'finished' }");
        given().get("/api/runs/" + firing.get("runId"))
                .then()
                .statusCode(200)
                .body("state", is("finished"))
                .body("annotations.schedule", is("count-often"))
                .body("annotations.team", is("night"))
                .body(
                        "annotations.dueAt",
                        is(Instant.ofEpochMilli(millis(firing, "dueAtMs")).toString()));
        given().get("/api/upcoming").then().body("items.name", hasItem("count-often"));
        // Each day of a week can be asked for by itself: a schedule that is due often does not hide the others.
        long tomorrow = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
        given().queryParam("since", tomorrow)
                .queryParam("until", tomorrow + 60_000)
                .get("/api/upcoming")
                .then()
                .body("items.findAll { it.name == 'count-often' }", hasSize(6))
                .body("items.findAll { it.dueAtMs < %dL }".formatted(tomorrow), empty());
        given().queryParam("since", tomorrow)
                .queryParam("until", Instant.now().plusSeconds(60).toEpochMilli())
                .get("/api/upcoming")
                .then()
                .statusCode(400)
                .body("errors[0].field", is("until"));

        post("count-often/pause", "{\"note\":\"enough\"}")
                .statusCode(200)
                .body("paused.note", is("enough"))
                .body("paused.by", is("kim"))
                .body("nextAtMs", nullValue());
        given().get("/api/upcoming").then().body("items.name", not(hasItem("count-often")));
        post("count-often/resume", "{}").statusCode(200).body("paused", nullValue());
        delete("count-often");
        given().get("/api/schedules/count-often")
                .then()
                .statusCode(404)
                .body("type", containsString("schedule-not-found"));
    }

    /** Each schedule is due every ten seconds and its run takes longer than that. */
    @Test
    void whileARunGoesOnTheNextIsSkippedQueuedAllowedOrTakesItsPlace() {
        for (Overlap overlap : Overlap.values()) {
            create(
                            "over-" + overlap.word(),
                            "{\"workflow\":\"slow.jsx\",\"input\":{\"delayMs\":14000},\"every\":\"PT10S\",\"overlap\":\"%s\"}"
                                    .formatted(overlap.word()))
                    .statusCode(201);
        }
        awaitFiring("over-skip", "it.outcome == 'skipped' && it.reason?.contains('had not ended')");
        awaitFiring(
                "over-queue-one", "it.outcome == 'waiting' && it.reason?.startsWith('waits for the end of run over-')");
        awaitFiring("over-cancel-other", "it.outcome == 'launched' && it.runState == 'cancelled'");
        await().atMost(LONG)
                .until(() -> get("/over-allow/firings")
                                .getList("items.findAll { it.runState == 'running' }")
                                .size()
                        >= 2);
        // the one that waited begins when the one before it has ended
        await().atMost(LONG).until(() -> {
            List<Map<String, Object>> launched =
                    get("/over-queue-one/firings").getList("items.findAll { it.outcome == 'launched' }");
            return launched.size() >= 2
                    && millis(launched.get(launched.size() - 2), "startedAtMs")
                            >= millis(launched.getLast(), "endedAtMs");
        });
        delete("over-skip", "over-queue-one", "over-allow", "over-cancel-other");
    }

    private static long millis(Map<String, ?> firing, String field) {
        return firing.get(field) instanceof Number number ? number.longValue() : Long.MAX_VALUE;
    }

    private static void awaitFiring(String schedule, String which) {
        await().atMost(LONG)
                .until(() -> !get("/" + schedule + "/firings")
                        .getList("items.findAll { it -> " + which + " }")
                        .isEmpty());
    }

    @Test
    void failuresPauseAScheduleAndAreAnAlarmUntilItIsResumed() throws IOException {
        Path workflow = Files.copy(
                Path.of("src/test/resources/workflows/fails.jsx"),
                config.workflowDir().resolve("no-luck.jsx"));
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpServer watchdog = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        watchdog.createContext("/", exchange -> {
            heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        watchdog.start();
        try {
            create(
                            "fails",
                            "{\"workflow\":\"no-luck.jsx\",\"every\":\"PT10S\",\"pauseAfterFailures\":1,\"pingUrl\":\"http://127.0.0.1:%d/abc\"}"
                                    .formatted(watchdog.getAddress().getPort()))
                    .statusCode(201);

            await().atMost(LONG).until(() -> get("/fails").get("paused") != null);
            given().get("/api/schedules/alarms")
                    .then()
                    .body("items.find { it.schedule == 'fails' }.kind", is("paused-by-failures"))
                    .body("items.find { it.schedule == 'fails' }.says", containsString("its last run failed"));
            await().atMost(LONG).until(() -> heard.contains("POST /abc/start") && heard.contains("POST /abc/fail"));

            post("fails/resume", "{}").body("alarms.kind", contains("not-succeeded"));
            post("fails/pause", "{}").statusCode(200);
            post("fails/seen", "{}").body("alarms", empty());
        } finally {
            watchdog.stop(0);
            delete("fails");
            Files.delete(workflow);
        }
    }

    @Test
    void aLaunchThatIsRefusedIsToldWithItsCause() {
        create("refused", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":7},\"every\":\"PT10S\"}")
                .statusCode(201);

        awaitFiring("refused", "it.outcome == 'refused' && it.reason?.contains('does not accept this input')");
        given().get("/api/schedules/refused")
                .then()
                .body("alarms[0].kind", is("not-started"))
                .body("alarms[0].says", containsString("did not start: `count.jsx` does not accept this input"));
        delete("refused");
    }

    @Test
    void aTriggerAndABackfillLaunchEachTimeOnce() {
        create("by-hand", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"cron\":[\"0 0 1 1 *\"]}")
                .statusCode(201);
        String run = post("by-hand/trigger", "{}")
                .statusCode(200)
                .body("kind", is("manual"))
                .body("by", is("kim"))
                .extract()
                .path("runId");
        awaitFiring("by-hand", "it.runId == '%s' && it.runState == 'finished'".formatted(run));

        Instant now = Instant.now().truncatedTo(SECONDS);
        String period = "{\"fromMs\":%d,\"beforeMs\":%d,\"dryRun\":%s}";
        long fromMs = now.minus(Duration.ofDays(800)).toEpochMilli();
        post("by-hand/backfill", period.formatted(fromMs, now.toEpochMilli(), true))
                .statusCode(200)
                .body("items", hasSize(2));
        post("by-hand/backfill", period.formatted(fromMs, now.toEpochMilli(), false))
                .body("items", hasSize(2));
        post("by-hand/backfill", period.formatted(fromMs, now.toEpochMilli(), false))
                .body("items", empty());
        await().atMost(LONG)
                .until(() -> get("/by-hand/firings")
                                .getList("items.findAll { it.kind == 'backfill' && it.runState == 'finished' }")
                                .size()
                        == 2);
        List<Map<String, Object>> made = get("/by-hand/firings").getList("items.findAll { it.kind == 'backfill' }");
        assertThat(millis(made.getFirst(), "startedAtMs"))
                .as("one after the other")
                .isGreaterThanOrEqualTo(millis(made.getLast(), "endedAtMs"));
        delete("by-hand");
    }

    /** Each of the twelve is refused by the engine, which takes as long as the launch that must not wait for them. */
    @Test
    void theFiringsOfOneScheduleHoldUpNoOther() {
        create("crowd", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":7},\"cron\":[\"0 0 1 * *\"]}")
                .statusCode(201);
        create("alone", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"cron\":[\"0 0 1 1 *\"]}")
                .statusCode(201);
        Instant now = Instant.now().truncatedTo(SECONDS);
        post(
                        "crowd/backfill",
                        "{\"fromMs\":%d,\"beforeMs\":%d,\"dryRun\":false}"
                                .formatted(now.minus(Duration.ofDays(400)).toEpochMilli(), now.toEpochMilli()))
                .statusCode(200)
                .body("items.size()", greaterThan(11));
        post("alone/trigger", "{}").statusCode(200);

        awaitFiring("alone", "it.outcome == 'launched'");
        assertThat(get("/crowd/firings").getList("items.findAll { it.outcome == 'waiting' }"))
                .hasSizeGreaterThan(5);
        delete("crowd", "alone");
    }

    @Test
    void whatIsWrongWithADefinitionIsSaidByItsField() {
        create("odd", "{\"workflow\":\"count.jsx\",\"cron\":[\"61 * * * *\"]}")
                .statusCode(400)
                .body("errors[0].field", is("cron[0]"))
                .body("detail", containsString("61"));
        create("odd", "{\"workflow\":\"count.jsx\"}").statusCode(400).body("errors[0].field", is("cron"));
        create("odd", "{\"workflow\":\"count.jsx\",\"cron\":[null]}").statusCode(400);
        create("odd", "{\"workflow\":\"count.jsx\",\"every\":\"PT1S\"}")
                .statusCode(400)
                .body("errors[0].field", is("every"));
        create("odd", "{\"workflow\":\"count.jsx\",\"every\":\"PT1M\",\"zone\":\"Mars/Base\"}")
                .statusCode(400)
                .body("errors[0].field", is("zone"));
        create("odd", "{\"workflow\":\"none.jsx\",\"every\":\"PT1M\"}").statusCode(404);
        create("Odd name", "{\"workflow\":\"count.jsx\",\"every\":\"PT1M\"}")
                .statusCode(400)
                .body("errors[0].field", is("name"));
        create("odd", "{\"workflow\":\"count.jsx\",\"every\":\"PT1M\",\"pingUrl\":\"file:///etc/passwd\"}")
                .statusCode(400)
                .body("errors[0].field", is("pingUrl"));
        create("preview", "{\"workflow\":\"count.jsx\",\"every\":\"PT1M\"}")
                .statusCode(400)
                .body("errors[0].field", is("name"));
        given().queryParam("cron", "45 4 * * 1-5")
                .queryParam("zone", "Europe/Berlin")
                .get("/api/schedules/preview")
                .then()
                .statusCode(200)
                .body("says", is("every weekday at 04:45 (Europe/Berlin)"))
                .body("nextTimes", hasSize(10));
        given().queryParam("cron", "45 4 * *")
                .get("/api/schedules/preview")
                .then()
                .statusCode(400)
                .body("errors[0].field", is("cron[0]"));
    }

    @Test
    void aFileOfSchedulesIsMadeTrueAndSaysWhatChanged() {
        String file = """
                {"yaml": "schedules:\\n  file-a:\\n    workflow: count.jsx\\n    cron: ['0 3 * * *']\\n    paused: until wanted\\n  file-b:\\n    workflow: count.jsx\\n    every: %s\\n", "dryRun": %s}""";
        post("apply", file.formatted("PT12H", true)).statusCode(200).body("created", contains("file-a", "file-b"));
        given().get("/api/schedules/file-a").then().statusCode(404);
        post("apply", file.formatted("PT12H", false)).body("created", contains("file-a", "file-b"));
        given().get("/api/schedules/file-a").then().body("paused.note", is("until wanted"));
        post("apply", file.formatted("PT6H", false))
                .body("created", empty())
                .body("changed", contains("file-b"))
                .body("unchanged", contains("file-a"));
        post("apply", file.formatted("PT-6H", false))
                .statusCode(400)
                .body("errors[0].field", is("schedules.file-b.every"));
        String exported = given().get("/api/schedules/export")
                .then()
                .statusCode(200)
                .contentType(containsString("text/yaml"))
                .extract()
                .asString();
        given().contentType(ContentType.JSON)
                .body(Map.of("yaml", exported, "dryRun", true))
                .post("/api/schedules/apply")
                .then()
                .body("created", empty())
                .body("changed", empty());
        delete("file-a", "file-b");
    }

    @Test
    void aChangeOverOneThatWasNotSeenIsRefused() {
        create("seen", "{\"workflow\":\"count.jsx\",\"every\":\"PT12H\"}").statusCode(201);
        String body = "{\"revision\":1,\"definition\":{\"workflow\":\"count.jsx\",\"every\":\"PT6H\"}}";
        given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/schedules/seen")
                .then()
                .statusCode(200)
                .body("revision", is(2));
        given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/schedules/seen")
                .then()
                .statusCode(412);
        create("seen", "{\"workflow\":\"count.jsx\",\"every\":\"PT12H\"}")
                .statusCode(409)
                .body("type", containsString("schedule-exists"));
        delete("seen");
    }

    @Test
    @TestSecurity(
            user = "lee",
            roles = {"viewer"})
    void aViewerReadsAndChangesNothing() {
        given().get("/api/schedules").then().statusCode(200);
        create("not-mine", "{\"workflow\":\"count.jsx\",\"every\":\"PT12H\"}").statusCode(403);
        given().get("/api/schedules/export").then().statusCode(403);
    }
}
