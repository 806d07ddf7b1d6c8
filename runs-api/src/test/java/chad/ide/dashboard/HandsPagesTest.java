package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the CLI can do and the dashboard could not. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HandsPagesTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @TestHTTPResource("/")
    String base = "";

    private static void launch(String workflow, String runId, String input) {
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> asViewer().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    @Test
    void aForkIsGivenAnotherInput() {
        launch("count.jsx", "ui-edited", "{\"prompt\":\"hi\",\"n\":1}");
        awaitState("ui-edited", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-edited/frames?frame=1")) {
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
