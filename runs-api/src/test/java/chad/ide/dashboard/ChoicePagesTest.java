package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gates that ask for more than a yes, in the browser. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ChoicePagesTest {

    private static final String SOURCE = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Approval, HumanTask, approvalRankingSchema, approvalSelectionSchema } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, smithers, outputs } = createSmithers(
              { pick: approvalSelectionSchema, order: approvalRankingSchema,
                reply: z.object({ name: z.string().min(2), tone: z.enum(["plain", "warm"]), age: z.number().int().describe("In years.") }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/ui-choose.db` });
            const plans = [{ key: "a", label: "Plan A" }, { key: "b", label: "Plan B" }, { key: "c", label: "Plan C" }];
            export default smithers(() => (
              <Workflow name="ui-choose">
                <Approval id="which" mode="select" options={plans} output={outputs.pick} request={{ title: "Which plan?" }} />
                <Approval id="order" mode="rank" options={plans} output={outputs.order} request={{ title: "In which order?" }} />
                <HumanTask id="who" output={outputs.reply} prompt="Who is it for?" />
              </Workflow>));
            """;

    @TestHTTPResource("/")
    String base = "";

    @Test
    void aChoiceAnOrderAndAnAnswerAreGivenInForms() {
        Workspace.engine().write("ui-choose.jsx", SOURCE);
        asOperator()
                .contentType(ContentType.JSON)
                .body("{\"workflow\":\"ui-choose.jsx\",\"runId\":\"ui-choose\"}")
                .post("/api/launch")
                .then()
                .statusCode(201);

        try (Dashboard ui = Dashboard.open(base, "/runs/ui-choose")) {
            Locator which = gate(ui, "which");
            assertThat(ui.button("Approve")).isDisabled();
            which.getByLabel("Plan B").check();
            assertThat(which.locator(".command")).containsText("--select b");
            ui.button("Approve").click();
            ui.expectToast("Approved");

            Locator order = gate(ui, "order");
            button(order, "Move Plan C up").click();
            button(order, "Move Plan C up").click();
            assertThat(order.locator(".command")).containsText("--rank c --rank a --rank b");
            ui.button("Approve").click();

            Locator who = gate(ui, "who");
            who.getByLabel("name text, required").fill("Ada");
            who.getByLabel("tone one of, required").selectOption("warm");
            who.getByLabel("age number, required").fill("thirty");
            assertThat(ui.button("Answer")).isDisabled();
            who.getByLabel("age number, required").fill("36");
            ui.button("Answer").click();
            ui.expectState("Finished");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/ui-choose")
                        .then()
                        .body("nodes.find { it.id == 'which' }.output.selected", is("b"))
                        .body("nodes.find { it.id == 'order' }.output.ranked", is(List.of("c", "a", "b")))
                        .body("nodes.find { it.id == 'who' }.output.name", is("Ada"))
                        .body("nodes.find { it.id == 'who' }.output.tone", is("warm"))
                        .body("nodes.find { it.id == 'who' }.output.age", is(36)));
    }

    private static Locator gate(Dashboard ui, String node) {
        return ui.page.getByLabel("Gate %s of ui-choose".formatted(node));
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }
}
