package chad.ide.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What runs are likely to take, in the browser: before a launch, while one goes on, and where one is far from it. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ForecastPagesTest {

    private static final String STORE = "ui-forecast";

    @TestHTTPResource("/")
    String base = "";

    private static String run(Path workflow, String id, String status, long startedAtMs, long tookMs) {
        return String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_runs (run_id, workflow_name, workflow_path, status, created_at_ms, started_at_ms,"
                        + " finished_at_ms) VALUES ('%s', 'ui-forecast', '%s', '%s', %d, %d, %s)",
                id,
                workflow,
                status,
                startedAtMs,
                startedAtMs,
                status.equals("finished") ? Long.toString(startedAtMs + tookMs) : "NULL");
    }

    private static String event(String run, int seq, long atMs, String type) {
        return String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)"
                        + " VALUES ('%s', %d, %d, '%s', '{}')",
                run,
                seq,
                atMs,
                type);
    }

    /** Twenty runs of three to five minutes, and one that waits after 24. */
    @BeforeAll
    static void runsAreThere() {
        Path workflow = Workspace.engine().write("ui-forecast.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
                export default smithers(() => (
                  <Workflow name="ui-forecast"><Task id="a" output={outputs.done} noRetry>{{ text: "x" }}</Task></Workflow>));
                """);
        long nowMs = System.currentTimeMillis();
        long minuteMs = Duration.ofMinutes(1).toMillis();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(run(
                    workflow,
                    "ui-usual-" + i,
                    "finished",
                    nowMs - Duration.ofHours(60 - i).toMillis(),
                    (3 + i % 3) * minuteMs));
        }
        long startedAtMs = nowMs - Duration.ofHours(2).toMillis();
        rows.add(run(workflow, "ui-far", "waiting-timer", startedAtMs, 0));
        rows.add(event("ui-far", 1, startedAtMs, "RunStarted"));
        rows.add(event("ui-far", 2, startedAtMs + 24 * minuteMs, "NodeWaitingTimer"));
        Stores.add(Recording.FINISHED, STORE, rows.toArray(String[]::new));
    }

    @Test
    void beforeALaunchItIsSaidWhatARunIsLikelyToTake() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/ui-forecast.jsx?launch=1")) {
            assertThat(ui.dialog().getByLabel("Forecast"))
                    .hasText(Pattern.compile("Usually 4 to 5 min, by the last 20 runs\\."));
        }
    }

    @Test
    void aRunThatGoesOnSaysWhatIsUsualAndThatItIsFarFromIt() {
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-far?in=" + STORE)) {
            assertThat(ui.page.locator(".run-facts")).containsText("usually 4 m");
            assertThat(ui.page.locator(".callout-words"))
                    .containsText("Unusual: It was executed for 24 min, usually 4 to 5 min.");
        }
    }

    @Test
    void theListMarksItAlone() {
        try (Dashboard ui = Dashboard.open(base, "/runs?store=" + STORE)) {
            assertThat(ui.row("ui-far")).containsText("Unusual: It was executed for 24 min");
            assertThat(ui.page.getByText("Unusual:")).hasCount(1);
        }
    }
}
