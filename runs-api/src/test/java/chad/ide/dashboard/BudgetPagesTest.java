package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Budgets in the browser: set, and decided about. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class BudgetPagesTest {

    @TestHTTPResource("/")
    String base = "";

    @Test
    void aBudgetIsSetChangedAndRemoved() {
        try (Dashboard ui = Dashboard.open(base, "/spend")) {
            Locator budgets = ui.page.locator("section[aria-labelledby=sp-budgets]");
            budgets.getByText("New budget…").click();
            ui.dialog().getByLabel("In a").selectOption("month");
            ui.dialog().getByLabel("Limit").fill("lots");
            assertThat(ui.dialog()).containsText("An amount such as $2");
            ui.dialog().getByLabel("Limit").fill("$500");
            ui.confirm("Set");
            Locator row = budgets.locator(".sp-budget");
            assertThat(row).hasCount(1);
            assertThat(row).containsText("of $500.00");
            assertThat(row).containsText("All runs a month");
            asViewer().get("/api/budgets").then().body("items[0].limit.usd", equalTo(500f));

            row.getByText("Change").click();
            ui.dialog().getByLabel("Limit").fill("$600");
            ui.confirm("Change");
            assertThat(row).containsText("of $600.00");
            asViewer().get("/api/budgets").then().body("items[0].limit.usd", equalTo(600f));

            row.getByText("Remove").click();
            ui.confirm("Remove");
            assertThat(row).hasCount(0);
            asViewer().get("/api/budgets").then().body("items", empty());
        }
    }

    @Test
    void aRunThatItsBudgetPausedIsRaisedOnItsPage() {
        Workspace.engine().write("ui-budget.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                // smithers-budget: 1000 tokens
                import { createSmithers, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({ prompt: z.string() }), answer: z.object({ text: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/ui-budget.db` });
                const agent = { id: "theirs", model: "lab/priceless", async generate() {
                  await new Promise((resolve) => setTimeout(resolve, 400));
                  return { text: '{"text": "Yes."}', output: { text: "Yes." }, response: { modelId: "lab/priceless" },
                           usage: { inputTokens: 500, outputTokens: 250, totalTokens: 750 } };
                } };
                export default smithers(() => (
                  <Workflow name="ui-budget">
                    <Sequence>
                      {Array.from({ length: 25 }, (_, i) => (
                        <Task key={i} id={`ask-${i}`} output={outputs.answer} retries={0} agent={agent}>{`Question ${i}`}</Task>
                      ))}
                    </Sequence>
                  </Workflow>));
                """);
        launch("ui-budget.jsx", "ui-budget-1", "{\"prompt\":\"hi\"}");
        awaitState("ui-budget-1", "paused");
        try (Dashboard ui = Dashboard.open(base, "/runs/ui-budget-1")) {
            Locator callout = ui.page.locator(".callout");
            assertThat(callout).containsText("Paused: The budget is spent");
            assertThat(callout).containsText("of 1,000 tokens for this run");
            assertThat(callout.getByText("Go on once…")).isVisible();
            assertThat(ui.page.getByText("Resume", new Page.GetByTextOptions().setExact(true)))
                    .hasCount(0);

            ui.page
                    .locator("button:visible")
                    .filter(new Locator.FilterOptions().setHasText("Raise budget…"))
                    .click();
            ui.dialog().getByLabel("Budget, what was used included").fill("1000000 tokens");
            ui.confirm("Raise");
            ui.expectToast("The run goes on");
        }
        awaitState("ui-budget-1", "finished");
    }
}
