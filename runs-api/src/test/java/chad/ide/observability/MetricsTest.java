package chad.ide.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What Prometheus reads, of runs that the real engine executes. */
@QuarkusTest
@TestProfile(MetricsTest.Alone.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class MetricsTest {

    /** Gauges are of the whole service, so no other test's runs may move them. */
    public static class Alone extends RealEngine {}

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EngineProcesses processes;

    @Inject
    EngineConfig config;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    private Scrape scrape() {
        return Scrape.of(managementPort);
    }

    private void awaitScrape(Consumer<Scrape> promise) {
        await().atMost(LONG).untilAsserted(() -> promise.accept(scrape()));
    }

    private static void launch(String workflow, String runId, String input, int status) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input))
                .post("/api/launch")
                .then()
                .statusCode(status);
    }

    @Test
    void aKilledRunRaisesTheStalledGaugeUntilItIsCancelled() {
        launch("slow.jsx", "metrics-killed", "{}", 201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/metrics-killed")
                        .then()
                        .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));
        assertThat(scrape().value("chad_engine_processes")).isGreaterThanOrEqualTo(1);

        processes
                .of(new RunKey("slow", "metrics-killed"))
                .flatMap(process -> ProcessHandle.of(process.pid()))
                .orElseThrow()
                .destroyForcibly();

        awaitScrape(now -> {
            assertThat(now.value("chad_runs_stalled")).isEqualTo(1);
            assertThat(now.value("chad_runs_active", "state", "stalled")).isEqualTo(1);
            assertThat(now.value("chad_runs", "workflow", "slow.jsx", "status", "running"))
                    .isEqualTo(1);
        });
        given().contentType(ContentType.JSON)
                .post("/api/runs/metrics-killed/cancel")
                .then()
                .statusCode(200);
        awaitScrape(now -> {
            assertThat(now.value("chad_runs_stalled")).isZero();
            assertThat(now.value("chad_runs_active", "state", "stalled")).isZero();
            assertThat(now.value("chad_engine_call_seconds_count", "verb", "cancel", "result", "done"))
                    .isEqualTo(1);
        });
    }

    @Test
    void aGateThatWaitsHasAnAgeUntilItIsDecided() {
        launch("gate.jsx", "metrics-gate", "{}", 201);

        awaitScrape(now -> {
            assertThat(now.value("chad_gates_waiting")).isEqualTo(1);
            assertThat(now.value("chad_gates_oldest_age_seconds")).isPositive();
            assertThat(now.value("chad_runs_active", "state", "waiting-approval"))
                    .isEqualTo(1);
        });
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/runs/metrics-gate/approve")
                .then()
                .statusCode(200);
        awaitScrape(now -> {
            assertThat(now.value("chad_gates_waiting")).isZero();
            assertThat(now.value("chad_gates_oldest_age_seconds")).isZero();
            assertThat(now.value("chad_runs", "workflow", "gate.jsx", "status", "finished"))
                    .isEqualTo(1);
        });
    }

    @Test
    void launchesCountByWhatCameOfThem() {
        double accepted = scrape().value("chad_launches_total", "result", "accepted");
        double refused = scrape().value("chad_launches_total", "result", "refused");

        launch("count.jsx", "metrics-count", "{\"prompt\":\"hi\"}", 201);
        launch("count.jsx", "metrics-bad-input", "{\"prompt\":7}", 422);
        launch("nowhere.jsx", "metrics-nowhere", "{}", 404);

        assertThat(scrape().value("chad_launches_total", "result", "accepted")).isEqualTo(accepted + 1);
        assertThat(scrape().value("chad_launches_total", "result", "refused")).isEqualTo(refused + 2);
        assertThat(scrape().value("chad_audit_entries_total", "result", "refused"))
                .isGreaterThanOrEqualTo(2);
        assertThat(scrape().value("chad_http_responses_total", "code", "422")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void anEngineVerbThatFailsCountsAsWhatItCameTo() {
        given().get("/api/workflow-graph?name=count.jsx").then().statusCode(200);
        given().get("/api/workflow-graph?name=broken.jsx").then().statusCode(422);

        Scrape now = scrape();
        assertThat(now.value("chad_engine_call_seconds_count", "verb", "graph", "result", "done"))
                .isGreaterThanOrEqualTo(1);
        assertThat(now.value("chad_engine_call_seconds_bucket", "verb", "graph", "result", "done", "le", "+Inf"))
                .isGreaterThanOrEqualTo(1);
        assertThat(now.samples())
                .anyMatch(sample -> sample.name().equals("chad_engine_call_seconds_count")
                        && "graph".equals(sample.labels().get("verb"))
                        && !"done".equals(sample.labels().get("result"))
                        && sample.value() >= 1);
    }

    @Test
    void aDamagedStoreIsCountedAndTheOthersAreStillTold() throws IOException {
        launch("count.jsx", "metrics-beside", "{\"prompt\":\"hi\"}", 201);
        Path good = config.stateDir().resolve("count.db");
        awaitScrape(now -> assertThat(now.value("chad_store_size_bytes", "store", "count", "file", "db"))
                .isGreaterThanOrEqualTo(4096));
        Path broken = config.stateDir().resolve("metrics-broken.db");
        byte[] whole = Files.readAllBytes(good);
        Files.write(broken, Arrays.copyOf(whole, 3000));

        awaitScrape(now -> {
            assertThat(now.value("chad_stores", "state", "error")).isEqualTo(1);
            assertThat(now.value("chad_stores", "state", "ok")).isGreaterThanOrEqualTo(1);
            assertThat(now.value("chad_runs", "workflow", "count.jsx")).isGreaterThanOrEqualTo(1);
            assertThat(now.value("chad_store_size_bytes", "store", "metrics-broken", "file", "db"))
                    .isEqualTo(3000);
        });
        Files.delete(broken);
        awaitScrape(
                now -> assertThat(now.value("chad_stores", "state", "error")).isZero());
    }

    @Test
    void whatIsPublishedIsWhatIsDocumentedAndWhatPrometheusWants() throws Exception {
        launch("count.jsx", "metrics-names", "{\"prompt\":\"hi\"}", 201);
        given().get("/api/workflow-graph?name=count.jsx").then().statusCode(200);
        given().contentType(ContentType.JSON)
                .body("{\"name\":\"metrics\",\"definition\":{\"workflow\":\"count.jsx\",\"cron\":[\"0 0 1 1 *\"]}}")
                .post("/api/schedules")
                .then()
                .statusCode(201);
        given().contentType(ContentType.JSON)
                .body("{\"budgets\":[{\"workflow\":\"metrics.jsx\",\"period\":\"day\",\"limit\":{\"usd\":1}}]}")
                .put("/api/budgets")
                .then()
                .statusCode(200);
        awaitScrape(now -> {
            assertThat(now.value("chad_runs", "workflow", "count.jsx")).isGreaterThanOrEqualTo(1);
            assertThat(now.names()).contains("chad_schedule_next_due_seconds", "chad_budget_used_percent");
        });

        Scrape now = scrape();

        assertThat(now.rows()).isEqualTo(DocumentedMetrics.rows("runs-api"));
        assertThat(now.value("chad_build_info")).isEqualTo(1);
        assertThat(now.value("chad_store_query_seconds_count")).isPositive();
        assertThat(now.value("chad_state_disk_free_bytes")).isPositive();
        Promtool.takes(now.text());
    }

    @Test
    void whatTheDashboardAndTheAlertsTakeFromTheJvmIsPublishedToo() throws IOException {
        List<String> used = PrometheusFilesTest.namesThatAreUsed().stream()
                .filter(name -> !name.startsWith("chad_"))
                .filter(name -> !name.equals("up")) // Prometheus' own
                .toList();

        System.gc(); // pauses are published from the first one on

        assertThat(used).isNotEmpty();
        awaitScrape(now -> assertThat(now.names()).containsAll(used));
    }
}
