package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A provider that is down for a night leaves thousands of failed runs. The dashboard's first page read what is in each of
 * them, some dozen statements a run, to learn that it had failed: 5 s for 2,000 runs.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ManyFailedRunsTest {

    private static final int RUNS = 400;

    @Inject
    MeterRegistry meters;

    private double statements() {
        return meters.get("chad.store.query").timer().count();
    }

    @Test
    void whatNeedsAPersonIsFoundWithoutReadingEachFailedRun() throws IOException {
        long nowMs = System.currentTimeMillis();
        Path store = Stores.add(Recording.FINISHED, "many-failed", """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms, finished_at_ms)
                SELECT 'many-failed-' || i, 'many', 'failed', %2$d - i, %2$d - i, %2$d FROM n
                """.formatted(RUNS, nowMs));
        Stores.awaitReadable("many-failed");

        double before = statements();
        asViewer()
                .get("/api/runs?segment=needs-you&counts=true&limit=1")
                .then()
                .statusCode(200)
                .body("counts.needsYou", greaterThanOrEqualTo(RUNS));

        assertThat(statements() - before).isLessThan(RUNS);

        // Other tests look at what needs a person.
        Files.delete(store);
        await().untilAsserted(() ->
                asViewer().get("/api/runs?store=many-failed").then().body("items", hasSize(0)));
    }
}
