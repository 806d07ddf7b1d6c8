package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Workflows in the browser: their graphs, and launching them. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WorkflowPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static Locator field(Dashboard ui, String name) {
        return ui.dialog().locator("#launch-input-" + name);
    }

    private static Locator submit(Dashboard ui) {
        return ui.dialog()
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Launch").setExact(true));
    }

    private static Locator node(Dashboard ui, String name) {
        return ui.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name + ", ")));
    }

    @Test
    void aRunIsLaunchedFromTheFormAndOpens() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx")) {
            ui.link("Launch").click();
            field(ui, "prompt").fill("from the form");
            ui.dialog().getByText("Optional").click();
            field(ui, "n").fill("4");
            ui.dialog().getByText("Name and annotations").click();
            ui.dialog().getByLabel("Run id").fill("ui-launch");
            assertThat(ui.dialog().locator(".launch-command")).containsText("--run-id ui-launch");
            submit(ui).click();

            ui.expectToast("Launched count.jsx");
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-launch\\?in=[a-z]+$"));
            ui.expectState("Finished");
        }
        asViewer().get("/api/runs/ui-launch").then().body("input.n", is(4)).body("input.prompt", is("from the form"));
    }

    @Test
    void whatTheServiceRefusesIsSaidAtItsField() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx?launch=1")) {
            field(ui, "prompt").fill("hi");
            ui.dialog().getByText("settings of the workflow").click();
            ui.button("Add a setting").click();
            ui.dialog().getByLabel("Name of setting 1").fill("CHAD_EVIL_URL");
            submit(ui).click();

            assertThat(ui.dialog().locator(".pair .field-error")).containsText("could redirect the run");
            assertThat(ui.dialog().locator(".pair .field-error")).not().containsText("`");
            assertThat(ui.dialog().locator("[aria-invalid=true]")).hasCount(1);
        }
    }

    /** It took three seconds, and then said "expected string, received undefined", three times. */
    @Test
    void whatIsRequiredIsAskedForBeforeAnythingIsSent() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx?launch=1")) {
            List<String> sent = new CopyOnWriteArrayList<>();
            ui.page.onRequest(request -> sent.add(request.method() + " " + request.url()));
            assertThat(field(ui, "prompt")).isVisible();
            submit(ui).click();
            assertThat(ui.dialog().locator("#launch-input-prompt-hint")).hasText("This is required.");
            assertThat(field(ui, "prompt")).isFocused();
            Assertions.assertThat(sent).noneMatch(one -> one.startsWith("POST") && one.endsWith("/api/launch"));

            ui.page.keyboard().type("hi");
            assertThat(ui.dialog().locator("[aria-invalid=true]")).hasCount(0);
            ui.page.keyboard().press("Control+Enter");
            ui.expectToast("Launched count.jsx");
        }
    }

    /** Any name was taken without a word, and a double one vanished. */
    @Test
    void aModelThatTheCatalogDoesNotHaveIsMarked() {
        Workspace.engine().write("ui-roster.jsx", """
                        /** @jsxImportSource smithers-orchestrator */
                        // Knobs: CHAD_FUSION_MODELS
                        import { createSmithers } from "smithers-orchestrator";
                        import { z } from "zod";
                        const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
                        export default smithers(() => (
                          <Workflow name="ui-roster"><Task id="a" output={outputs.done} noRetry>{{ text: "x" }}</Task></Workflow>));
                        """);
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            answer(ui, "**/api/models", "{\"chat\": [\"lab/known\"]}");
            answer(ui, "**/api/roster", "{\"models\": [\"lab/known\"], \"stage\": \"featured\", \"reasons\": []}");
            ui.go("/workflows/ui-roster.jsx?launch=1");
            ui.dialog().getByLabel("Custom roster").check();
            Locator chips = ui.dialog().locator(".model-chip");
            assertThat(chips).hasCount(1);
            Locator add = ui.dialog().getByLabel("Add a model");
            add.fill("no-such/model-1");
            add.press("Enter");
            assertThat(chips).hasCount(2);
            assertThat(ui.dialog().locator(".model-chip.is-unknown")).containsText("no-such/model-1");
            assertThat(ui.dialog()).containsText("Not in the catalog: no-such/model-1");
            add.fill("lab/known");
            add.press("Enter");
            assertThat(ui.dialog()).containsText("in the list already");
            assertThat(ui.dialog().locator(".launch-command"))
                    .containsText("CHAD_FUSION_MODELS=lab/known,no-such/model-1");
        }
    }

    private static void answer(Dashboard ui, String place, String json) {
        ui.page.route(
                place,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(json)));
    }

    @Test
    void formAndJsonAreTwoViewsOfOneInput() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx?launch=1")) {
            field(ui, "prompt").fill("seen in both");
            ui.button("JSON").click();
            Locator json = ui.page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Input as JSON"));
            assertThat(json).containsText("\"prompt\": \"seen in both\"");

            json.click();
            ui.page.keyboard().press("Control+a");
            ui.page.keyboard().insertText("{\"prompt\": ");
            assertThat(submit(ui)).isDisabled();
            ui.page.keyboard().insertText("\"changed\"}");
            ui.button("Form").click();

            assertThat(field(ui, "prompt")).hasValue("changed");
        }
    }

    @Test
    void aRunIsLaunchedAgainWithItsInputAndAnnotations() {
        asOperator()
                .contentType("application/json")
                .body("""
                        {"workflow": "count.jsx", "runId": "ui-again", "input": {"prompt": "once more", "n": 2},
                         "annotations": {"reason": "nightly"}, "env": {"CHAD_WORD": "west"}, "maxConcurrency": 2}""")
                .post("/api/launch")
                .then()
                .statusCode(201);
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx")) {
            ui.row("ui-again").hover();
            ui.link("Rerun ui-again with changes").click();
            assertThat(field(ui, "prompt")).hasValue("once more");
            assertThat(field(ui, "n")).hasValue("2");
            assertThat(ui.dialog().getByLabel("Value of annotation 1")).hasValue("nightly");
            assertThat(ui.dialog().getByLabel("Value of setting 1")).hasValue("west");
            assertThat(ui.dialog().getByLabel("Tasks at a time")).hasValue("2");
            submit(ui).click();

            ui.expectState("Finished");
        }
    }

    @Test
    void theGraphIsWalkedWithArrowsAndATaskShowsItsSettings() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx?tab=graph")) {
            node(ui, "left").focus();
            ui.page.keyboard().press("ArrowDown");
            assertThat(node(ui, "right")).isFocused();
            ui.page.keyboard().press("ArrowRight");
            assertThat(node(ui, "sum")).isFocused();
            ui.page.keyboard().press("Enter");

            Locator settings = ui.page.getByLabel("Settings of sum");
            assertThat(settings).containsText("none");
            assertThat(settings).containsText("20 s");
            assertThat(ui.page).hasURL(Pattern.compile("node=sum"));
        }
    }

    /** Its versions, its schedule and its figures stood in three other views, each with a header of its own. */
    @Test
    void aWorkflowHasItsRunsGraphCodeVersionsScheduleAndFiguresUnderOneHeader() {
        Dashboard.launch("count.jsx", "ui-workflow-tabs", "{\"prompt\":\"hi\"}");
        Dashboard.awaitState("ui-workflow-tabs", "finished");
        asOperator()
                .contentType("application/json")
                .body(
                        "{\"name\":\"ui-workflow-tabs\",\"definition\":{\"workflow\":\"count.jsx\",\"cron\":[\"45 4 * * *\"]}}")
                .post("/api/schedules")
                .then()
                .statusCode(201);
        try (Dashboard ui = Dashboard.open(base, "/workflows/count.jsx")) {
            assertThat(ui.row("ui-workflow-tabs")).isVisible();
            ui.openTab("Graph");
            assertThat(node(ui, "left")).isVisible();
            ui.openTab("Code");
            assertThat(ui.page.getByRole(
                            AriaRole.TEXTBOX,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^Source of count.jsx"))))
                    .containsText("createSmithers");
            ui.openTab("Versions");
            assertThat(ui.page.getByText("No version is chosen")).isVisible();
            ui.openTab("Schedule");
            assertThat(ui.link("ui-workflow-tabs")).isVisible();
            ui.openTab("Stats");
            assertThat(ui.page.locator(".wf-figures")).containsText("Success rate");
            assertThat(ui.page.getByRole(
                            AriaRole.GROUP, new Page.GetByRoleOptions().setName(Pattern.compile("^The longest took"))))
                    .isVisible();
            assertThat(ui.page).hasURL(Pattern.compile("tab=stats$"));

            ui.button("More ways to launch").click();
            ui.link("With the last input…").click();
            assertThat(ui.dialog()).isVisible();
            assertThat(ui.page).hasURL(Pattern.compile("tab=stats.*&from="));
        }
    }

    @Test
    void aWorkflowThatTheEngineCantLoadSaysWhy() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/broken.jsx?tab=graph")) {
            assertThat(ui.page.getByRole(AriaRole.ALERT)).containsText("nowhere");
            assertThat(ui.link("Open it in the editor")).isVisible();
        }
    }

    @Test
    void theListCountsRunsAndEachFigureLeadsToThem() {
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"count.jsx\",\"runId\":\"ui-counted\",\"input\":{\"prompt\":\"hi\"}}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> asViewer().get("/api/runs/ui-counted").then().body("state", is("finished")));
        try (Dashboard ui = Dashboard.open(base, "/workflows")) {
            Locator row = ui.page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("count.jsx"));
            assertThat(ui.page.locator("svg.dag-thumb").first()).isVisible();
            assertThat(row.getByRole(AriaRole.GROUP)).hasAccessibleName(Pattern.compile("^The last \\d+ runs: "));
            assertThat(row.locator(".wf-success")).containsText("%");
            assertThat(row.locator(".wf-took")).containsText(" / ");
            row.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(Pattern.compile("finished")))
                    .first()
                    .click();

            assertThat(ui.page).hasURL(Pattern.compile("/runs\\?workflow=count.jsx&status=finished"));
            assertThat(ui.row("ui-counted")).isVisible();
        }
    }

    @Test
    void aViewerCantLaunch() {
        try (Dashboard ui = Dashboard.asViewer(base, "/workflows/count.jsx?launch=1")) {
            assertThat(submit(ui)).isDisabled();
            assertThat(ui.dialog()).containsText("Your role can't launch workflows");
        }
    }
}
