package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What takes something back or away, in the browser: it says first what that is, and then it is done. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WaysBackPagesTest {

    private static final String LANE = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Sequence, Worktree } from "smithers-orchestrator";
            import { writeFileSync } from "node:fs";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers({ edit: z.object({ fileName: z.string() }) });
            const writer = (id, text) => ({
              id,
              async generate({ rootDir }) {
                writeFileSync(`${rootDir}/NOTE.txt`, text);
                return { text: '{"fileName":"NOTE.txt"}', output: { fileName: "NOTE.txt" } };
              },
            });
            export default smithers(() => (
              <Workflow name="ui-lane">
                <Worktree id="lane" path=".worktrees/ui-lane" branch="agents/ui-lane">
                  <Sequence>
                    <Task id="plan" agent={writer("planner", "planned\\n")} output={outputs.edit} retries={0}>Plan</Task>
                    <Task id="edit" agent={writer("editor", "edited\\n")} output={outputs.edit} retries={0}>Edit</Task>
                  </Sequence>
                </Worktree>
              </Workflow>));
            """;

    private static final String BRIEF = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
            export default smithers(() => (
              <Workflow name="ui-brief"><Task id="a" output={outputs.done} noRetry>{{ text: "x" }}</Task></Workflow>));
            """;

    @TestHTTPResource("/")
    String base = "";

    @Test
    void filesAreBroughtBackAndTheWorktreeIsRemoved() throws IOException {
        Workspace.engine().write("ui-lane.jsx", LANE);
        launch("ui-lane.jsx", "ui-lane-1", "{}");
        awaitState("ui-lane-1", "finished");
        Path lane = Workspace.state().resolve("work/.worktrees/ui-lane");
        assertThat(lane.resolve("NOTE.txt")).hasContent("edited\n");

        try (Dashboard ui = Dashboard.open(base, "/runs/ui-lane-1/diffs?node=plan")) {
            ui.button("Restore files…").first().click();
            Locator dialog = ui.dialog();
            dialog.getByLabel("State after node").selectOption("plan");
            assertThat(dialog).containsText("after attempt 1 of plan");
            assertThat(dialog.locator("undo-preview")).containsText("NOTE.txt");
            assertThat(dialog).containsText("chad-runs revert ui-lane-1");
            ui.confirm("Restore them");
            ui.expectToast("Reverted");
            assertThat(lane.resolve("NOTE.txt")).hasContent("planned\n");
            asViewer() // the snapshots are gone, in which the name stood as the workflow spells it
                    .get("/api/runs/ui-lane-1")
                    .then()
                    .body("nodes.find { it.id == 'edit' }.output.fileName", is("NOTE.txt"));

            ui.go("/system");
            Locator trees = ui.page.getByLabel("Worktrees of work");
            assertThat(trees).containsText(".worktrees/ui-lane");
            assertThat(trees).containsText("removes it");
            ui.button("Remove worktrees…").first().click();
            assertThat(ui.dialog()).containsText("chad-runs worktrees work --prune");
            ui.confirm("Remove them");
            ui.expectToast("removed");
            assertThat(ui.page.getByText(".worktrees/ui-lane")).hasCount(0);
        }
        assertThat(lane).doesNotExist();
    }

    @Test
    void aReplaySaysWhereItBeginsAndOpensTheNewRun() {
        launch("count.jsx", "ui-replayed", "{\"prompt\":\"hi\",\"n\":1}");
        awaitState("ui-replayed", "finished");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-replayed/history?frame=1")) {
            ui.button("Replay from here…").first().click();
            Locator dialog = ui.dialog();
            dialog.getByLabel("Do again from").selectOption("sum");
            assertThat(dialog.locator("undo-preview")).containsText("Will be kept");
            assertThat(dialog).containsText("chad-runs replay ui-replayed");
            assertThat(dialog).containsText("--reset-node sum");
            ui.confirm("Replay");
            ui.expectToast("Replayed as");
            assertThat(ui.page.locator(".crumb")).containsText("ui-replayed");
            ui.expectState("Finished");
        }
    }

    @Test
    void aStoreIsArchivedOnceThatIsMeant() {
        Workspace.engine().write("ui-brief.jsx", BRIEF);
        launch("ui-brief.jsx", "ui-brief-1", "{}");
        awaitState("ui-brief-1", "finished");
        await().atMost(Duration.ofSeconds(30)) // its process lives on for a moment, with the store open
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains("ui-brief-1")));
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            ui.button("Archive ui-brief").click();
            assertThat(ui.dialog()).containsText("Its run leaves the list");
            assertThat(ui.dialog()).containsText("chad-runs archive ui-brief");
            ui.confirm("Archive the store");
            ui.expectToast("Archived ui-brief");
            assertThat(ui.button("Archive ui-brief")).hasCount(0);

            ui.go("/runs/ui-brief-1");
            assertThat(ui.page.getByText("archive").first()).isVisible();
        }
    }

    /** No model-refresh is there: the page says so, and who is to be started. */
    @Test
    void aFetchThatFailsSaysWhy() {
        try (Dashboard ui = Dashboard.open(base, "/models")) {
            ui.button("Fetch now").click();
            ui.expectToast("The catalog was not refreshed");
            assertThat(ui.page.locator(".toast").first()).containsText("model-refresh");
        }
    }

    @Test
    void aSilentProcessIsEndedOnceThatIsMeant() throws IOException, InterruptedException {
        Path release = Workspace.state().resolve("ui-hung-release");
        launch("slow.jsx", "ui-hung", "{\"releaseFile\":\"%s\"}".formatted(release));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/ui-hung")
                        .then()
                        .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));
        String owner = Sqlite.first(
                Workspace.state().resolve("slow.db"),
                "SELECT runtime_owner_id FROM _smithers_runs WHERE run_id = 'ui-hung'");
        long pid = Long.parseLong(owner.split(":", -1)[1]);
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> asViewer().get("/api/runs/ui-hung").then().body("silence.pid", is((int) pid)));

        try (Dashboard ui = Dashboard.open(base, "/runs/ui-hung")) {
            assertThat(ui.page.getByText("alive but has been silent since").first())
                    .isVisible();
            ui.button("End process and resume…").first().click();
            assertThat(ui.dialog()).containsText("I understand that process %d will be killed.".formatted(pid));
            assertThat(ui.dialog()).containsText("slow");
            assertThat(ui.dialog()).containsText("--end-process");
            Files.createFile(release);
            ui.confirm("End it and resume");
            ui.expectToast("Resumed");
            ui.expectState("Finished");
        }
    }
}
