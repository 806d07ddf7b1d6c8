package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

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
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Schedules in the browser. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class SchedulePagesTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TestHTTPResource("/")
    String base = "";

    private static void create(String name, String definition) {
        asOperator()
                .contentType("application/json")
                .body("{\"name\":\"%s\",\"definition\":%s}".formatted(name, definition))
                .post("/api/schedules")
                .then()
                .statusCode(201);
    }

    /** The engine has read the workflow: on a busy machine its first time takes longer than the page waits. */
    private static void knowsItsFields(String workflow) {
        await().atMost(LONG)
                .untilAsserted(() -> asViewer()
                        .get("/api/workflow-form?name=" + workflow)
                        .then()
                        .statusCode(200));
    }

    private static void delete(String name) {
        asOperator().delete("/api/schedules/" + name).then().statusCode(204);
    }

    private static Locator row(Dashboard ui, String name) {
        return ui.page.locator(".sc-row").filter(new Locator.FilterOptions().setHas(ui.link(name)));
    }

    @Test
    void aScheduleIsMadeByAFormThatSaysWhenItWouldBeDueWhileOneTypes() {
        knowsItsFields("count.jsx");
        try (Dashboard ui = Dashboard.open(base, "/schedules?new=1")) {
            ui.page
                    .getByLabel("Name", new Page.GetByLabelOptions().setExact(true))
                    .fill("ui-weekdays");
            ui.page.getByLabel("Workflow").selectOption("count.jsx");
            ui.page.getByLabel("Time zone").fill("Europe/Berlin");
            ui.page.getByLabel("Cron").fill("45 4 * * 1-5");
            Locator preview = ui.page.locator(".sc-preview");
            assertThat(preview).containsText("every weekday at 04:45 (Europe/Berlin)");
            assertThat(preview.locator("li")).hasCount(10);
            assertThat(preview.locator("li b").first()).hasText("04:45");

            ui.page.getByLabel("Cron").fill("45 4 * *");
            assertThat(ui.page.locator("#schedule-cron-hint")).containsText("five fields");
            assertThat(ui.page.getByLabel("Cron")).hasAttribute("aria-invalid", "true");
            ui.page.getByLabel("Cron").fill("30 6 1 * *");
            assertThat(preview).containsText("06:30");

            ui.page.getByLabel("Must finish within").fill("soon");
            ui.page.locator("dialog.drawer button.primary").click();
            assertThat(ui.page.locator("#schedule-mustFinishWithin-hint")).containsText("length of time");
            ui.page.getByLabel("Must finish within").fill("1 h 30 m");
            ui.page.getByLabel("prompt").fill("hi");
            ui.page.locator("dialog.drawer button.primary").click();

            assertThat(ui.page).hasURL(Pattern.compile("/schedules/ui-weekdays$"));
            assertThat(ui.heading("ui-weekdays")).isVisible();
        }
        asViewer()
                .get("/api/schedules/ui-weekdays")
                .then()
                .body("definition.cron", contains("30 6 1 * *"))
                .body("definition.zone", is("Europe/Berlin"))
                .body("definition.mustFinishWithin", is("PT1H30M"))
                .body("definition.input.prompt", is("hi"));
        delete("ui-weekdays");
    }

    /** What the service refuses stands at its field; what another has changed meanwhile is not overwritten. */
    @Test
    void aScheduleIsChangedAndWhatOthersChangedMeanwhileIsKept() {
        create("ui-changed", "{\"workflow\":\"count.jsx\",\"every\":\"PT6H\",\"overlap\":\"allow\"}");
        try (Dashboard ui = Dashboard.open(base, "/schedules/ui-changed?edit=1")) {
            ui.page
                    .getByLabel("Every", new Page.GetByLabelOptions().setExact(true))
                    .fill("3 s");
            assertThat(ui.page.locator("#schedule-every-hint")).containsText("PT10S");
            ui.page
                    .getByLabel("Every", new Page.GetByLabelOptions().setExact(true))
                    .fill("12 h");
            assertThat(ui.page.locator(".sc-preview")).containsText("every 12 hours");
            ui.page.locator("dialog.drawer button.primary").click();
            ui.expectToast("Saved ui-changed");
            asViewer()
                    .get("/api/schedules/ui-changed")
                    .then()
                    .body("definition.every", is("PT12H"))
                    .body("definition.overlap", is("allow"));

            ui.link("Edit").click();
            assertThat(ui.page.locator(".sc-preview")).containsText("every 12 hours");
            asOperator()
                    .contentType("application/json")
                    .body("{\"definition\":{\"workflow\":\"count.jsx\",\"every\":\"PT1H\"}}")
                    .put("/api/schedules/ui-changed")
                    .then()
                    .statusCode(200);
            ui.page
                    .getByLabel("Every", new Page.GetByLabelOptions().setExact(true))
                    .fill("2 h");
            ui.page.locator("dialog.drawer button.primary").click();
            assertThat(ui.page.locator(".dialog-error")).containsText("was changed by");
            ui.page.keyboard().press("Escape");
            ui.button("Discard").click();
            assertThat(ui.page.locator("dialog.drawer")).hasCount(0);
        }
        asViewer().get("/api/schedules/ui-changed").then().body("definition.every", is("PT1H"));
        delete("ui-changed");
    }

    @Test
    void aScheduleIsPausedWithANoteResumedAndRunFromAPhone() {
        create("ui-phone", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"every\":\"PT24H\"}");
        try (Dashboard ui = Dashboard.open(base, "/schedules", 390, 844)) {
            Locator line = row(ui, "ui-phone");
            Locator turn = line.getByRole(AriaRole.SWITCH);
            assertThat(turn).hasAttribute("aria-checked", "true");
            assertThat(turn.boundingBox().height).isGreaterThanOrEqualTo(44);
            ui.expectOnTop(turn);
            turn.click();
            ui.dialog().getByLabel("Note").fill("until the key has come");
            ui.confirm("Pause");
            ui.expectToast("Paused ui-phone");
            assertThat(line).containsText("until the key has come");
            asViewer().get("/api/schedules/ui-phone").then().body("paused.note", is("until the key has come"));

            turn.click();
            ui.expectToast("Resumed ui-phone");
            assertThat(turn).hasAttribute("aria-checked", "true");
            asViewer().get("/api/schedules/ui-phone").then().body("paused", nullValue());

            line.getByText("Run now").click();
            ui.confirm("Run now");
            ui.expectToast("Launching ui-phone");
        }
        await().atMost(LONG)
                .untilAsserted(() -> asViewer()
                        .get("/api/schedules/ui-phone/firings")
                        .then()
                        .body("items[0].kind", is("manual"))
                        .body("items[0].runState", is("finished")));
        String runId = asViewer().get("/api/schedules/ui-phone/firings").path("items[0].runId");
        try (Dashboard ui = Dashboard.open(base, "/runs/" + runId)) {
            assertThat(ui.page.locator(".fact-schedule"))
                    .hasText(Pattern.compile("by schedule ui-phone, due \\d\\d:\\d\\d"));
            ui.page.locator(".fact-schedule a").click();
            assertThat(ui.heading("ui-phone")).isVisible();
            Locator firing = ui.page.locator(".sc-firings tbody tr");
            assertThat(firing).hasCount(1);
            assertThat(firing).containsText("by hand");
            assertThat(firing.getByText("Finished")).hasAttribute("href", Pattern.compile("/runs/" + runId));

            ui.page.locator("section:has(.sc-firings)").getByText("Missed").click();
            assertThat(ui.page.getByText("1 firings are hidden by the filter.")).isVisible();
        }
        delete("ui-phone");
    }

    @Test
    void aBackfillSaysWhichRunsThereWouldBeBeforeItLaunchesThem() {
        create("ui-backfill", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"every\":\"PT12H\"}");
        try (Dashboard ui = Dashboard.open(base, "/schedules/ui-backfill")) {
            ui.button("Backfill…").click();
            assertThat(ui.dialog()).containsText("2 runs");
            assertThat(ui.dialog().locator(".sc-times li")).hasCount(2);
            assertThat(asViewer().get("/api/schedules/ui-backfill/firings").<Integer>path("items.size()"))
                    .isZero();
            ui.confirm("Launch them");
            ui.expectToast("2 runs are launched one after the other");
            assertThat(ui.page.locator(".sc-firings tbody tr")).hasCount(2);
            assertThat(ui.page.locator(".sc-firings tbody tr").first()).containsText("as a backfill");

            ui.button("Delete…").click();
            ui.confirm("Delete");
            assertThat(ui.page).hasURL(Pattern.compile("/schedules$"));
            assertThat(ui.link("ui-backfill")).hasCount(0);
        }
        asViewer().get("/api/schedules/ui-backfill").then().statusCode(404);
    }

    @Test
    void whatIsPlannedStandsInTheWeekOnTheOverviewAndAboveTheRuns() {
        create("ui-noon", "{\"workflow\":\"count.jsx\",\"cron\":[\"0 12 * * *\"],\"zone\":\"Asia/Tokyo\"}");
        create("ui-often", "{\"workflow\":\"count.jsx\",\"input\":{\"prompt\":\"hi\"},\"every\":\"PT15M\"}");
        try (Dashboard ui = Dashboard.open(base, "/schedules?show=week&zone=Asia/Tokyo")) {
            Locator days = ui.page.locator(".sc-day");
            assertThat(days).hasCount(7);
            // Of each whole day all 96 times are one line, and noon is noon where the zone says so.
            for (int day = 1; day < 7; day++) {
                assertThat(days.nth(day)).containsText("96 times, 00:00 to 23:45");
                assertThat(days.nth(day).getByRole(AriaRole.LIST, new Locator.GetByRoleOptions().setName("Afternoon")))
                        .containsText("12:00 ui-noon");
            }
            ui.page.getByLabel("Time zone").selectOption("UTC");
            assertThat(days.nth(3).getByRole(AriaRole.LIST, new Locator.GetByRoleOptions().setName("Night")))
                    .containsText("03:00 ui-noon");

            ui.go("/");
            Locator tonight = ui.page.locator(".ov-tonight");
            assertThat(tonight.getByText("ui-often")).isVisible();
            assertThat(tonight).containsText(Pattern.compile("and [\\d,]+ more until"));

            ui.go("/runs");
            ui.page.locator(".planned summary").click();
            assertThat(ui.page.locator(".planned ul").getByText("ui-often")).isVisible();
            assertThat(ui.page.locator(".planned li").count()).isLessThanOrEqualTo(6);
            ui.go("/runs?segment=failed");
            assertThat(ui.page.locator(".planned")).hasCount(0);
        }
        delete("ui-noon");
        delete("ui-often");
    }

    /** Silence stands among what needs somebody, with its cause, and as long as it lasts. */
    @Test
    void aDueTimeThatCameToNothingNeedsSomebody() throws IOException {
        Workspace.engine().write("ui-gone.jsx", "export default null;");
        create("ui-silent", "{\"workflow\":\"ui-gone.jsx\",\"every\":\"PT10S\"}");
        Path workflow;
        try (var files = Files.walk(Workspace.state().getParent(), 4)) {
            workflow = files.filter(file -> file.endsWith("ui-gone.jsx"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(workflow);
        await().atMost(LONG)
                .untilAsserted(
                        () -> asViewer().get("/api/schedules/ui-silent").then().body("alarms.size()", greaterThan(0)));
        asOperator().contentType("application/json").body("{}").post("/api/schedules/ui-silent/pause");
        asOperator().contentType("application/json").body("{}").post("/api/schedules/ui-silent/resume");
        try (Dashboard ui = Dashboard.open(base, "/")) {
            Locator need = ui.page.locator(".need").filter(new Locator.FilterOptions().setHasText("ui-silent"));
            assertThat(need).containsText("not started");
            assertThat(need).containsText("ui-gone.jsx");
            assertThat(need).not().containsText(Pattern.compile("\\d\\d\\d\\d-\\d\\d-\\d\\dT"));
            assertThat(ui.page.locator(".ov-tonight").getByText("ui-silent").first())
                    .isVisible();

            ui.go("/schedules?show=alarms");
            assertThat(row(ui, "ui-silent")).containsText("did not start");
            ui.link("ui-silent").click();
            assertThat(ui.page.locator(".sc-alarm")).containsText("Not started.");
            assertThat(ui.page.locator(".sc-firings tbody tr").first()).containsText("refused");
            asOperator().contentType("application/json").body("{}").post("/api/schedules/ui-silent/pause");
            asOperator().contentType("application/json").body("{}").post("/api/schedules/ui-silent/seen");
        }
        delete("ui-silent");
    }

    @Test
    void loadingEmptyErrorAndFilteredAreFourFaces() {
        create("ui-faces", "{\"workflow\":\"count.jsx\",\"every\":\"PT24H\"}");
        Pattern all = Pattern.compile("/api/schedules\\?");
        try (Dashboard ui = Dashboard.open(base, "/schedules?q=nothing-of-that-name")) {
            assertThat(ui.page.getByText("No matches")).isVisible();
            ui.link("Show all").click();
            assertThat(ui.link("ui-faces")).isVisible();

            ui.page.route(
                    all,
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("application/json")
                            .setBody("{\"items\":[],\"nextCursor\":null}")));
            ui.go("/schedules");
            assertThat(ui.page.getByText("No schedules yet")).isVisible();

            ui.page.unroute(all);
            ui.page.route(
                    all,
                    route -> route.fulfill(
                            new Route.FulfillOptions()
                                    .setStatus(503)
                                    .setContentType("application/problem+json")
                                    .setBody(
                                            "{\"type\":\"urn:x\",\"title\":\"No\",\"status\":503,\"detail\":\"The database is locked.\"}")));
            ui.go("/schedules");
            assertThat(ui.page.getByText("The database is locked.")).isVisible();

            ui.page.unroute(all);
            ui.button("Try again").click();
            assertThat(ui.link("ui-faces")).isVisible();

            ui.go("/schedules/no-such-one");
            assertThat(ui.page.getByText("Schedule not found")).isVisible();
        }
        delete("ui-faces");
    }

    @Test
    void aViewerSeesAllOfItAndIsOfferedNothingThatChangesIt() {
        create("ui-viewer", "{\"workflow\":\"count.jsx\",\"every\":\"PT24H\"}");
        try (Dashboard ui = Dashboard.asViewer(base, "/schedules")) {
            assertThat(row(ui, "ui-viewer")).isVisible();
            assertThat(ui.page.getByRole(AriaRole.SWITCH)).hasCount(0);
            assertThat(ui.link("New schedule")).hasCount(0);
            ui.link("ui-viewer").click();
            assertThat(ui.page.getByText("read only")).isVisible();
            assertThat(ui.page.locator(".sc-next li")).hasCount(10);
            assertThat(ui.button("Delete…")).hasCount(0);
        }
        delete("ui-viewer");
    }

    /** Without colours of ours a tick and the switch have edges still. */
    @Test
    void theStripAndTheSwitchAreSeenInForcedColours() {
        create("ui-forced", "{\"workflow\":\"count.jsx\",\"every\":\"PT24H\"}");
        try (Dashboard ui = Dashboard.open(base, "/schedules")) {
            ui.page.emulateMedia(new Page.EmulateMediaOptions()
                    .setForcedColors(com.microsoft.playwright.options.ForcedColors.ACTIVE));
            for (String part : new String[] {".sc-tick", ".sc-on > i"}) {
                assertThat(row(ui, "ui-forced")
                                .locator(part)
                                .first()
                                .evaluate("it => getComputedStyle(it).borderTopWidth"))
                        .as(part)
                        .isEqualTo("1px");
            }
        }
        delete("ui-forced");
    }

    @Test
    void aScheduleIsMadeWithTheKeyboardAlone() {
        knowsItsFields("count.jsx");
        String name = "ui-keys-" + Instant.now().getEpochSecond() % 10_000;
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            assertThat(ui.page.locator(".fresh")).containsText("Live");
            ui.page.keyboard().press("g");
            ui.page.keyboard().press("d");
            assertThat(ui.heading("Schedules")).isVisible();
            ui.page.locator(".page-head a.primary").focus();
            ui.page.keyboard().press("Enter");
            assertThat(ui.page.locator("#schedule-name")).isFocused();
            ui.page.keyboard().type(name);
            ui.page.keyboard().press("Tab");
            assertThat(ui.page.locator("#schedule-workflow option")).not().hasCount(1);
            ui.page.keyboard().type("count");
            assertThat(ui.page.locator("#schedule-workflow")).hasValue("count.jsx");
            assertThat(ui.page.locator("#schedule-input-prompt")).isVisible();
            ui.page.keyboard().press("Control+Enter");
            assertThat(ui.heading(name)).isVisible();
        }
        delete(name);
    }
}
