package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
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
