package chad.ide.forecast;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Forecasts over REST, of stores whose runs are known. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ForecastTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long NOW = System.currentTimeMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final List<String> rows = new ArrayList<>();

    private void run(String id, String workflow, String status, long startedAtMs, long tookMs) {
        rows.add(String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms, finished_at_ms)"
                        + " VALUES ('%s', '%s', '%s', %d, %d, %s)",
                id,
                workflow,
                status,
                startedAtMs,
                startedAtMs,
                status.equals("finished") ? Long.toString(startedAtMs + tookMs) : "NULL"));
    }

    private void event(String run, int seq, long atMs, String type, String payload) {
        rows.add(String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)"
                        + " VALUES ('%s', %d, %d, '%s', '%s')",
                run,
                seq,
                atMs,
                type,
                payload));
    }

    private void call(String run, int seq, long atMs, String model, int input, int output) {
        event(run, seq, atMs, "AgentEvent", """
                {"nodeId":"ask","iteration":0,"attempt":1,"event":{"type":"action","action":{"detail":{"modelCall":{\
                "model":"%s","provider":"api.openai.com","outcome":"answered","inputTokens":%d,"outputTokens":%d}}}}}""".formatted(model, input, output));
    }

    private void show(String store) {
        Stores.add(Recording.FINISHED, store, rows.toArray(String[]::new));
        Stores.awaitReadable(store);
    }

    private static JsonPath forecast(String workflow) {
        return asViewer()
                .queryParam("workflow", workflow)
                .get("/api/workflows/forecast")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void timeTokensAndMoneyAreToldByTheLastRuns() {
        for (int i = 0; i < 20; i++) {
            long at = NOW - Duration.ofHours(30 - i).toMillis();
            run("told-" + i, "told-fusion", "finished", at, (3 + i % 3) * MINUTE);
            event("told-" + i, 1, at, "RunStarted", "{}");
            call("told-" + i, 2, at + 1_000, "gpt-5-mini", 1_000, 200);
            call("told-" + i, 3, at + 2_000, "gpt-5", 1_000, 200);
            event("told-" + i, 4, at + (3 + i % 3) * MINUTE, "RunFinished", "{}");
        }
        show("forecast-told");

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath told = forecast("told-fusion");
            assertThat(told.getInt("runs")).isEqualTo(20);
            assertThat(told.getString("store")).isEqualTo("forecast-told");
            assertThat(told.getMap("costUsd")).isNotEmpty();
            assertThat(told.getDouble("timeMs.p50")).isBetween(3.5 * MINUTE, 4.5 * MINUTE);
            assertThat(told.getDouble("timeMs.p90")).isBetween(4.8 * MINUTE, 5.2 * MINUTE);
            assertThat(told.getDouble("tokens.p50")).isBetween(2_395.0, 2_405.0);
            assertThat(told.getString("tokens.accuracy")).isEqualTo("exact");
            assertThat(told.getDouble("costUsd.p50")).isBetween(0.001, 0.01);
            assertThat(told.getInt("models")).isEqualTo(2);
            assertThat(told.getString("says"))
                    .startsWith("Usually 4 to 5 min, 2 models, 2,400 tokens, $0.00")
                    .endsWith(", by the last 20 runs.");
        });
    }

    /** A gate that is open for a night would else be what a run takes. */
    @Test
    void whatARunWaitsForAPersonIsNoPartOfItsTime() {
        for (int i = 0; i < 8; i++) {
            long at = NOW - Duration.ofHours(200 - 12 * i).toMillis();
            long decidedAt = at + Duration.ofHours(9).toMillis();
            run("gated-" + i, "gated-ladder", "finished", at, decidedAt + MINUTE - at);
            event("gated-" + i, 1, at, "RunStarted", "{}");
            event("gated-" + i, 2, at + MINUTE, "NodeWaitingApproval", "{}");
            event("gated-" + i, 3, decidedAt - 5_000, "ApprovalGranted", "{}");
            event("gated-" + i, 4, decidedAt, "RunStarted", "{}");
            event("gated-" + i, 5, decidedAt + MINUTE, "RunFinished", "{}");
        }
        show("forecast-gated");

        JsonPath told = forecast("gated-ladder");

        assertThat(told.getDouble("timeMs.p50")).isBetween(1.99 * MINUTE, 2.01 * MINUTE);
        assertThat(told.getDouble("timeMs.p90")).isBetween(1.99 * MINUTE, 2.01 * MINUTE);
    }

    @Test
    void withThreeFinishedRunsThereIsNoForecastAndItSaysSo() {
        for (int i = 0; i < 3; i++) {
            run(
                    "few-" + i,
                    "few-runs",
                    "finished",
                    NOW - Duration.ofHours(10 + i).toMillis(),
                    MINUTE);
        }
        for (int i = 3; i < 9; i++) {
            run("few-" + i, "few-runs", "failed", NOW - Duration.ofHours(10 + i).toMillis(), MINUTE);
        }
        show("forecast-few");

        asViewer()
                .get("/api/workflows/forecast?workflow=few-runs")
                .then()
                .statusCode(200)
                .body("runs", is(3))
                .body("timeMs", nullValue())
                .body("tokens", nullValue())
                .body("costUsd", nullValue())
                .body("says", is("No forecast: only 3 finished runs, and it takes 5."));
        asViewer()
                .get("/api/workflows/forecast?workflow=nobody-knows")
                .then()
                .statusCode(200)
                .body("runs", is(0))
                .body("store", nullValue());
    }

    @Test
    void aRunThatTakesFarMoreIsMarkedAndAmongWhatNeedsYouWhileItGoesOn() {
        for (int i = 0; i < 20; i++) {
            long tookMs = (3 + i % 3) * MINUTE;
            run(
                    "far-" + i,
                    "far-fusion",
                    "finished",
                    NOW - Duration.ofHours(60 - i).toMillis(),
                    tookMs);
        }
        run("far-ended", "far-fusion", "finished", NOW - Duration.ofHours(20).toMillis(), 40 * MINUTE);
        for (String id : List.of("far-live", "near-live")) {
            long at = NOW - Duration.ofHours(2).toMillis();
            run(id, "far-fusion", "waiting-timer", at, 0);
            event(id, 1, at, "RunStarted", "{}");
            event(id, 2, at + (id.startsWith("far") ? 24 : 6) * MINUTE, "NodeWaitingTimer", "{}");
        }
        show("forecast-far");

        await().atMost(PATIENCE)
                .untilAsserted(() -> asViewer()
                        .get("/api/runs?store=forecast-far&unusual=true")
                        .then()
                        .statusCode(200)
                        .body("items.id", is(List.of("far-live", "far-ended"))));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath live = asViewer()
                    .get("/api/runs/far-live?store=forecast-far")
                    .then()
                    .statusCode(200)
                    .body("headline", containsString("Unusual: It was executed for 24 min, usually "))
                    .body("forecast.says", containsString("24 min in, usually 4 to 6 min"))
                    .extract()
                    .jsonPath();
            assertThat(live.getList("unusual.kind")).isEqualTo(List.of("time"));
            assertThat(live.getDouble("unusual[0].value")).isEqualTo(24.0 * MINUTE);
            assertThat(live.getDouble("unusual[0].usual.p50")).isBetween(3.5 * MINUTE, 4.5 * MINUTE);
        });
        List<String> needsYou = asViewer()
                .get("/api/runs?store=forecast-far&segment=needs-you")
                .jsonPath()
                .getList("items.id");
        assertThat(needsYou).contains("far-live").doesNotContain("far-ended");
        List<String> usual = asViewer()
                .get("/api/runs?store=forecast-far&unusual=false")
                .jsonPath()
                .getList("items.id");
        assertThat(usual).contains("near-live", "far-3").doesNotContain("far-live", "far-ended");
        asViewer()
                .get("/api/runs/far-ended?store=forecast-far")
                .then()
                .body("unusual[0].says", containsString("It was executed for 40 min, usually 4 to 5 min."))
                .body("forecast", nullValue());
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        asViewer().get("/api/workflows/forecast").then().statusCode(400).body("errors[0].field", is("workflow"));
        asViewer()
                .get("/api/workflows/forecast?workflow=x&with=nothing")
                .then()
                .statusCode(400)
                .body("errors[0].field", is("with"));
        asViewer().get("/api/runs?unusual=perhaps").then().statusCode(400).body("errors[0].field", is("unusual"));
    }
}
