package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The dashboard for people who can't use a mouse, or don't see it. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class AccessibilityTest {

    private static final List<String> PLACES = List.of(
            "/",
            "/runs",
            "/runs/axe-gate",
            "/runs/axe-gate/summary",
            "/runs/axe-gate/tasks?node=draft",
            "/runs/axe-gate/tasks?node=draft&part=attempts",
            "/runs/axe-gate/graph",
            "/runs/axe-gate/timeline",
            "/runs/axe-gate/logs",
            "/runs/axe-gate/chat",
            "/runs/axe-gate/diffs",
            "/runs/axe-gate/history",
            "/runs/axe-gate/outputs",
            "/approvals",
            "/workflows",
            "/workflows/gate.jsx",
            "/workflows/gate.jsx?tab=graph",
            "/workflows/gate.jsx?tab=code",
            "/workflows/gate.jsx?tab=versions",
            "/workflows/gate.jsx?tab=schedule",
            "/workflows/gate.jsx?tab=stats",
            "/workflows/gate.jsx?launch=1",
            "/editor?name=gate.jsx",
            "/schedules",
            "/schedules?new=1",
            "/schedules?show=week",
            "/schedules/axe-schedule",
            "/schedules/axe-schedule?edit=1",
            "/spend",
            "/spend?range=30d",
            "/experiments",
            "/models",
            "/reports",
            "/system",
            "/compare?a=axe-gate&b=axe-gate",
            "/saved");

    /** What can be scrolled sideways as a whole; a table or a graph in it may. */
    private static final String WIDER = """
            () => [document.documentElement, ...document.querySelectorAll('.page')]
              .filter((all) => all.scrollWidth > all.clientWidth)
              .map((all) => `${all.tagName}: ${all.scrollWidth} of ${all.clientWidth}`)
            """;

    private static final String SERIOUS = """
            async (rules) => {
              const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
              return found.violations
                .filter(v => ["serious", "critical"].includes(v.impact))
                .map(v => `${v.id} (${v.impact}): ` + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | "));
            }
            """;

    /** Those that look at colours: all that another theme can change, for it sets nothing but colours. */
    private static final List<String> OF_COLOURS = List.of("color-contrast", "link-in-text-block");

    @TestHTTPResource("/")
    String base = "";

    private static String axe() {
        Path file = Path.of(System.getProperty("project.root", ".."))
                .resolve("runs-api/src/main/webui/node_modules/axe-core/axe.min.js");
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static void gate(String runId) {
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"gate.jsx\",\"runId\":\"%s\",\"input\":{}}".formatted(runId))
                .post("/api/launch");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> asViewer().get("/api/runs/" + runId).then().body("state", is("waiting-approval")));
    }

    /** One that is there already stays as it is. */
    private static void schedule() {
        asOperator()
                .contentType("application/json")
                .body(
                        "{\"name\":\"axe-schedule\",\"definition\":{\"workflow\":\"count.jsx\",\"cron\":[\"45 4 * * *\"]}}")
                .post("/api/schedules");
    }

    @Test
    void axeFindsNothingSeriousOnAnyViewInEitherTheme() {
        gate("axe-gate");
        schedule();
        String axe = axe();
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            for (String place : PLACES) {
                ui.go(place);
                assertThat(ui.page.locator(".face-loading")).hasCount(0);
                assertThat(ui.page.locator("html")).hasAttribute("data-theme", "dark");
                ui.page.evaluate(axe);
                assertThat(ui.page.evaluate(SERIOUS)).as("%s, dark", place).isEqualTo(List.of());

                ui.page.evaluate("() => { document.documentElement.dataset.theme = 'light'; }");
                assertThat(ui.page.evaluate(SERIOUS, OF_COLOURS))
                        .as("%s, light", place)
                        .isEqualTo(List.of());
            }
        }
    }

    @Test
    void noViewIsWiderThanASmallPhone() {
        gate("axe-gate");
        schedule();
        try (Dashboard ui = Dashboard.open(base, "/runs", 360, 740)) {
            for (String place : PLACES) {
                ui.go(place);
                assertThat(ui.page.locator(".face-loading")).hasCount(0);

                assertThat(ui.page.evaluate(WIDER)).as(place).isEqualTo(List.of());
            }
        }
    }

    @Test
    void theSignInPageIsAccessibleToo() {
        try (Dashboard ui = Dashboard.stranger(base)) {
            ui.go("/runs");
            ui.page.evaluate(axe());

            assertThat(ui.page.evaluate(SERIOUS)).isEqualTo(List.of());
        }
    }

    /** No mouse from the sign-in page to the decision. */
    @Test
    void aGateIsApprovedWithTheKeyboardAlone() {
        gate("keys-gate");
        try (Dashboard ui = Dashboard.stranger(base)) {
            ui.go("/runs");
            focusByTab(ui.page, "input[type=password]");
            ui.page.keyboard().type(Workspace.OPERATOR_KEY);
            ui.page.keyboard().press("Enter");
            assertThat(ui.page.locator(".fresh")).containsText("Live");

            ui.page.keyboard().press("g");
            ui.page.keyboard().press("a");
            assertThat(ui.heading("Approvals")).isVisible();
            assertThat(ui.page.locator("[data-gate^='keys-gate ']")).isVisible();
            focusByTab(ui.page, ".approvals-row");
            focus(ui.page, "ArrowDown", "[data-gate^='keys-gate ']");
            ui.page.keyboard().press("Enter");
            assertThat(ui.page.locator("[data-card^='keys-gate ']")).isVisible();
            focusByTab(ui.page, ".gate-note");
            ui.page.keyboard().type("by keyboard");
            focusByTab(ui.page, ".decide button.primary");
            ui.page.keyboard().press("Enter");

            ui.expectToast("Approved");
        }
        asViewer().get("/api/runs/keys-gate").then().body("approvals[0].note", is("by keyboard"));
    }

    @Test
    void runsAreFoundByTheCommandPaletteAndWalkedWithArrows() {
        gate("keys-palette");
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.row("keys-palette")).isVisible();
            ui.page.keyboard().press("Control+k");
            ui.page.keyboard().type("keys-palette");
            assertThat(ui.page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("keys-palette")))
                    .isVisible();
            ui.page.keyboard().press("Enter");
            ui.expectState("Waiting for approval");

            ui.page.keyboard().press("6");
            assertThat(ui.page.getByText("Run started").first()).isVisible();
            ui.page.keyboard().press("?");
            assertThat(ui.heading("Keyboard shortcuts")).isVisible();
            ui.page.keyboard().press("Escape");
            assertThat(ui.heading("Keyboard shortcuts")).hasCount(0);
        }
    }

    /** Presses Tab as a person does, until the element has the focus. */
    private static void focusByTab(Page page, String selector) {
        focus(page, "Tab", selector);
    }

    private static void focus(Page page, String key, String selector) {
        for (int i = 0; i < 200; i++) {
            if (Boolean.TRUE.equals(page.evaluate(
                    "arg => document.activeElement?.matches(arg.selector) ?? false", Map.of("selector", selector)))) {
                return;
            }
            page.keyboard().press(key);
        }
        throw new AssertionError(key + " does not reach " + selector);
    }
}
