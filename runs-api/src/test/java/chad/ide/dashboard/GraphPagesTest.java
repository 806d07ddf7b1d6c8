package chad.ide.dashboard;

import static chad.ide.dashboard.Dashboard.awaitState;
import static chad.ide.dashboard.Dashboard.launch;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Graphs that are small on the screen, and graphs that are large. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class GraphPagesTest {

    /** What is written in the graph, with its size on the screen in pixels. */
    private static final String SMALL_LETTERS = """
            () => [...document.querySelectorAll("run-dag svg.dag-canvas text")]
              .filter(text => text.checkVisibility() && text.textContent.trim())
              .map(text => [text.textContent, parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a])
              .filter(([, size]) => size < 10.9)
              .map(([words, size]) => `${words}: ${size.toFixed(1)} px`)
            """;

    @TestHTTPResource("/")
    String base = "";

    private static void workflow(String name, String tasks) {
        Workspace.engine().write(name + ".jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/%s.db` });
                const task = (id) => <Task key={id} id={id} output={outputs.done} noRetry>{{ text: "x" }}</Task>;
                export default smithers(() => <Workflow name="%s">%s</Workflow>);
                """.formatted(name, name, tasks));
    }

    /** Names were five pixels high on a phone. */
    @Test
    void nothingIsWrittenTooSmallToBeRead() {
        workflow(
                "ui-long-way",
                "<Sequence>{Array.from({ length: 9 }, (_, i) => task(`quite-a-long-name-of-a-step-${i}`))}</Sequence>");
        launch("ui-long-way.jsx", "ui-long-way-1", "{}");
        awaitState("ui-long-way-1", "finished");
        for (int width : new int[] {1440, 768, 390}) {
            try (Dashboard ui = Dashboard.open(base, "/runs/ui-long-way-1/graph", width, 844)) {
                assertThat(ui.page.locator("run-dag svg .dag-name").first()).isVisible();
                await().untilAsserted(() -> assertThat(ui.page.evaluate(SMALL_LETTERS))
                        .as("at %d", width)
                        .isEqualTo(List.of()));
            }
        }
    }

    /** A thousand tasks were nine thousand elements, and the page stood still while they were made. */
    @Test
    void aThousandTasksUnfoldIntoRowsThatAreWalkedByKeys() {
        workflow("ui-wide", "<Parallel>{Array.from({ length: 1000 }, (_, i) => task(`ask-${i}`))}</Parallel>");
        try (Dashboard ui = Dashboard.open(base, "/workflows/ui-wide.jsx?tab=graph")) {
            Locator cluster = ui.page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^1000 × ask")));
            cluster.click();
            assertThat(ui.page.locator("canvas.dag-paint")).isVisible();
            assertThat((Integer) ui.page.evaluate("document.querySelectorAll('run-dag *').length"))
                    .isLessThan(200);

            Locator task = ui.page.locator("run-dag .dag-node");
            task.first().focus();
            ui.page.keyboard().press("ArrowDown");
            assertThat(ui.page.locator("run-dag .dag-node:focus")).hasAttribute("data-id", Pattern.compile("ask-\\d+"));
            ui.page.keyboard().press("Enter");
            assertThat(ui.page.getByLabel(Pattern.compile("Settings of ask-\\d+")))
                    .isVisible();

            ui.button("Fold again").click();
            assertThat(cluster).isVisible();
        }
    }
}
