package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/**
 * A signed-in browser tab on the dashboard. Things are found by role and label, as assistive technology finds them. What
 * the browser complains of (an error of a script, something that the page's policy forbids) fails the test at the end.
 */
final class Dashboard implements AutoCloseable {

    private static final double PATIENCE_MS = 30_000;
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage");

    /** One browser for all tests: starting it takes longer than most of them. */
    private static final class Shared {
        static final Playwright PLAYWRIGHT = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        static final Browser BROWSER = PLAYWRIGHT
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setArgs(FLAGS));

        static {
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
            Runtime.getRuntime().addShutdownHook(new Thread(PLAYWRIGHT::close));
        }

        private static Path chromium() {
            return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("No Chromium: install it (Debian: apt-get install chromium)."));
        }
    }

    /** A browser that keeps pages that were left for the way back, as people's do; the others are told not to. */
    private static final class KeepsPages {
        static final Browser BROWSER = Shared.PLAYWRIGHT
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Shared.chromium())
                        .setIgnoreDefaultArgs(List.of("--disable-back-forward-cache"))
                        .setArgs(FLAGS));
    }

    private final BrowserContext context;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    final String base;
    final Page page;

    private Dashboard(String base, int width, int height) {
        this(base, width, height, Shared.BROWSER);
    }

    private Dashboard(String base, int width, int height, Browser browser) {
        this.base = base.replaceAll("/$", "");
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(ColorScheme.DARK)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // A refused request is an answer; the page shows it.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
    }

    /** A tab that has not signed in. */
    static Dashboard stranger(String base) {
        return new Dashboard(base, 1440, 900);
    }

    /** A tab of an operator, at a place of the dashboard. */
    static Dashboard open(String base, String place) {
        return open(base, place, 1440, 900);
    }

    static Dashboard open(String base, String place, int width, int height) {
        Dashboard dashboard = new Dashboard(base, width, height);
        dashboard.page.navigate(signInLink(dashboard.base, Workspace.OPERATOR_KEY));
        dashboard.go(place);
        return dashboard;
    }

    /** In a browser that keeps pages that were left. */
    static Dashboard keepingPages(String base, String place) {
        Dashboard dashboard = new Dashboard(base, 1440, 900, KeepsPages.BROWSER);
        dashboard.page.navigate(signInLink(dashboard.base, Workspace.OPERATOR_KEY));
        dashboard.go(place);
        return dashboard;
    }

    static Dashboard asViewer(String base, String place) {
        Dashboard dashboard = new Dashboard(base, 1440, 900);
        dashboard.page.navigate(signInLink(dashboard.base, Workspace.VIEWER_KEY));
        dashboard.go(place);
        return dashboard;
    }

    private static String signInLink(String base, String key) {
        return given().header("x-smithers-key", key)
                .post(base + "/api/session/link")
                .then()
                .statusCode(201)
                .extract()
                .path("url");
    }

    void go(String place) {
        page.navigate(base + place);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** Confirms the open dialog by the button of that name, arming it first when it asks for that. */
    void confirm(String button) {
        Locator arm = dialog().locator(".arm input");
        if (arm.count() > 0) {
            arm.first().check();
        }
        dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** The row of a run in the list. */
    Locator row(String runId) {
        return page.locator("[data-run$='/%s']".formatted(runId));
    }

    /** The word beside the run's title. */
    void expectState(String word) {
        assertThat(page.locator(".run-title .tag")).hasText(word);
    }

    void openTab(String name) {
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)))
                .click();
    }

    void expectToast(String text) {
        assertThat(page.locator(".toast")
                        .filter(new Locator.FilterOptions().setHasText(text))
                        .first())
                .isVisible();
    }

    /** Whether a click at the middle of it reaches it where it lies now, without any scrolling. */
    void expectOnTop(Locator target) {
        await().untilAsserted(() -> Assertions.assertThat(target.evaluate("""
                        it => {
                          const { left, top, width, height } = it.getBoundingClientRect();
                          const hit = document.elementFromPoint(left + width / 2, top + height / 2);
                          return hit !== null && it.contains(hit);
                        }
                        """))
                .as(target.toString())
                .isEqualTo(true));
    }

    /** What the browser has complained of so far. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        context.close();
        Assertions.assertThat(complaints).as("complaints of the browser").isEmpty();
    }

    static void launch(String workflow, String runId, String input) {
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}".formatted(workflow, runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    static void awaitState(String runId, String state) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        Workspace.asViewer().get("/api/runs/" + runId).then().body("state", is(state)));
    }
}
