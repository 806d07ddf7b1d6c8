package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Parts of the page that can't be loaded, in the browser: each harms itself alone, and comes when it can. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class LostPartsPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static Locator alert(Dashboard ui) {
        return ui.page.getByRole(AriaRole.ALERT);
    }

    /** One lost script made every view say that something went wrong, until somebody clicked "Try again". */
    @Test
    void aViewThatCouldNotBeLoadedHarmsNoOtherAndComesWithItsStyles() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).containsText("Live");
            ui.page.route("**/assets/models-*", Route::abort);
            ui.link("Models").click();
            assertThat(alert(ui)).containsText("could not be loaded");
            ui.link("Workflows").click();
            assertThat(ui.heading("Workflows")).isVisible();
            assertThat(alert(ui)).hasCount(0);

            ui.page.unroute("**/assets/models-*");
            ui.link("Models").click();
            assertThat(ui.heading("Models").first()).isVisible();
            ui.page.waitForFunction(
                    "() => [...document.styleSheets].some((sheet) => sheet.href?.includes('/assets/models-'))");
        }
    }

    /** The part for a run stayed a row of grey bars for ever, with nothing to click. */
    @Test
    void aRunThatIsOpenedWithoutANetworkSaysSoAndIsShownWhenThereIsOne() {
        launch("count.jsx", "ui-lost", "{\"prompt\":\"hi\"}");
        awaitState("ui-lost", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.row("ui-lost")).isVisible();
            ui.page.context().setOffline(true);
            ui.row("ui-lost").click();
            Locator part = ui.page.locator(".detail");
            assertThat(part.getByRole(AriaRole.ALERT)).containsText("can't be reached");
            assertThat(part.getByRole(AriaRole.BUTTON)).hasText("Try again");

            ui.page.context().setOffline(false);
            ui.expectState("Finished");
        }
    }

    @Test
    void aTabThatCouldNotBeLoadedIsTriedAgainWhenItIsAskedFor() {
        launch("count.jsx", "ui-lost-tab", "{\"prompt\":\"hi\"}");
        awaitState("ui-lost-tab", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-lost-tab")) {
            ui.expectState("Finished");
            ui.page.route("**/assets/logs-tab-*", Route::abort);
            ui.openTab("Logs");
            assertThat(ui.page.locator(".run-panel").getByRole(AriaRole.ALERT)).containsText("could not be loaded");

            ui.page.unroute("**/assets/logs-tab-*");
            ui.button("Try again").click();
            assertThat(ui.page.locator("run-logs-tab").getByText("Run finished").first())
                    .isVisible();
        }
    }

    /** Some browsers, Chromium 150 among them, never ask again for a script that was lost once: "Try again" did nothing for ever. */
    @Test
    void aPartThatIsLostAgainOffersToReloadThePage() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).containsText("Live");
            ui.page.route("**/assets/models-*", Route::abort);
            ui.link("Models").click();
            ui.button("Try again").click();
            assertThat(ui.button("Reload the page")).isVisible();

            ui.page.unroute("**/assets/models-*");
            ui.button("Reload the page").click();
            assertThat(ui.heading("Models").first()).isVisible();
        }
    }

    /** A click on Launch did nothing, and nothing said why. */
    @Test
    void aFormThatCouldNotBeLoadedSaysSoAndComes() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx")) {
            ui.page.route("**/assets/launch-drawer-*", Route::abort);
            ui.link("Launch").click();
            assertThat(ui.page.getByText("This part of the page could not be loaded"))
                    .isVisible();

            ui.page.unroute("**/assets/launch-drawer-*");
            ui.button("Try again").click();
            assertThat(ui.dialog()).isVisible();
        }
    }

    /** After a deploy the names of the old scripts lead nowhere; trying again can't help, and the page says what does. */
    @Test
    void afterAnUpdateThePageOffersToBeReloaded() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).containsText("Live");
            ui.page.route("**/assets/models-*", route -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
            ui.page.route(
                    "**/index.html",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody("<script type=module src=/assets/index-of-tomorrow.js></script>")));
            ui.link("Models").click();
            assertThat(alert(ui)).containsText("The dashboard has been updated");

            ui.page.unroute("**/assets/models-*");
            ui.button("Reload the page").click();
            assertThat(ui.heading("Models").first()).isVisible();
        }
    }
}
