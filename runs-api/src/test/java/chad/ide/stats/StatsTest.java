package chad.ide.stats;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
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
        assertThat(day.getDouble("figures.successRate")).isEqualTo(31.0 / 37);
        assertThat(day.getLong("figures.medianMs")).isEqualTo(15_000);
        assertThat(day.getLong("figures.p95Ms")).isEqualTo(29_000 + 1_000);
        assertThat(day.getLong("before.medianMs")).isEqualTo(60_000);
        assertThat(day.getList("buckets")).hasSize(24);
        assertThat(day.getInt("buckets[0].runs.failed")).isEqualTo(6);
        assertThat(day.getInt("buckets[0].runs.finished")).isEqualTo(2);
        assertThat(day.getInt("buckets[23].runs.total")).isZero();
        assertThat((Object) day.get("buckets[23].figures.successRate")).isNull();
        assertThat(day.getList("workflows.workflow")).isEqualTo(List.of("day-sums", "day-rare"));
        assertThat(day.getInt("workflowCount")).isEqualTo(2);
        assertThat(day.getList("workflows[0].latest")).hasSize(20);
        assertThat(day.getString("workflows[0].latest[0].id")).isEqualTo("sums-lost");
        assertThat(day.getString("workflows[0].latest[0].state")).isEqualTo("stalled");
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
}
