package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The start in the browser. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class OverviewPagesTest {

    @TestHTTPResource("/")
    String base = "";

    @Test
    void whatNeedsSomebodyIsNamedByItsCauseWithOneButton() {
        launch("gate.jsx", "ui-overview-gate", "{\"prompt\":\"hi\"}");
        awaitState("ui-overview-gate", "waiting-approval");
        try (Dashboard ui = Dashboard.open(base, "/")) {
            Locator gates = ui.page.locator(".need").filter(new Locator.FilterOptions().setHasText("gate.jsx"));
            assertThat(gates).hasCount(1);
            assertThat(gates).containsText(Pattern.compile("\\d+ decisions?"));

            gates.getByText("Review").click();

            assertThat(ui.page).hasURL(Pattern.compile("/(approvals|runs/ui-overview-gate)"));
        }
        Workspace.asOperator().contentType("application/json").body("{}").post("/api/runs/ui-overview-gate/cancel");
        awaitState("ui-overview-gate", "cancelled");
    }

    /** A group of failures had no button but one that showed it. */
    @Test
    void aGroupOfFailuresIsLaunchedOnceMore() {
        Workspace.engine().write("ui-fails.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({ firstName: z.string() }), done: z.object({ text: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/ui-fails.db` });
                export default smithers((ctx) => (
                  <Workflow name="ui-fails">
                    <Task id="a" output={outputs.done} noRetry>{() => { throw new Error(`No luck, ${ctx.input.firstName}`); }}</Task>
                  </Workflow>));
                """);
        launch("ui-fails.jsx", "ui-fails-1", "{\"firstName\":\"Ada\"}");
        awaitState("ui-fails-1", "failed");
        launch("ui-fails.jsx", "ui-fails-2", "{\"firstName\":\"Ada\"}");
        awaitState("ui-fails-2", "failed");
        seeAllButThoseOf("ui-fails.jsx");
        try (Dashboard ui = Dashboard.open(base, "/")) {
            Locator group = ui.page.locator(".need").filter(new Locator.FilterOptions().setHasText("ui-fails.jsx"));
            group.getByText("Rerun 2").click();
            assertThat(ui.dialog()).containsText("2 new runs start");
            ui.confirm("Rerun all");
            ui.expectToast("2 runs launched again");
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs?workflow=ui-fails.jsx&status=failed")
                        .then()
                        .body("items.size()", is(4)));
        String again = asViewer()
                .get("/api/runs?workflow=ui-fails.jsx&limit=1")
                .then()
                .extract()
                .path("items[0].id");
        asViewer().get("/api/runs/" + again).then().body("error.message", containsString("No luck, Ada"));
    }

    /** Six causes are shown, and other tests have left theirs. */
    private static void seeAllButThoseOf(String workflow) {
        List<Map<String, Object>> others = asViewer()
                .get("/api/runs?segment=needs-you&limit=500")
                .then()
                .extract()
                .<List<Map<String, Object>>>path("items")
                .stream()
                .filter(run -> !workflow.equals(run.get("workflow")))
                .toList();
        for (Map<String, Object> run : others) {
            Map<String, Object> which = Map.of("id", run.get("id"), "store", run.get("store"));
            Workspace.asOperator()
                    .contentType("application/json")
                    .queryParam("store", run.get("store"))
                    .body("{}")
                    .post("/api/runs/%s/cancel".formatted(run.get("id")));
            Workspace.asOperator()
                    .contentType("application/json")
                    .body(Map.of("runs", List.of(which)))
                    .post("/api/seen");
        }
    }

    /** The note stood in a column of the grid, a word wide, and three times. */
    @Test
    void thatTheFiguresAreOldIsSaidOnceAboveThem() {
        try (Dashboard ui = Dashboard.open(base, "/")) {
            assertThat(ui.page.locator(".bar-column a")).hasCount(24);
            ui.page.route(Pattern.compile("/api/(stats|runs)\\?"), route -> route.abort());
            launch("count.jsx", "ui-overview-old", "{\"prompt\":\"hi\"}");
            assertThat(ui.page.locator(".stale-note")).hasCount(1);
            assertThat(ui.page.locator(".overview .stale-note")).hasCount(0);
        }
        awaitState("ui-overview-old", "finished");
    }

    /** A third of a wide screen stayed empty. */
    @Test
    void aWideScreenIsFilled() {
        try (Dashboard ui = Dashboard.open(base, "/", 2560, 1200)) {
            assertThat(ui.page.locator(".bar-column a")).hasCount(24);
            Object edge = ui.page.evaluate(
                    "() => Math.max(...[...document.querySelectorAll('.overview .cell')].map((cell) => cell.getBoundingClientRect().right))");
            Assertions.assertThat(((Number) edge).doubleValue()).isGreaterThan(2500);
        }
    }

    /** It was stretched over the whole cell. */
    @Test
    void theButtonOfAnErrorIsNoLargerThanAButton() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            ui.page.route(Pattern.compile("/api/stats\\?"), route -> route.abort());
            ui.go("/");
            Locator again = ui.button("Try again").first();
            assertThat(again).isVisible();
            Assertions.assertThat(again.boundingBox().height).isLessThan(40);
        }
    }

    @Test
    void theDayIsShownInBarsThatLeadToTheRunsOfTheirHour() {
        launch("count.jsx", "ui-overview-count", "{\"prompt\":\"hi\"}");
        awaitState("ui-overview-count", "finished");
        try (Dashboard ui = Dashboard.open(base, "/")) {
            Locator bars = ui.page.locator(".bar-column a");
            assertThat(bars).hasCount(24);
            assertThat(bars.last()).hasAttribute("aria-label", Pattern.compile(": \\d+ runs?: .*finished"));
            assertThat(ui.page.locator(".ov-table").first()).containsText("count.jsx");

            ui.link("7 d").click();
            assertThat(ui.page).hasURL(Pattern.compile("range=7d"));
            assertThat(bars).hasCount(28);

            bars.last().focus();
            ui.page.keyboard().press("ArrowLeft");
            assertThat(bars.nth(26)).isFocused();

            bars.last().click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs\\?since=\\d+&until=\\d+$"));
            assertThat(ui.row("ui-overview-count")).isVisible();
        }
    }
}
