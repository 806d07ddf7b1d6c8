package chad.ide.stats;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sums, of runs of a day on which no other test has any. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class StatsTest {

    private static final Instant DAY = Instant.parse("2011-03-07T00:00:00Z");

    private static String run(String id, String status, Instant createdAt, @Nullable Integer seconds) {
        return run(id, null, "day-" + id.replaceAll("-.*", ""), status, createdAt, seconds);
    }

    private static String run(
            String id,
            @Nullable String parent,
            String workflow,
            String status,
            Instant createdAt,
            @Nullable Integer seconds) {
        long created = createdAt.toEpochMilli();
        return String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_runs"
                        + " (run_id, parent_run_id, workflow_name, status, created_at_ms, started_at_ms, finished_at_ms)"
                        + " VALUES ('%s', %s, '%s', '%s', %d, %s, %s)",
                id,
                parent == null ? "NULL" : "'" + parent + "'",
                workflow,
                status,
                created,
                seconds == null ? "NULL" : Long.toString(created),
                seconds == null ? "NULL" : Long.toString(created + seconds * 1000L));
    }

    private static JsonPath stats(Instant since, Instant until, String bucket) {
        return asViewer()
                .queryParam("since", since.toEpochMilli())
                .queryParam("until", until.toEpochMilli())
                .queryParam("bucket", bucket)
                .get("/api/stats")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void runsAreCountedByHourStateAndWorkflow() {
        List<String> rows = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            rows.add(run("sums-" + i, "finished", DAY.plus(Duration.ofMinutes(20L * i)), i));
        }
        for (int i = 1; i <= 6; i++) {
            rows.add(run("sums-failed-" + i, "failed", DAY.plus(Duration.ofMinutes(1)), 500));
        }
        rows.add(run("sums-cancelled", "cancelled", DAY.plus(Duration.ofHours(12)), 600));
        rows.add(run("sums-waiting", "waiting-timer", DAY.plus(Duration.ofHours(13)), null));
        rows.add(run("sums-lost", "running", DAY.plus(Duration.ofHours(14)), null));
        rows.add(run("rare-1", "finished", DAY.plus(Duration.ofHours(15)), 7));
        rows.add(run("rare-0", "failed", DAY.minus(Duration.ofDays(300)), 7));
        rows.add(run("sums-1:child:part:0", "sums-1", "day-sums", "finished", DAY.plus(Duration.ofHours(1)), 9));
        rows.add(run("sums-before", "finished", DAY.minus(Duration.ofHours(3)), 60));
        Stores.add(Recording.FINISHED, "stats-sums", rows.toArray(String[]::new));
        Stores.awaitReadable("stats-sums");

        JsonPath day = stats(DAY, DAY.plus(Duration.ofDays(1)), "hour");

        assertThat(day.getLong("sinceMs")).isEqualTo(DAY.toEpochMilli());
        assertThat(day.getMap("runs"))
                .containsEntry("total", 40)
                .containsEntry("finished", 31)
                .containsEntry("failed", 6)
                .containsEntry("cancelled", 1)
                .containsEntry("waiting", 1)
                .containsEntry("stalled", 1)
                .containsEntry("running", 0);
        assertThat(day.getDouble("figures.successRate")).isCloseTo(31.0 / 37, within(1e-6));
        assertThat(day.getLong("figures.medianMs")).isEqualTo(15_000);
        assertThat(day.getLong("figures.p95Ms")).isEqualTo(29_000);
        assertThat(day.getLong("before.medianMs")).isEqualTo(60_000);
        assertThat(day.getList("buckets")).hasSize(24);
        assertThat(day.getInt("buckets[0].runs.failed")).isEqualTo(6);
        assertThat(day.getInt("buckets[0].runs.finished")).isEqualTo(2);
        assertThat(day.getInt("buckets[23].runs.total")).isZero();
        assertThat(day.getMap("buckets[23].figures")).containsEntry("successRate", null);
        assertThat(day.getList("workflows.workflow")).isEqualTo(List.of("day-sums", "day-rare"));
        assertThat(day.getInt("workflowCount")).isEqualTo(2);
        assertThat(day.getList("workflows[0].latest")).hasSize(20);
        assertThat(day.getString("workflows[0].latest[0].id")).isEqualTo("sums-lost");
        assertThat(day.getString("workflows[0].latest[0].state")).isEqualTo("needs-resume"); // one of the stalled ones
        assertThat(day.getList("workflows[1].latest.id")).isEqualTo(List.of("rare-1", "rare-0"));
        assertThat(day.getLong("workflows[1].latest[0].durationMs")).isEqualTo(7_000);

        assertThat(stats(DAY.minus(Duration.ofDays(1)), DAY.plus(Duration.ofDays(1)), "day")
                        .getList("buckets.runs.total"))
                .isEqualTo(List.of(1, 40));
    }

    @Test
    void tooManyBucketsAreRefusedWithTheLimit() {
        asViewer()
                .queryParam("since", 0)
                .get("/api/stats")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].field", equalTo("bucket"));
    }

    /** Also of runs that are gone from their stores since. */
    @Test
    void tokensAreCountedByTheHourOfTheirReportByModelAndWorkflow() {
        Instant hour = Instant.now().minus(Duration.ofDays(200)).truncatedTo(ChronoUnit.HOURS);
        List<String> rows = new ArrayList<>();
        rows.add(run("used-1", null, "used", "finished", hour, 5));
        rows.add(report("used-1", 900, hour, "stats-model-a", 100, 20));
        rows.add(report("used-1", 901, hour.plusSeconds(3599), "stats-model-b", 1000, 200));
        rows.add(report("used-1", 902, hour.plusSeconds(3600), "stats-model-a", 7, 3));
        rows.add(report("used-1", 903, hour.minusSeconds(1), "stats-model-a", 50, 5));
        Path file = Stores.add(Recording.FINISHED, "stats-used", rows.toArray(String[]::new));
        Stores.awaitReadable("stats-used");
        Instant until = hour.plus(Duration.ofHours(2));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stats(hour, until, "hour").getLong("tokens.input"))
                        .isEqualTo(1107));

        JsonPath day = stats(hour, until, "hour");
        assertThat(day.getInt("tokens.calls")).isEqualTo(3);
        assertThat(day.getLong("tokens.output")).isEqualTo(223);
        assertThat(day.getList("models.model")).isEqualTo(List.of("stats-model-b", "stats-model-a"));
        assertThat(day.getLong("models[1].tokens.input")).isEqualTo(107);
        assertThat(day.getLong("buckets[0].tokens.input")).isEqualTo(1100);
        assertThat(day.getLong("workflows[0].tokens.input")).isEqualTo(1107);
        assertThat(day.getLong("tokensBefore.input")).isEqualTo(50);

        Stores.change(
                file,
                "DELETE FROM _smithers_events WHERE run_id = 'used-1'",
                "DELETE FROM _smithers_runs WHERE run_id = 'used-1'",
                run("used-2", null, "used", "finished", hour, 5),
                report("used-2", 1, hour, "stats-model-a", 2, 2));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stats(hour, until, "hour").getLong("tokens.input"))
                        .isEqualTo(1109));
    }

    /** The positions up to it were gone through ten thousand at a time, which would have taken ten million years. */
    @Test
    void aReportFarBehindTheOthersIsCounted() {
        Instant hour = Instant.now().minus(Duration.ofDays(210)).truncatedTo(ChronoUnit.HOURS);
        Stores.add(
                Recording.FINISHED,
                "stats-far",
                run("far-1", null, "far", "finished", hour, 5),
                report("far-1", 900, hour, "stats-model-far", 11, 1),
                "UPDATE _smithers_events SET rowid = 9223372036854775806 WHERE run_id = 'far-1'");
        Stores.awaitReadable("stats-far");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stats(hour, hour.plus(Duration.ofHours(1)), "hour")
                                .getLong("tokens.input"))
                        .isEqualTo(11));
    }

    private static String report(String run, int seq, Instant at, String model, int input, int output) {
        return String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json) VALUES"
                        + " ('%1$s', %2$d, %3$d, 'TokenUsageReported', '{\"nodeId\":\"ask\",\"iteration\":0,"
                        + "\"attempt\":1,\"model\":\"%4$s\",\"inputTokens\":%5$d,\"outputTokens\":%6$d}')",
                run,
                seq,
                at.toEpochMilli(),
                model,
                input,
                output);
    }
}
