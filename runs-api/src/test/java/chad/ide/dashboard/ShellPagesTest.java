package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The frame around the views in the browser: its menus, its tabs, its addresses. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ShellPagesTest {

    @TestHTTPResource("/")
    String base = "";

    /** Esc did nothing while the focus was on the button, a click outside did nothing, and so did the arrow keys. */
    @Test
    void aMenuTakesTheFocusMovesByKeysAndClosesByEscAndByAClickElsewhere() {
        launch("count.jsx", "ui-menu", "{\"prompt\":\"hi\"}");
        awaitState("ui-menu", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-menu")) {
            ui.expectState("Finished");
            for (Locator button : new Locator[] {ui.button("More actions"), ui.page.locator(".account-button")}) {
                Locator menu = ui.page.locator(".menu");
                Locator entries = menu.locator("a, button, input").filter(new Locator.FilterOptions().setVisible(true));
                button.click();
                assertThat(entries.first()).isFocused();
                ui.page.keyboard().press("ArrowDown");
                assertThat(entries.nth(1)).isFocused();
                ui.page.keyboard().press("End");
                assertThat(entries.last()).isFocused();
                ui.page.keyboard().press("ArrowDown");
                assertThat(entries.first()).isFocused();
                ui.page.keyboard().press("Escape");
                assertThat(menu).hasCount(0);
                assertThat(button).isFocused();

                button.click();
                assertThat(menu).isVisible();
                ui.page.locator(".run-title").click();
                assertThat(menu).hasCount(0);
            }
        }
    }

    @Test
    void theDashboardBeginsWithTheOverviewAndItsNavigationOpensByKeyboardAndStaysWhenPinned() {
        try (Dashboard ui = Dashboard.open(base, "/")) {
            Locator sheet = ui.page.locator(".nav-sheet");
            assertThat(ui.heading("Overview")).isVisible();
            assertThat(ui.link("Overview")).hasAttribute("aria-current", "page");
            assertThat(sheet).hasCSS("width", "56px");
            ui.page.keyboard().press("Tab");
            ui.page.keyboard().press("Tab");
            assertThat(sheet).hasCSS("width", "200px");

            ui.button("Keep the names in view").click();
            ui.page.reload();
            assertThat(ui.heading("Overview")).isVisible();
            assertThat(sheet).hasCSS("width", "200px");
            assertThat(ui.page.locator(".stage")).hasCSS("width", "1240px");
        }
    }

    /** Dots of a state, the bars of a timeline and the edges of a graph were not to be seen. */
    @Test
    void forcedColoursLeaveSignsBarsAndEdges() {
        launch("count.jsx", "ui-forced", "{\"prompt\":\"hi\"}");
        awaitState("ui-forced", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-forced/tasks")) {
            ui.page.emulateMedia(new Page.EmulateMediaOptions()
                    .setForcedColors(com.microsoft.playwright.options.ForcedColors.ACTIVE));
            String canvas = ui.page
                    .evaluate("getComputedStyle(document.body).backgroundColor")
                    .toString();
            Locator bar = ui.page.locator(".stretch").first();
            assertThat(bar).isVisible();
            assertThat(bar).not().hasCSS("background-color", canvas);
            assertThat(ui.page.locator(".sign path").first()).not().hasCSS("stroke", canvas);

            ui.openTab("Graph");
            assertThat(ui.page.locator(".dag-edge").first()).not().hasCSS("stroke", canvas);
            ui.openTab("Timeline");
            assertThat(ui.page.locator(".bar").first()).not().hasCSS("background-color", canvas);
        }
    }

    /** A mistyped address showed the JSON of a problem. */
    @Test
    void anAddressThatNobodyHasIsAPageThatSaysSoWithTheStatus404() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).isVisible();
            Response answer = ui.page.navigate(ui.base + "/nothing/here");

            Assertions.assertThat(answer.status()).isEqualTo(404);
            assertThat(ui.page.getByText("Page not found")).isVisible();
            ui.link("Go to the runs").click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs$"));
        }
        asViewer().get("/nothing/here").then().statusCode(404).contentType("application/problem+json");
    }

    /** "Output" was the chosen tab, 100 pixels beyond the edge of a phone. */
    @Test
    void theChosenTabIsOnTheScreenOfAPhone() {
        launch("count.jsx", "ui-tab", "{\"prompt\":\"hi\"}");
        awaitState("ui-tab", "finished");
        for (String tab : new String[] {"outputs", "history", "logs", "summary"}) {
            try (Dashboard ui = Dashboard.open(base, "/runs/ui-tab/" + tab, 390, 844)) {
                ui.expectState("Finished");
                assertThat(ui.page.locator("#tab-" + tab))
                        .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
            }
        }
    }

    /** The words were the service's: "GET /api/runs lists the runs there are. • id: the id of a run". */
    @Test
    void aRunThatNobodyHasIsSaidToBeSoWithWaysOn() {
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-nobodys-run")) {
            assertThat(ui.page.getByText("Run not found")).isVisible();
            assertThat(ui.page.locator(".face")).not().containsText("/api/");
            ui.link("Stores").click();
            assertThat(ui.page).hasURL(Pattern.compile("/system$"));
        }
    }

    /** The editor's own checks stood among the acts of operators, in red where a text was not finished. */
    @Test
    void theAuditLogIsThatOfPeopleAndIsNarrowedByResult() {
        asOperator()
                .contentType("application/json")
                .body(Map.of("name", "unfinished.jsx", "source", "export default ("))
                .post("/api/workflow-file/check");
        launch("count.jsx", "ui-audited", "{\"prompt\":\"hi\"}");
        asViewer().contentType("application/json").body("{}").post("/api/runs/ui-audited/cancel");
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            Locator log = ui.page.locator("table.audit");
            assertThat(log.getByText("ui-audited").first()).isVisible();
            assertThat(log).not().containsText("workflow-file-check");

            ui.page.getByLabel("Result").selectOption("refused");

            assertThat(log.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("allowed")))
                    .hasCount(0);
            assertThat(log.getByText("ui-audited").first()).isVisible();
        }
    }

    /** A green box of 90 pixels said what the tag and the figures say. */
    @Test
    void aFinishedRunHasNoBoxAroundWhatItsTagSays() {
        launch("count.jsx", "ui-calm", "{\"prompt\":\"hi\"}");
        awaitState("ui-calm", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-calm")) {
            ui.expectState("Finished");
            assertThat(ui.page.locator(".verdict")).hasCount(0);
        }
    }
}
