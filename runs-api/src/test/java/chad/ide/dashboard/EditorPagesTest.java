package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The editor in the browser, with the real engine judging what is written. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class EditorPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static void make(String name, String template) {
        asOperator()
                .contentType("application/json")
                .body(Map.of("name", name, "template", template))
                .post("/api/workflow-file")
                .then()
                .statusCode(201);
    }

    private static String source(String name) {
        return asViewer()
                .get("/api/workflow-file?name=" + name)
                .then()
                .extract()
                .path("source");
    }

    /** As somebody else, who has seen the newest text. */
    private static void change(String name, String before, String after) {
        var seen = asViewer().get("/api/workflow-file?name=" + name);
        String text = seen.path("source");
        asOperator()
                .contentType("application/json")
                .header("If-Match", seen.header("ETag"))
                .body(Map.of("name", name, "source", text.replace(before, after)))
                .post("/api/workflow-file")
                .then()
                .statusCode(200);
    }

    private static Locator text(Dashboard ui, String name) {
        return ui.page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(Pattern.compile("^Source of " + name)));
    }

    private static void append(Dashboard ui, String name, String words) {
        text(ui, name).click();
        ui.page.keyboard().press("Control+End");
        ui.page.keyboard().insertText(words);
    }

    private static Locator problems(Dashboard ui) {
        return ui.page.locator(".ed-problems");
    }

    @Test
    void aMistakeIsShownFixedSavedAndAConflictIsMerged() {
        try (Dashboard ui = Dashboard.open(base, "/editor?new=1")) {
            ui.page.getByLabel("File name").fill("ui-edit");
            ui.button("Create").click();
            assertThat(ui.page.locator(".dag-canvas")).isVisible();
            assertThat(problems(ui)).containsText("The engine can launch it");

            append(ui, "ui-edit.jsx", "\nconst broken = (;");
            assertThat(problems(ui)).containsText("Unexpected ;");
            assertThat(ui.page.locator(".cm-lint-marker-error")).isVisible();
            assertThat(ui.page).hasTitle(Pattern.compile("^• "));

            ui.page.keyboard().press("Control+z");
            append(ui, "ui-edit.jsx", "// mine\n");
            assertThat(problems(ui)).containsText("The engine can launch it");
            ui.page.keyboard().press("Control+s");
            ui.expectToast("Saved ui-edit.jsx");
            assertThat(ui.button("Save")).isDisabled();

            ui.page.route("**/api/stream**", route -> route.abort());
            ui.go("/editor?name=ui-edit.jsx");
            append(ui, "ui-edit.jsx", "// mine again\n");
            change("ui-edit.jsx", "\"Greet\"", "\"Theirs\"");
            ui.page.keyboard().press("Control+s");
            assertThat(ui.page.getByRole(AriaRole.ALERT)).containsText("Someone else saved first");
            ui.button("Apply this difference from the left").first().click();
            ui.button("Save the right side").click();
            ui.expectToast("Saved ui-edit.jsx");
        }
        assertThat(source("ui-edit.jsx")).contains("// mine\n", "// mine again", "\"Theirs\"");
    }

    @Test
    void savingNamesTheRunsThatItWouldStrand() {
        make("ui-strand.jsx", "plain");
        change("ui-strand.jsx", "noRetry timeoutMs={20_000}", "noRetry needsApproval timeoutMs={20_000}");
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"ui-strand.jsx\",\"runId\":\"ui-stranded\",\"input\":{}}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> asViewer().get("/api/runs/ui-stranded").then().body("state", is("waiting-approval")));
        try (Dashboard ui = Dashboard.open(base, "/editor?name=ui-strand.jsx")) {
            append(ui, "ui-strand.jsx", "// later\n");
            ui.button("Save").click();
            assertThat(ui.dialog()).containsText("This strands 1 run");
            assertThat(ui.dialog().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("ui-stranded")))
                    .isVisible();
            assertThat(ui.button("Save anyway")).isDisabled();
            ui.confirm("Save anyway");

            ui.expectToast("Saved ui-strand.jsx");
        }
    }

    @Test
    void leavingIsAskedForAndADraftSurvives() {
        make("ui-draft.jsx", "plain");
        try (Dashboard ui = Dashboard.open(base, "/editor?name=ui-draft.jsx")) {
            append(ui, "ui-draft.jsx", "// unsaved\n");
            ui.link("Models").click();
            assertThat(ui.dialog()).containsText("changes that are not saved");
            ui.confirm("Leave");
            assertThat(ui.page).hasURL(Pattern.compile("/models$"));

            ui.go("/editor?name=ui-draft.jsx");
            assertThat(ui.page.getByText("An unsaved draft")).isVisible();
            ui.button("Restore the draft").click();
            assertThat(text(ui, "ui-draft.jsx")).containsText("// unsaved");
        }
    }

    @Test
    void aFileThatWasFoundInTheFolderHasItsFirstText() {
        make("ui-template.jsx", "plain");
        Workspace.engine().write("ui-found.jsx", source("ui-template.jsx"));
        await().untilAsserted(() ->
                asViewer().get("/api/workflow-file?name=ui-found.jsx").then().statusCode(200));
        change("ui-found.jsx", "\"Greet\"", "\"Welcome\"");

        try (Dashboard ui = Dashboard.open(base, "/editor?name=ui-found.jsx&pane=versions")) {
            assertThat(ui.page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^1 found in the folder"))))
                    .isVisible();
        }
    }

    @Test
    void anEarlierTextIsComparedAndRestored() {
        make("ui-versions.jsx", "plain");
        String first = source("ui-versions.jsx");
        change("ui-versions.jsx", "\"Greet\"", "\"Welcome\"");
        try (Dashboard ui = Dashboard.open(base, "/editor?name=ui-versions.jsx&pane=versions")) {
            ui.page
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^1 made by")))
                    .click();
            assertThat(ui.page.getByLabel("Version 1", new Page.GetByLabelOptions().setExact(true)))
                    .containsText("\"Greet\"");
            ui.button("Restore").click();
            ui.confirm("Restore");

            ui.expectToast("has been restored to version 1");
        }
        assertThat(source("ui-versions.jsx")).isEqualTo(first);
    }

    @Test
    void aFileIsRenamedDeletedAndBroughtBack() {
        make("ui-old.jsx", "plain");
        try (Dashboard ui = Dashboard.open(base, "/editor?name=ui-old.jsx")) {
            ui.button("More").click();
            ui.button("Rename…").click();
            ui.dialog().getByLabel("New name").fill("ui-new.jsx");
            ui.confirm("Rename");
            assertThat(ui.heading("ui-new.jsx")).isVisible();

            ui.button("More").click();
            ui.button("Delete…").click();
            assertThat(ui.dialog()).containsText("It can no longer be launched");
            ui.confirm("Delete");
            ui.expectToast("ui-new.jsx is deleted");

            ui.page.getByText("Deleted and renamed").click();
            ui.button("Restore ui-new.jsx").click();
            assertThat(ui.heading("ui-new.jsx")).isVisible();
            assertThat(text(ui, "ui-new.jsx")).containsText("createSmithers");
        }
    }

    @Test
    void aNameThatIsTakenOrNotAllowedIsSaidAtTheField() {
        try (Dashboard ui = Dashboard.open(base, "/editor?new=1")) {
            ui.page.getByLabel("File name").fill("../evil");
            ui.button("Create").click();
            assertThat(ui.page.locator("#ed-new-hint")).containsText("a path under the workflow folder");

            ui.page.getByLabel("File name").fill("gate.jsx");
            ui.button("Create").click();
            assertThat(ui.page.locator("#ed-new-hint")).containsText("exists already");
        }
    }

    @Test
    void aViewerReadsAndCantWrite() {
        try (Dashboard ui = Dashboard.asViewer(base, "/editor?name=gate.jsx")) {
            assertThat(text(ui, "gate.jsx")).containsText("A draft that a person must approve");
            append(ui, "gate.jsx", "// no\n");

            assertThat(ui.button("Save")).isDisabled();
            assertThat(text(ui, "gate.jsx")).not().containsText("// no");
        }
    }
}
