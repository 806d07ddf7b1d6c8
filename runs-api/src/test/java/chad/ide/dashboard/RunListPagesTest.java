package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of runs in the browser, and the rail that it becomes. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RunListPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static Locator links(Dashboard ui) {
        return ui.page.locator(".run-rows").getByRole(AriaRole.LINK);
    }

    private static void finished(String runId, String prompt) {
        launch("count.jsx", runId, "{\"prompt\":\"%s\"}".formatted(prompt));
        awaitState(runId, "finished");
    }

    /** The title was the id, the same eleven letters in each row. */
    @Test
    void aRowSaysWhatWasAskedAndAlikeNeighboursAreOne() {
        finished("ui-alike-1", "Who keeps the keys?");
        finished("ui-alike-2", "Who keeps the keys?");
        finished("ui-alike-3", "Who keeps the keys?");
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-alike")) {
            assertThat(links(ui)).hasText(new String[] {"Who keeps the keys?"});
            ui.button("3 runs that are alike").click();
            assertThat(links(ui)).hasCount(3);
            ui.button("3 runs that are alike").click();
            assertThat(links(ui)).hasCount(1);
        }
    }

    /** The list was 35 stops of Tab, and the run beside it out of reach. */
    @Test
    void theListIsOneStopOfTabAndIsWalkedWithTheArrows() {
        finished("ui-walk-1", "One");
        finished("ui-walk-2", "Two");
        finished("ui-walk-3", "Three");
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-walk")) {
            assertThat(links(ui)).hasCount(3);
            assertThat(ui.page.locator(".list-table :is(a, button, input, virtual-list):not([tabindex='-1'])"))
                    .hasCount(1);

            links(ui).first().focus();
            ui.page.keyboard().press("ArrowDown");
            assertThat(links(ui).nth(1)).isFocused();
            ui.page.keyboard().press("Space");
            assertThat(ui.page.getByLabel("Select ui-walk-2")).isChecked();
            ui.page.keyboard().press("End");
            assertThat(links(ui).nth(2)).isFocused();
            ui.page.keyboard().press("Enter");
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-walk-1\\?"));
            ui.expectState("Finished");
        }
    }

    /** Thirty runs were 34 clicks, and a tick beyond the fiftieth did nothing without a word. */
    @Test
    void aRangeOrAllThatMatchAreSelectedAndCancelledTogether() {
        for (int i = 1; i <= 4; i++) {
            launch("slow.jsx", "ui-many-" + i, "{\"delayMs\":60000}");
        }
        for (int i = 1; i <= 4; i++) {
            awaitState("ui-many-" + i, "running");
        }
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-many")) {
            Locator bar = ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Selected runs"));
            assertThat(links(ui)).hasCount(4);
            ui.page.getByLabel("Select ui-many-4").click();
            ui.page
                    .getByLabel("Select ui-many-2")
                    .click(new Locator.ClickOptions()
                            .setModifiers(java.util.List.of(com.microsoft.playwright.options.KeyboardModifier.SHIFT)));
            assertThat(bar).containsText("3 selected");
            ui.button("Select all 4 matching").click();
            assertThat(bar).containsText("4 selected");

            ui.button("Cancel 4…").click();
            ui.confirm("Cancel runs");
            ui.expectToast("4 runs asked to cancel");
            assertThat(bar).hasCount(0);
            assertThat(ui.button("Cancelled 4")).isVisible();
            ui.button("Cancelled 4").click();
            assertThat(ui.page).hasURL(Pattern.compile("segment=cancelled"));
            assertThat(ui.page.locator(".run-rows [data-run]").first()).isVisible();
        }
    }

    /** Another run of the list was reached by going back to it, and began with its first tab. */
    @Test
    void anOpenRunHasTheListAsARailThatGoesAwayAndIsSteppedThrough() {
        finished("ui-rail-1", "One");
        finished("ui-rail-2", "Two");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-rail-2/logs?q=ui-rail")) {
            ui.expectState("Finished");
            assertThat(ui.row("ui-rail-2")).hasAttribute("aria-current", "true");
            ui.page.keyboard().press("[");
            assertThat(ui.row("ui-rail-2")).isHidden();
            ui.button("Next run").click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-rail-1/logs\\?"));
            ui.button("Show the list").click();
            assertThat(ui.row("ui-rail-1")).isVisible();

            ui.page.setViewportSize(1100, 800);
            assertThat(ui.row("ui-rail-1")).isHidden();
            ui.button("Previous run").click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-rail-2/logs\\?"));
        }
    }

    @Test
    void columnsAreChosenAndAHeadSortsByThem() {
        finished("ui-columns-1", "One");
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-columns")) {
            Locator models = ui.page.locator(".run-models").first();
            assertThat(models).isVisible();
            ui.button("Columns").click();
            ui.page.getByLabel("Models").uncheck();
            assertThat(models).isHidden();
            ui.page.keyboard().press("Escape");

            ui.page.reload();
            assertThat(links(ui)).hasCount(1);
            assertThat(models).isHidden();
            ui.page.getByRole(AriaRole.COLUMNHEADER).getByText("Duration").click();
            assertThat(ui.page).hasURL(Pattern.compile("sort=longest"));
            assertThat(ui.page.locator(".run-head-row .run-took")).hasAttribute("aria-sort", "descending");
        }
    }

    @Test
    void aDragOverTheStripOfTimeNarrowsTheList() {
        finished("ui-brush-1", "One");
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-brush")) {
            Locator bars = ui.page.locator(".brush .bar-column");
            assertThat(bars).hasCount(168);
            var last = bars.last().boundingBox();
            var before = bars.nth(160).boundingBox();
            ui.page.mouse().move(before.x + before.width / 2, before.y + 10);
            ui.page.mouse().down();
            ui.page.mouse().move(last.x + last.width / 2, last.y + 10);
            ui.page.mouse().up();
            assertThat(ui.page).hasURL(Pattern.compile("since=\\d+&until=\\d+"));
            assertThat(links(ui)).hasCount(1);
            assertThat(ui.page.locator(".brush .bar-column.chosen")).hasCount(8);
            ui.button("Remove the filter since").click();
            assertThat(ui.page.locator(".brush .bar-column.chosen")).hasCount(0);
        }
    }
}
