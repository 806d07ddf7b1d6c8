package chad.ide.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The leaderboard and the catalog in the browser, from the files that workflows and model-refresh write. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class CatalogPagesTest {

    @TestHTTPResource("/")
    String base = "";

    private static void write(String name, String text) throws IOException {
        Path half = Files.writeString(Workspace.state().resolve(name + ".half"), text);
        Files.move(half, Workspace.state().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String population(int generation, String mean) {
        return """
                {"generation": %d, "updatedAt": "2026-06-13T05:00:00.000Z", "offline": true, "candidates": [
                  {"id": "model:lab/alpha", "kind": "model", "model": "lab/alpha", "status": "champion", "mean": %s,
                   "scores": [{"runId": "n-1", "atMs": 5, "score": 0.5}, {"runId": "n-2", "atMs": 6, "score": 1}],
                   "misses": 0},
                  {"id": "prompt:terse", "kind": "prompt", "model": "lab/alpha", "prompt": "Be brief.", "status": "active",
                   "mean": 0.25, "scores": [{"runId": "n-2", "atMs": 6, "score": 0.25}], "misses": 1},
                  {"id": "prompt:long", "kind": "prompt", "model": "lab/alpha", "prompt": "Be thorough.", "status": "active",
                   "mean": 0.125, "scores": [{"runId": "n-2", "atMs": 6, "score": 0.125}], "misses": 0},
                  {"id": "model:lab/old", "kind": "model", "model": "lab/old", "status": "retired", "mean": 0.1,
                   "scores": [], "misses": 3, "retiredAtMs": 9, "reason": "three misses <script>alert(1)</script>"}],
                 "champions": ["model:lab/alpha"], "lastReport": {"runId": "n-2", "generation": %d, "evaluated": 3}}
                """.formatted(generation, mean, generation);
    }

    @Test
    void theLeaderboardFollowsTheFileAndComparesCandidates() throws IOException {
        write("population.json", population(2, "0.75"));
        try (Dashboard ui = Dashboard.open(base, "/experiments")) {
            Locator board = ui.page.getByLabel("Leaderboard");
            Locator first = board.getByRole(AriaRole.ROW).nth(1);
            assertThat(first).containsText("lab/alpha");
            assertThat(first).containsText("champion");
            assertThat(first).containsText(Pattern.compile("75\\s%"));
            assertThat(first.locator(".spark")).hasAccessibleName(Pattern.compile("2 scores, lowest 50"));
            assertThat(first.locator(".ex-bar")).hasAccessibleName(Pattern.compile("mean 75\\s%, spread 35\\s%"));
            assertThat(ui.page.getByRole(
                            AriaRole.IMG,
                            new Page.GetByRoleOptions().setName(Pattern.compile("Scores of 3 candidates"))))
                    .isVisible();
            assertThat(board).containsText("Misses");
            assertThat(ui.page.getByText("Offline scores")).isVisible();
            ui.page.locator(".ex-retired summary").click();
            assertThat(ui.page.getByText("three misses <script>alert(1)</script>"))
                    .isVisible();

            write("population.json", population(3, "0.875"));
            assertThat(ui.page.getByText("Generation 3")).isVisible();
            assertThat(first).containsText(Pattern.compile("88\\s%"));

            ui.page.getByLabel("Compare prompt:terse").check();
            ui.page.getByLabel("Compare prompt:long").check();
            assertThat(ui.page.getByRole(
                            AriaRole.IMG,
                            new Page.GetByRoleOptions().setName(Pattern.compile("Scores of 2 candidates"))))
                    .isVisible();
            assertThat(ui.page.getByLabel("Prompt of prompt:long")).containsText("Be thorough.");
            assertThat(ui.page).hasURL(Pattern.compile("c=prompt%3Aterse&c=prompt%3Along"));
        }
    }

    private static Locator model(Dashboard ui, String id) {
        return ui.page.locator("[data-model='%s']".formatted(id));
    }

    private static void answer(Dashboard ui, String place, String json) {
        ui.page.route(
                place,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(json)));
    }

    /** There were two tables and two lists, and what a model costs, who uses it and how it answers stood in none. */
    @Test
    void theCatalogIsOneTableWithHealthPriceUseAndRoster() throws IOException {
        String made = Instant.now().minus(Duration.ofHours(40)).toString();
        write("models.json", """
                {"generatedAt": "%s", "source": "https://models.example.com/v1/models", "total": 4, "chatCount": 3,
                 "featured": ["lab/big-2"], "chat": ["lab/big-2", "lab/small", "other/one"], "new": ["lab/big-2"],
                 "removed": ["lab/big-1"], "excluded": {"lab/embed": "embed"},
                 "liveness": {"lab/big-2": {"status": "alive", "checkedAtMs": 1781326800000, "latencyMs": 420, "http": 200},
                              "lab/small": {"status": "dead", "checkedAtMs": 1781326800000, "latencyMs": 90, "http": 410}},
                 "prices": {"lab/big-2": {"provider": "lab", "inputUsdPerMTok": 0.5, "outputUsdPerMTok": 2, "source": "prices.yaml"}}}
                """.formatted(made));
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            answer(ui, "**/api/roster", """
                    {"models": ["other/one", "lab/big-2"], "stage": "featured", "max": 6, "reasons": [],
                     "stages": [{"stage": "featured", "outcome": "won", "detail": "Two `flagships`.", "used": 2,
                                 "models": ["other/one", "lab/big-2"]}]}""");
            answer(ui, "**/api/stats/models?*", """
                    {"sinceMs": 0, "modelCount": 1, "isWhole": true, "models": [{"model": "lab/big-2", "calls": 40, "failed": 5,
                      "standInCalls": 0, "runs": 7, "medianMs": 6400}]}""");
            ui.go("/models");
            assertThat(ui.page.getByLabel("Models the next fusion will use").getByRole(AriaRole.LISTITEM))
                    .hasText(new Pattern[] {Pattern.compile("1.*one"), Pattern.compile("2.*big-2")});
            assertThat(ui.page.getByLabel("The roster").locator("code").first()).hasText("flagships");
            assertThat(ui.page.locator(".md-stages")).isHidden();
            ui.page.getByText("How is this chosen?").click();
            assertThat(ui.page.locator(".md-stages")).isVisible();
            ui.page.getByText("How is this chosen?").click();
            assertThat(ui.page.locator(".md-old")).containsText("check that model-refresh is running");

            Locator big = model(ui, "lab/big-2");
            assertThat(big.getByRole(AriaRole.IMG, new Locator.GetByRoleOptions().setName("Alive")))
                    .isVisible();
            assertThat(big.getByRole(AriaRole.CELL)).hasText(new Pattern[] {
                Pattern.compile("0.4 s"),
                Pattern.compile("big-2.*lab.*new", Pattern.DOTALL),
                Pattern.compile("featured"),
                Pattern.compile("\\$0.50 / \\$2.00"),
                Pattern.compile("7"),
                Pattern.compile("6.4 s"),
                Pattern.compile("12.5 %"),
                Pattern.compile("2")
            });
            assertThat(model(ui, "lab/small")).containsText("HTTP 410");
            assertThat(model(ui, "lab/embed")).containsText("embed");
            assertThat(model(ui, "lab/big-1")).hasCount(0);
        }
    }

    @Test
    void theModelsAreNarrowedToWhatIsNewOrGoneAndByWords() throws IOException {
        write("models.json", """
                {"generatedAt": "%s", "source": "https://models.example.com/v1/models", "total": 4, "chatCount": 3,
                 "featured": ["lab/big-2"], "chat": ["lab/big-2", "lab/small", "other/one"], "new": ["lab/big-2"],
                 "removed": ["lab/big-1"], "excluded": {"lab/embed": "embed"}}
                """.formatted(Instant.now()));
        try (Dashboard ui = Dashboard.open(base, "/models")) {
            Locator rows = ui.page.locator("[data-model]");
            ui.page
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^New")))
                    .click();
            assertThat(rows).hasCount(1);
            assertThat(model(ui, "lab/big-2")).isVisible();
            assertThat(ui.page).hasURL(Pattern.compile("show=new"));
            ui.page
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Removed")))
                    .click();
            assertThat(model(ui, "lab/big-1")).isVisible();
            ui.page
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Excluded")))
                    .click();
            assertThat(model(ui, "lab/embed")).isVisible();

            ui.go("/models");
            ui.page.getByLabel("Search models").fill("other");
            assertThat(rows).hasCount(1);
            assertThat(model(ui, "other/one")).isVisible();
            ui.page.getByLabel("Search models").fill("no such model");
            assertThat(ui.page.getByText("4 models are hidden by the search")).isVisible();
        }
    }

    @Test
    void aRosterThatCantBeHadIsSaidBesideTheCatalog() {
        try (Dashboard ui = Dashboard.open(base, "/system")) {
            ui.page.route(
                    "**/api/roster",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setStatus(503)
                            .setContentType("application/problem+json")
                            .setBody("""
                                    {"type": "urn:runs-ide:problem:roster-unavailable", "title": "The roster is unavailable",
                                     "status": 503, "detail": "Nobody answers at its address. Start fusion-roster."}""")));
            ui.go("/models");

            assertThat(ui.page.getByLabel("The roster")).containsText("The roster is unavailable");
            assertThat(ui.page.getByLabel("The roster")).containsText("Start fusion-roster");
        }
    }

    @Test
    void theSystemPageTellsOfTheBackups() {
        String name = Workspace.asOperator()
                .contentType("application/json")
                .post("/api/backups")
                .then()
                .statusCode(201)
                .extract()
                .path("name");

        try (Dashboard ui = Dashboard.open(base, "/system")) {
            Locator backups = ui.page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Backups"));
            assertThat(backups).containsText(name);
            assertThat(backups).containsText("done");
        }
    }
}
