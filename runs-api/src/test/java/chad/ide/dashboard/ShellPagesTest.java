package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
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
        for (String tab : new String[] {"output", "frames", "trace", "tree"}) {
            try (Dashboard ui = Dashboard.open(base, "/runs/ui-tab/" + tab, 390, 844)) {
                ui.expectState("Finished");
                assertThat(ui.page.locator("#tab-" + tab))
                        .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
            }
        }
    }
}
