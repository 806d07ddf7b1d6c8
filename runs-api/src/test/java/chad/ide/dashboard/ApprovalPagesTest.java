package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The inbox of decisions in the browser, when there are many. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ApprovalPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static Locator row(Dashboard ui, String runId) {
        return ui.page.locator("[data-gate^='%s ']".formatted(runId));
    }

    private static void waits(String runId) {
        launch("gate.jsx", runId, "{}");
        awaitState(runId, "waiting-approval");
    }

    /** A hundred open cards, the oldest first, were walked by scrolling. */
    @Test
    void requestsAreAListThatIsWalkedAndDecidedByKeys() {
        waits("inbox-1");
        waits("inbox-2");
        waits("inbox-3");
        try (Dashboard ui = Dashboard.open(base, "/approvals?run=inbox-1&in=gate&node=release")) {
            assertThat(row(ui, "inbox-1")).hasAttribute("aria-current", "true");
            assertThat(ui.page.locator("gate-card")).hasCount(1);
            ui.page.keyboard().press("j");
            assertThat(row(ui, "inbox-2")).hasAttribute("aria-current", "true");
            assertThat(ui.page).hasURL(Pattern.compile("run=inbox-2"));
            ui.page.keyboard().press("a");
            assertThat(row(ui, "inbox-2")).containsText("Approving");
            ui.page.keyboard().press("j");
            assertThat(row(ui, "inbox-3")).hasAttribute("aria-current", "true");
            ui.page.keyboard().press("d");
            assertThat(row(ui, "inbox-3")).containsText("Denying");
            awaitState("inbox-2", "finished");
            awaitState("inbox-3", "finished");
            assertThat(row(ui, "inbox-2")).hasCount(0);
            assertThat(row(ui, "inbox-3")).hasCount(0);

            // What was chosen has gone: nothing takes its place by itself.
            assertThat(ui.page.getByText("This request does not wait any more")).isVisible();
            ui.page.keyboard().press("k");
            assertThat(row(ui, "inbox-1")).hasAttribute("aria-current", "true");
        }
        asViewer().get("/api/runs/inbox-3").then().body("approvals[0].status", is("denied"));
    }

    @Test
    void thoseOfOneNodeAreApprovedTogetherOnceTheirNumberIsTyped() {
        Workspace.engine().write("ui-kind.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Approval } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, smithers, outputs } = createSmithers({ decision: z.object({ approved: z.boolean() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/ui-kind.db` });
                export default smithers(() => (
                  <Workflow name="ui-kind">
                    <Approval id="go" output={outputs.decision} request={{ title: "Go on?" }} />
                  </Workflow>));
                """);
        for (String id : new String[] {"kind-1", "kind-2"}) {
            launch("ui-kind.jsx", id, "{}");
            awaitState(id, "waiting-approval");
        }
        try (Dashboard ui = Dashboard.open(base, "/approvals")) {
            Locator group = ui.page.getByLabel("ui-kind.jsx, go");
            group.getByText("Approve all 2…").click();
            Locator confirm = ui.dialog().locator("button[type=submit]");
            assertThat(confirm).isDisabled();
            ui.dialog().getByLabel("Type 2 to approve them").fill("3");
            assertThat(confirm).isDisabled();
            ui.dialog().getByLabel("Type 2 to approve them").fill("2");
            confirm.click();
            ui.expectToast("2 approved");
            assertThat(group).hasCount(0);
        }
        awaitState("kind-1", "finished");
        awaitState("kind-2", "finished");
    }

    /** What was forgotten for a season came before what had come in the night. */
    @Test
    void whatWaitsForMoreThanAWeekIsFoldedAway() {
        Stores.add(
                Recording.WAITING_APPROVAL,
                "inbox-old",
                "UPDATE _smithers_approvals SET requested_at_ms = requested_at_ms - 40 * 86400000");
        Stores.awaitReadable("inbox-old");
        waits("inbox-new");
        try (Dashboard ui = Dashboard.open(base, "/approvals")) {
            assertThat(row(ui, "inbox-new")).isVisible();
            assertThat(row(ui, "wait-1")).hasCount(0);
            Locator fold = ui.page.locator(".approvals-fold");
            assertThat(fold).containsText(Pattern.compile("Older than 7 days\\s+1"));
            fold.click();
            row(ui, "wait-1").click();
            assertThat(ui.page.locator("gate-card")).containsText("Release to production");
        }
    }

    @Test
    void onAPhoneARequestHasTheScreenToItself() {
        waits("inbox-phone");
        try (Dashboard ui = Dashboard.open(base, "/approvals", 390, 844)) {
            assertThat(ui.page.locator(".approvals-detail")).isHidden();
            row(ui, "inbox-phone").click();
            assertThat(row(ui, "inbox-phone")).isHidden();
            ui.expectOnTop(ui.button("Approve"));
            ui.link("Back to the list").click();
            assertThat(row(ui, "inbox-phone")).isVisible();
        }
    }
}
