package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the CLI can do and the dashboard could not. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HandsPagesTest {

    @TestHTTPResource("/")
    String base = "";

    @Test
    void aForkIsGivenAnotherInput() {
        launch("count.jsx", "ui-edited", "{\"prompt\":\"hi\",\"n\":1}");
        awaitState("ui-edited", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-edited/history?frame=1")) {
            ui.button("Fork here…").click();
            Locator dialog = ui.dialog();
            dialog.locator("summary").click();
            Locator input = dialog.getByLabel("Input of the fork");
            assertThat(input).hasValue(Pattern.compile("\"prompt\": \"hi\""));
            input.fill("{\"prompt\": \"hi\", \"n\": 5}");
            assertThat(dialog.locator("summary")).containsText("changed: n");
            assertThat(dialog).containsText("--input");
            dialog.getByLabel("Start it at once").uncheck();
            ui.confirm("Fork");
            ui.expectToast("Forked to");
            assertThat(ui.page.locator(".crumb")).containsText("forked from ui-edited");
            ui.expectState("Not started");
        }
    }

    @Test
    void aLaunchTakesTheOptionsOfTheEngineAndARefusedOneIsSaidAtItsField() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx?launch=1")) {
            ui.page.getByText("Execution").click();
            ui.page.getByLabel("Folder for tools").fill("../elsewhere");
            ui.page.getByLabel("Tasks at a time").fill("2");
            assertThat(ui.page.locator(".launch-command")).containsText("--root ../elsewhere");
            ui.dialog()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Launch").setExact(true))
                    .click();
            assertThat(ui.page.locator("#execution-root-hint")).containsText("below the state folder");
        }
    }

    @Test
    void aBackupIsMadeFromThePage() {
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            ui.button("Back up now…").click();
            ui.confirm("Back up");
            ui.expectToast("Backup");
            asViewer().get("/api/backups").then().body("items[0].name", notNullValue());
        }
    }
}
