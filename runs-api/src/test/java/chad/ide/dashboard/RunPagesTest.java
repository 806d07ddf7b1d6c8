package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs in the browser: watched, steered and decided, each on a run of the real engine. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RunPagesTest {

    @TestHTTPResource("/")
    String base = "";

    @Inject
    EngineProcesses processes;

    private static String released(String name) {
        return "{\"releaseFile\":\"%s\"}".formatted(Workspace.state().resolve(name));
    }

    private static void release(String name) throws IOException {
        Files.createFile(Workspace.state().resolve(name));
    }

    @Test
    void aNewRunAppearsInTheListByItselfAndIsFollowedToItsEnd() throws IOException {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).containsText("Live");

            launch("slow.jsx", "ui-watch", released("ui-watch-go"));
            assertThat(ui.row("ui-watch")).isVisible();
            ui.row("ui-watch").click();
            ui.expectState("Running");
            assertThat(ui.page.getByRole(
                            AriaRole.TREEITEM, new Page.GetByRoleOptions().setName(Pattern.compile("quick"))))
                    .isVisible();

            release("ui-watch-go");
            ui.expectState("Finished");
            assertThat(ui.page.locator(".fact-progress")).containsText("3 of 3");
            assertThat(ui.page.locator(".verdict")).hasCount(0);
        }
    }

    private static Locator task(Dashboard ui) {
        return ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Task"));
    }

    @Test
    void aGateIsApprovedInTheRunAndTheRunGoesOn() {
        launch("gate.jsx", "ui-gate", "{}");
        awaitState("ui-gate", "waiting-approval");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-gate")) {
            Locator gate =
                    ui.page.getByRole(AriaRole.ARTICLE).filter(new Locator.FilterOptions().setHasText("Send it?"));
            assertThat(gate).containsText("The draft is ready.");
            ui.page.getByLabel("Note").fill("Reads well");
            ui.button("Approve").click();

            ui.expectToast("Approved");
            ui.expectState("Finished");
        }
        asViewer().get("/api/runs/ui-gate").then().body("approvals[0].note", is("Reads well"));
    }

    /** A tap that was the end of a scroll approved at once. */
    @Test
    void aDecisionIsTakenBackBeforeItIsSent() {
        launch("gate.jsx", "ui-undo", "{}");
        awaitState("ui-undo", "waiting-approval");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-undo")) {
            ui.page.getByLabel("Note").fill("too soon");
            ui.button("Deny").click();
            ui.button("Undo").click();
            assertThat(ui.button("Approve")).isEnabled();

            ui.page.getByLabel("Note").fill("on purpose");
            ui.page.keyboard().press("Control+Enter");
            ui.expectToast("Approved");
            ui.expectState("Finished");
        }
        asViewer()
                .get("/api/runs/ui-undo")
                .then()
                .body("approvals[0].status", is("approved"))
                .body("approvals[0].note", is("on purpose"));
    }

    /** The panel jumped, and half of the names were cut beside it. */
    @Test
    void aTaskOpensInADrawerWhenItIsChosenAndIsSteppedFrom() {
        launch("count.jsx", "ui-drawer", "{\"prompt\":\"hi\"}");
        awaitState("ui-drawer", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-drawer/tasks")) {
            Locator chosen = ui.page.locator("[role=treeitem][aria-selected=true]");
            assertThat(ui.page.getByRole(AriaRole.TREEITEM).first()).isVisible();
            assertThat(task(ui)).hasCount(0);

            ui.page
                    .locator("[role=treeitem]:has(.stretch:not(.stretch-group))")
                    .first()
                    .click();
            assertThat(task(ui)).isVisible();
            assertThat(task(ui).getByText("Timeline")).isVisible();
            assertThat(task(ui).getByText("Diff", new Locator.GetByTextOptions().setExact(true)))
                    .hasCount(0); // it works in no worktree: its diff was a refused request
            assertThat(ui.page.locator(".run-facts")).containsText("by machine");
            assertThat(ui.page.locator(".run-facts")).containsText(Pattern.compile("count @ [0-9a-f]{7}\\b"));
            String first = task(ui).getByRole(AriaRole.HEADING).first().textContent();
            ui.button("Next task").click();
            assertThat(task(ui).getByRole(AriaRole.HEADING).first()).not().hasText(first);
            ui.button("Close the task").click();
            assertThat(task(ui)).hasCount(0);
            assertThat(chosen).hasCount(0);
        }
    }

    /** The buttons lay below the edge of a box without a scrollbar, and the request could be read but not decided. */
    @Test
    void aDecisionIsOnTheScreenHoweverLongItsRequestIs() throws IOException {
        Path workflows = Workspace.engine().workflows();
        Files.writeString(
                workflows.resolve("letter.jsx"),
                Files.readString(workflows.resolve("gate.jsx"))
                        .replace("/gate.db", "/letter.db")
                        .replace("name=\"gate\"", "name=\"letter\"")
                        .replace("\"The draft is ready.\"", "\"A line of the letter.\\n\".repeat(120)"));
        launch("letter.jsx", "ui-letter", "{}");
        awaitState("ui-letter", "waiting-approval");
        for (int[] size : new int[][] {{1440, 900}, {1366, 768}, {1280, 720}, {390, 844}}) {
            try (Dashboard ui = Dashboard.open(base, "/runs/ui-letter", size[0], size[1])) {
                assertThat(ui.page.locator(".gate-summary")).containsText("A line of the letter.");
                ui.expectOnTop(ui.button("Approve"));
                ui.expectOnTop(ui.button("Deny"));
            }
        }
    }

    /** The panel went to whatever was executed, under the eyes of who read it. */
    @Test
    void nothingIsChosenByItselfUnlessThatIsWished() throws IOException {
        launch("slow.jsx", "ui-follow", released("ui-follow-go"));
        awaitState("ui-follow", "running");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-follow")) {
            Locator chosen = ui.page.locator("[role=treeitem][aria-selected=true]");
            Locator follow = ui.page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Follow"));
            assertThat(ui.page.getByRole(AriaRole.TREEITEM).first()).isVisible();
            assertThat(task(ui)).hasCount(0);
            assertThat(chosen).hasCount(0);
            assertThat(follow).not().isChecked();

            follow.check();
            assertThat(chosen).containsText("slow");
            ui.page
                    .getByRole(AriaRole.TREEITEM, new Page.GetByRoleOptions().setName(Pattern.compile("quick")))
                    .click();
            assertThat(follow).not().isChecked();
            release("ui-follow-go");
            ui.expectState("Finished");
            assertThat(chosen).containsText("quick");
        }
    }

    /** The words said 84 and the figure beside them 94 of 302: one was read, the other came by the stream. */
    @Test
    void theSentenceAndTheFiguresOfALiveRunAreOfOneMoment() throws IOException {
        launch(
                "slow.jsx",
                "ui-moment",
                "{\"releaseFile\":\"%s\",\"steps\":20}"
                        .formatted(Workspace.state().resolve("ui-moment-go")));
        awaitState("ui-moment", "running");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-moment")) {
            ui.expectState("Running");
            ui.page.evaluate("""
                    () => {
                      window.seen = new Set();
                      const look = () => { // as often as a frame is painted
                        const said = /(\\d+) finished/.exec(document.querySelector(".tree-counts")?.textContent ?? "");
                        const drawn = /(\\d+) of (\\d+)/.exec(document.querySelector(".fact-progress b")?.textContent ?? "");
                        if (said && drawn) window.seen.add(`${said[1]}, ${drawn[1]}`);
                        requestAnimationFrame(look);
                      };
                      look();
                    }
                    """);
            release("ui-moment-go");
            ui.expectState("Finished");

            List<String> seen = new ArrayList<>();
            ((List<?>) ui.page.evaluate("() => [...window.seen]")).forEach(one -> seen.add(one.toString()));
            org.assertj.core.api.Assertions.assertThat(seen)
                    .hasSizeGreaterThan(2)
                    .allMatch(one -> one.substring(one.indexOf(", ") + 2).equals(one.substring(0, one.indexOf(", "))));
        }
    }

    /** The whole way of an operator, without a line of REST. */
    @Test
    void aWorkflowIsLaunchedWatchedApprovedAndFinished() {
        try (Dashboard ui = Dashboard.open(base, "/workflows/gate.jsx?launch=1")) {
            ui.dialog()
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Launch"))
                    .click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/gate-"));
            ui.expectState("Waiting for approval");

            String runId = ui.page.url().replaceAll("^.*/runs/|\\?.*$", "");
            ui.page.locator(".nav a[href='/approvals']").click();
            ui.page.locator("[data-gate^='%s ']".formatted(runId)).click();
            ui.button("Approve").click();
            ui.expectToast("Approved");

            ui.go("/runs/" + runId);
            ui.expectState("Finished");
        }
    }

    @Test
    void severalRunsAreCancelledAtOnce() {
        launch("slow.jsx", "ui-bulk-1", "{\"delayMs\":60000}");
        launch("slow.jsx", "ui-bulk-2", "{\"delayMs\":60000}");
        awaitState("ui-bulk-1", "running");
        awaitState("ui-bulk-2", "running");
        try (Dashboard ui = Dashboard.open(base, "/runs?q=ui-bulk")) {
            assertThat(ui.row("ui-bulk-1")).isVisible();
            ui.page.getByLabel("Select ui-bulk-1").check();
            ui.page.getByLabel("Select ui-bulk-2").check();
            ui.button("Cancel 2…").click();
            ui.confirm("Cancel runs");

            ui.expectToast("2 runs asked to cancel");
        }
        awaitState("ui-bulk-1", "cancelled");
        awaitState("ui-bulk-2", "cancelled");
    }

    @Test
    void aGateThatSomebodyElseDecidedSaysWho() {
        launch("gate.jsx", "ui-late", "{}");
        awaitState("ui-late", "waiting-approval");
        try (Dashboard ui = Dashboard.open(base, "/approvals")) {
            Locator gate = ui.page.locator("[data-gate^='ui-late ']");
            gate.click();
            assertThat(ui.button("Approve")).isEnabled();
            // The stream would take the gate away: the click has to come first, as it does for a person now and then.
            ui.page.route("**/api/approvals**", route -> route.abort());
            asOperator()
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/runs/ui-late/deny")
                    .then()
                    .statusCode(200);
            ui.button("Approve").click();

            assertThat(ui.page.locator(".decide [role=alert]")).containsText("denied by");
        }
    }

    @Test
    void aRunIsCancelledAfterTheDialogHasSaidWhatWillHappen() {
        launch("slow.jsx", "ui-cancel", "{\"delayMs\":60000}");
        awaitState("ui-cancel", "running");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-cancel")) {
            ui.button("Cancel run").click();
            assertThat(ui.dialog()).containsText("chad-runs cancel ui-cancel");
            ui.confirm("Cancel run");

            ui.expectState("Cancelled");
        }
    }

    @Test
    void aRunIsForkedAtAFrameAndTheForkOpens() {
        launch("count.jsx", "ui-fork", "{\"prompt\":\"hi\"}");
        awaitState("ui-fork", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-fork/history?frame=1")) {
            ui.button("Fork here…").click();
            ui.dialog().getByLabel("Label").fill("second try");
            ui.confirm("Fork");

            ui.expectToast("Forked to");
            assertThat(ui.page.locator(".crumb")).containsText("forked from ui-fork");
            ui.expectState("Finished");
        }
    }

    @Test
    void aStalledRunSaysWhyAndIsResumed() throws IOException {
        launch("slow.jsx", "ui-stall", released("ui-stall-go"));
        awaitState("ui-stall", "running");
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.row("ui-stall")).isVisible();
            ProcessHandle.of(processes
                            .of(new RunKey("slow", "ui-stall"))
                            .orElseThrow()
                            .pid())
                    .orElseThrow()
                    .destroyForcibly();

            assertThat(ui.row("ui-stall")).containsText("Stalled");
            ui.row("ui-stall").click();
            ui.expectState("Stalled");
            assertThat(ui.page.locator(".verdict")).containsText("is gone");
            release("ui-stall-go");
            ui.button("Resume").click();
            ui.confirm("Resume");

            ui.expectState("Finished");
        }
    }

    @Test
    void aBrokenStreamIsToldAndCaughtUpWithWhenItIsBack() throws IOException {
        launch("slow.jsx", "ui-cut", released("ui-cut-go"));
        int port = Integer.parseInt(base.replaceAll(".*:(\\d+).*", "$1"));
        try (CuttableProxy network = new CuttableProxy(port);
                Dashboard ui = Dashboard.open(network.address(), "/runs/ui-cut")) {
            ui.expectState("Running");
            assertThat(ui.page.locator(".fresh")).containsText("Live");

            network.cut();
            assertThat(ui.page.locator(".offline")).containsText("Offline since");
            release("ui-cut-go");
            awaitState("ui-cut", "finished");
            ui.expectState("Running");

            network.restore();
            ui.expectState("Finished");
            assertThat(ui.page.locator(".fresh")).containsText("Live");
        }
    }

    @Test
    void withoutTheStreamThePagePollsAndSaysSo() throws IOException {
        launch("slow.jsx", "ui-poll", released("ui-poll-go"));
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            ui.page.route("**/api/stream**", route -> route.abort());
            ui.go("/runs/ui-poll");
            ui.expectState("Running");
            assertThat(ui.page.locator(".offline")).containsText("polling");

            release("ui-poll-go");
            ui.expectState("Finished");
        }
    }

    @Test
    void filtersAreInTheAddressAndBackGoesBack() {
        launch("count.jsx", "ui-filter", "{\"prompt\":\"hi\"}");
        awaitState("ui-filter", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs?workflow=count.jsx")) {
            assertThat(ui.row("ui-filter")).isVisible();
            ui.page
                    .getByRole(AriaRole.SEARCHBOX, new Page.GetByRoleOptions().setName("Search runs"))
                    .fill("no-such-run-anywhere");

            assertThat(ui.page.getByText("No run matches")).isVisible();
            assertThat(ui.page).hasURL(Pattern.compile("q=no-such-run-anywhere"));
            ui.button("Show all").click();
            ui.row("ui-filter").click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-filter"));
            ui.openTab("Outputs");
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-filter/outputs"));
            ui.page.goBack();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-filter\\?in=[a-z]+$"));
            ui.page.goBack();
            assertThat(ui.page).hasURL(Pattern.compile("/runs$"));
        }
    }

    /** The logs of five failed runs were five times two clicks, as each run began with its tree again. */
    @Test
    void anotherRunIsOpenedInTheSameTab() {
        launch("count.jsx", "ui-same-1", "{\"prompt\":\"hi\"}");
        launch("count.jsx", "ui-same-2", "{\"prompt\":\"hi\"}");
        awaitState("ui-same-1", "finished");
        awaitState("ui-same-2", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-same-1/logs?q=ui-same")) {
            ui.expectState("Finished");
            ui.row("ui-same-2").click();

            assertThat(ui.page).hasURL(Pattern.compile("/runs/ui-same-2/logs\\?"));
            assertThat(ui.page.getByText("Run finished").first()).isVisible();
        }
    }

    @Test
    void everyTabOfARunShowsSomething() {
        launch("count.jsx", "ui-tabs", "{\"prompt\":\"hi\"}");
        awaitState("ui-tabs", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-tabs")) {
            assertThat(ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Result")))
                    .isVisible();
            ui.openTab("Tasks");
            assertThat(ui.page.getByRole(AriaRole.TREE)).isVisible();
            ui.openTab("Graph");
            assertThat(ui.page.locator("run-dag svg text").first()).isVisible();
            ui.openTab("Timeline");
            assertThat(ui.page.locator(".bar").first()).isVisible();
            ui.openTab("Logs");
            assertThat(ui.page.getByText("Run finished")).isVisible();
            ui.openTab("Chat");
            assertThat(ui.page.getByText("No conversation").first()).isVisible();
            assertThat(ui.page.locator("#tab-diffs")).hasCount(0);
            ui.openTab("History");
            ui.button("First frame").click();
            assertThat(ui.page.getByText("frame 1 /")).isVisible();
            ui.openTab("Outputs");
            assertThat(ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Value")))
                    .not()
                    .isEmpty();
        }
    }

    /** Event, node and text said the same three times; finds had no mark and no count. */
    @Test
    void aLogLineSaysEachThingOnceAndFindsAreMarkedAndCounted() {
        launch("count.jsx", "ui-logs", "{\"prompt\":\"hi\"}");
        awaitState("ui-logs", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-logs/logs")) {
            Locator ends = ui.page
                    .locator(".log-line")
                    .filter(new Locator.FilterOptions()
                            .setHasText(Pattern.compile("left\\s*Finished, attempt 1\\s+\\d")));
            assertThat(ends).hasCount(1);
            assertThat(ends).not().containsText("NodeFinished");

            ui.page.getByLabel("Find in the logs").fill("finished");
            assertThat(ui.page.locator(".log-line mark").first())
                    .hasText(Pattern.compile("^finished$", Pattern.CASE_INSENSITIVE));
            assertThat(ui.page.locator(".toolbar")).containsText(Pattern.compile("\\d+ lines"));

            ui.button("All events").click();
            assertThat(ui.page.getByText("NodeFinished").first()).isVisible();
            ui.button("Wrap").click();
            assertThat(ui.page.locator(".log-line.is-wrapped").first()).isVisible();
        }
    }

    /** Half of the lines ended in "…", and nothing else of them could be seen without a tap. */
    @Test
    void onAPhoneALogLineIsShownWhole() {
        launch("count.jsx", "ui-logs-phone", "{\"prompt\":\"hi\"}");
        awaitState("ui-logs-phone", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-logs-phone/logs", 390, 844)) {
            assertThat(ui.page.locator(".log-line.is-wrapped").first()).isVisible();
            assertThat(ui.button("Wrap")).hasAttribute("aria-pressed", "true");
        }
    }

    @Test
    void aRunIsSavedAsAFileAndOpenedWithoutItsStore() {
        launch("count.jsx", "ui-save", "{\"prompt\":\"hi\"}");
        awaitState("ui-save", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-save")) {
            ui.button("More actions").click();
            Path file = ui.page
                    .waitForDownload(() -> ui.button("Save as file").click())
                    .path();

            ui.go("/saved");
            ui.page.route("**/api/runs/**", route -> route.abort());
            ui.page.getByLabel("A file created").setInputFiles(file);
            ui.expectState("Finished");
            ui.openTab("Logs");
            assertThat(ui.page.getByText("Run finished").first()).isVisible();
            assertThat(ui.button("Cancel run")).hasCount(0);
        }
    }

    @Test
    void twoRunsAreComparedNodeByNode() {
        launch("count.jsx", "ui-one", "{\"prompt\":\"hi\",\"n\":1}");
        launch("count.jsx", "ui-two", "{\"prompt\":\"hi\",\"n\":2}");
        awaitState("ui-one", "finished");
        awaitState("ui-two", "finished");
        try (Dashboard ui = Dashboard.open(base, "/compare?a=ui-one&b=ui-two")) {
            assertThat(ui.page.getByLabel("Tasks of both runs")).containsText("output");
            assertThat(ui.page.locator(".compare-members").first()).containsText("n");
            assertThat(ui.page.locator(".compare ins").first()).hasText("2");

            // How long tasks take is the machine's mood; a run does not differ from itself.
            ui.go("/compare?a=ui-one&b=ui-one");
            assertThat(ui.page.getByText("All tasks ended alike")).isVisible();
            ui.page.getByLabel("Differences only").uncheck();
            assertThat(ui.page.getByLabel("Tasks of both runs")).containsText("left");
        }
    }

    @Test
    void theNightIsReportedFromThePage() {
        launch("count.jsx", "ui-night", "{\"prompt\":\"hi\"}");
        awaitState("ui-night", "finished");
        try (Dashboard ui = Dashboard.open(base, "/reports")) {
            ui.button("Generate report").click();

            ui.expectToast("Night of");
            assertThat(ui.page.getByRole(AriaRole.ARTICLE)).containsText("count.jsx");
            assertThat(ui.page.getByRole(AriaRole.ARTICLE)).containsText("saved locally");
        }
    }

    /** Whoever came from a notice had to find the night before in the list. */
    @Test
    void nightsAreSteppedThrough() {
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            List<String> nights = List.of("2026-06-14", "2026-06-13", "2026-06-12");
            String post = "\"post\":{\"state\":\"off\",\"problem\":null}";
            String items = nights.stream()
                    .map(night -> "{\"night\":\"%s\",\"title\":\"Night of %s\",%s}".formatted(night, night, post))
                    .collect(Collectors.joining(","));
            ui.page.route(Pattern.compile("/api/reports"), route -> {
                String night = route.request().url().replaceAll(".*/reports/?|\\?.*", "");
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(
                                night.isEmpty()
                                        ? "{\"items\":[%s],\"nextCursor\":null}".formatted(items)
                                        : "{\"night\":\"%1$s\",\"title\":\"Night of %1$s\",\"createdAtMs\":0,\"path\":\"p\",\"markdown\":\"It was %1$s.\",%2$s}"
                                                .formatted(night, post)));
            });
            ui.go("/reports/2026-06-13");
            Locator text = ui.page.getByRole(AriaRole.ARTICLE);
            assertThat(text).containsText("It was 2026-06-13.");

            ui.button("Previous night").click();
            assertThat(text).containsText("It was 2026-06-12.");
            assertThat(ui.button("Previous night")).isDisabled();
            ui.page.keyboard().press("k");
            ui.page.keyboard().press("k");
            assertThat(text).containsText("It was 2026-06-14.");
            assertThat(ui.button("Next night")).isDisabled();
        }
    }

    @Test
    void aViewerSeesEverythingAndHasNoButtonThatChanges() {
        launch("gate.jsx", "ui-viewer", "{}");
        awaitState("ui-viewer", "waiting-approval");
        try (Dashboard ui = Dashboard.asViewer(base, "/runs/ui-viewer")) {
            ui.expectState("Waiting for approval");
            assertThat(ui.page.getByText("You are a viewer")).isVisible();
            assertThat(ui.button("Approve")).hasCount(0);
            assertThat(ui.button("Cancel run")).hasCount(0);
        }
    }
}
