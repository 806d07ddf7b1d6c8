package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs that a page could stumble over, in a real browser. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class OddRunsPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static void store(Recording recording, String name, String change) throws SQLException, IOException {
        Path hidden = recording.copyTo(Workspace.state(), name + ".preparing");
        try (Connection writer = Sqlite.open(hidden);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute(change);
        }
        Files.move(hidden, Workspace.state().resolve(name + ".db"));
        await().untilAsserted(
                        () -> asViewer().get("/api/runs?store=" + name).then().body("items", hasSize(1)));
    }

    /** One such row replaced the whole list by "Something in this page went wrong". */
    @Test
    void aTimeThatIsNotADateIsShownAsANumberBetweenTheOthers() throws SQLException, IOException {
        store(
                Recording.FINISHED,
                "page-ns",
                "UPDATE _smithers_runs SET run_id = 'page-ns', created_at_ms = 1795000000000000000");
        store(Recording.FINISHED, "page-ok", "UPDATE _smithers_runs SET run_id = 'page-ok'");

        try (Dashboard ui = Dashboard.open(base, "/runs?q=page-")) {
            assertThat(ui.row("page-ns")).containsText("1795000000000000000");
            assertThat(ui.row("page-ok")).isVisible();
            ui.row("page-ns").click();
            ui.expectState("Finished");
        }
    }

    /** A finished run of 1,002 nodes looked half done: what the detail has no room for was drawn as not begun. */
    @Test
    void aNodeThatWasNotLoadedIsNotDrawnAsOneThatHasNotBegun() {
        Stores.add(Recording.FINISHED, "page-many", """
                WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 600)
                INSERT INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms, output_table)
                SELECT 'fin-1', 'a' || printf('%05d', i), 0, 'finished', null, 1795000000000 + i, '' FROM c
                """);
        Stores.awaitReadable("page-many");

        try (Dashboard ui = Dashboard.open(base, "/runs/fin-1/tasks?in=page-many")) {
            Locator left =
                    ui.page.getByRole(AriaRole.TREEITEM, new Page.GetByRoleOptions().setName(Pattern.compile("left")));
            assertThat(left.locator(".sign")).hasAttribute("aria-label", "Finished");
            assertThat(ui.page.locator(".tree-bar .partly")).containsText("Showing 500 of 604 nodes");

            ui.button("Load the rest").click();
            assertThat(ui.page.locator(".tree-bar .partly")).hasCount(0);
            left.click();
            ui.button("Attempts").click();
            assertThat(ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Attempts")))
                    .isVisible();
        }
    }

    /** Outputs ended at the 300th, and nothing said so. */
    @Test
    void aListThatIsCutSaysSoAndShowsTheRest() {
        Stores.add(
                Recording.FINISHED,
                "page-long",
                """
                WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 320)
                INSERT INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms, output_table)
                SELECT 'fin-1', 'n' || printf('%05d', i), 0, 'finished', 1, 1795000000000 + i, 'part' FROM c
                """,
                "INSERT INTO part (run_id, node_id, iteration, text) SELECT 'fin-1', node_id, 0, 'x' FROM"
                        + " _smithers_nodes" + " WHERE node_id LIKE 'n0%'",
                "INSERT INTO _smithers_attempts (run_id, node_id, iteration, attempt, state, started_at_ms,"
                        + " finished_at_ms)"
                        + " SELECT 'fin-1', node_id, 0, 1, 'finished', updated_at_ms, updated_at_ms + 5 FROM"
                        + " _smithers_nodes"
                        + " WHERE node_id LIKE 'n0%'");
        Stores.awaitReadable("page-long");

        try (Dashboard ui = Dashboard.open(base, "/runs/fin-1/outputs?in=page-long")) {
            Locator note = ui.page.locator(".run-panel .partly");
            assertThat(note).containsText("Showing 300 of 324");
            ui.button("Show more").click();
            assertThat(note).hasCount(0);
            assertThat(ui.page.locator(".run-panel").getByText("n00320").first())
                    .isAttached();
        }
    }

    /** An output of megabytes was shown as its first 2,048 characters, and that was all of it. */
    @Test
    void aLargeOutputIsShownAsATreeWhenThatIsWished() {
        Stores.add(
                Recording.FINISHED,
                "page-large",
                "UPDATE part SET text = replace(hex(zeroblob(200000)), '00', 'word ') || 'the end' WHERE node_id = 'left'");
        Stores.awaitReadable("page-large");

        try (Dashboard ui = Dashboard.open(base, "/runs/fin-1/outputs?in=page-large&node=left")) {
            Locator value = ui.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Value"));
            assertThat(value.getByText("Download the whole")).isVisible();
            ui.button("Show the whole as a tree").click();
            assertThat(value.locator(".json-name").filter(new Locator.FilterOptions().setHasText("text")))
                    .isVisible();
            value.getByText("more characters").click();
            assertThat(value.getByText("more characters")).containsText("896,007");
        }
    }

    @Test
    void anAddressWithoutAStoreAsksWhichRunIsMeant() throws SQLException, IOException {
        store(
                Recording.FINISHED,
                "page-a",
                "UPDATE _smithers_runs SET run_id = 'page-twin', created_at_ms = 1795000000001");
        store(
                Recording.FAILED,
                "page-b",
                "UPDATE _smithers_runs SET run_id = 'page-twin', created_at_ms = 1795000000002");

        try (Dashboard ui = Dashboard.open(base, "/runs/page-twin")) {
            assertThat(ui.page.getByText("Several stores hold a run with this id"))
                    .isVisible();
            ui.link("page-b").click();
            assertThat(ui.page).hasURL(Pattern.compile("/runs/page-twin\\?in=page-b$"));
            ui.expectState("Failed");

            ui.go("/runs?q=page-twin");
            assertThat(ui.page.locator(".run-rows").getByRole(AriaRole.LINK)).hasCount(2);
            ui.page.locator("[data-run='page-a/page-twin']").click();
            assertThat(ui.page).hasURL(Pattern.compile("in=page-a"));
            ui.expectState("Finished");
        }
    }
}
