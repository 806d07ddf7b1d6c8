package chad.ide.reports;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.testing.EngineStores;
import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The report over REST, of runs that the real engine made. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ReportsTest {

    private static final String FAILS = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { part: z.object({ text: z.string() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/report-fails.db` },
            );
            export default smithers(() => (
              <Workflow name="report-fails">
                <Task id="press" output={outputs.part} noRetry timeoutMs={20000}>
                  {() => { throw new Error("the [press](http://evil) is <b>out</b> of ink\\nand more"); }}
                </Task>
              </Workflow>
            ));
            """;

    private static String make() {
        return asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/reports")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/reports/20"))
                .body("title", startsWith("Night of 20"))
                .body("post.state", is("off"))
                .extract()
                .path("night");
    }

    private static String markdown(String night) {
        return asViewer()
                .accept("text/markdown")
                .get("/api/reports/" + night)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/markdown"))
                .extract()
                .asString();
    }

    private static void awaitState(String runId, String state) {
        await().untilAsserted(() -> asViewer().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static void writeModels() throws IOException {
        Path half = Files.writeString(Workspace.state().resolve("models.half"), """
                {"generatedAt": "2026-06-13T02:45:03Z", "source": "s", "total": 2, "chatCount": 2, "featured": ["a/new"],
                 "chat": ["a/new", "a/old"], "new": ["a/new"], "removed": ["a/gone"], "excluded": {}}
                """);
        Files.move(half, Workspace.state().resolve("models.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** One failure in a subflow of a subflow was counted, and told, as three. */
    @Test
    void aSubflowIsNotToldOfBesideItsRun() {
        long atMs = System.currentTimeMillis() - 1_000;
        String row = "INSERT INTO _smithers_runs"
                + " (run_id, parent_run_id, workflow_name, status, created_at_ms, started_at_ms, finished_at_ms)"
                + " VALUES ('%s', %s, 'family', 'failed', %d, %d, %d)";
        Stores.add(
                Recording.FINISHED,
                "report-family",
                row.formatted("family-outer", "NULL", atMs, atMs, atMs),
                row.formatted("family-outer:child:sub:0", "'family-outer'", atMs, atMs, atMs));
        Stores.awaitReadable("report-family");

        assertThat(markdown(make()))
                .contains("[family-outer](")
                .doesNotContain("family-outer:child:sub:0")
                .doesNotContain("family-outer%3Achild");
    }

    @Test
    void theReportTellsOfTheRunsOfTheNight() throws IOException {
        EngineStores engine = Workspace.engine();
        engine.run(EngineStores.Sample.COUNT, "report-count", "{\"prompt\":\"x\",\"n\":1}");
        engine.run(EngineStores.Sample.GATE, "report-gate", "{}");
        Path fails = engine.write("report-fails.jsx", FAILS);
        engine.await(engine.smithers("up", fails.toString(), "--run-id", "report-failed", "--input", "{}"));
        engine.run(EngineStores.Sample.HOSTILE, "report-hostile", "{}");
        Recording.STALLED.copyTo(engine.state(), "report-stalled.db");
        Recording.FINISHED.copyFirstBytesTo(engine.state(), "report-broken.db", 5_000);
        writeModels();
        awaitState("report-count", "finished");
        awaitState("report-gate", "waiting-approval");
        awaitState("report-failed", "failed");
        awaitState("report-hostile", "waiting-approval");
        await().untilAsserted(() -> asViewer()
                .get("/api/stores")
                .then()
                .body("items.findAll { it.state == 'error' }.name", hasItem("report-broken"))
                .body("items.findAll { it.state == 'ok' }.name", hasItem("report-stalled")));

        String night = make();
        String report = markdown(night);

        assertThat(report)
                .startsWith("# Night of " + night + "\n")
                .containsPattern("- \\*\\*stalled\\*\\* \\[.*]\\(http://127.0.0.1:[0-9]+/runs/")
                .containsPattern(
                        "\\[report-gate]\\(http://[^ ]*/runs/report-gate\\?in=gate\\): It is waiting for a decision at release")
                .contains("store report-broken: ")
                .containsPattern(
                        "- \\[report-failed]\\(http://[^ ]*/runs/report-failed\\?in=[a-z-]+\\) \\(failed\\): Failed at .*press.*: ")
                .contains("&lt;b&gt;out&lt;/b&gt; of ink and more")
                .containsPattern(
                        "\\[report-count]\\(http://[^ ]*/runs/report-count\\?in=count\\) `count.jsx`, finished, 20")
                .contains("- New: `a/new`")
                .contains("- Gone: `a/gone`")
                .doesNotContain("<script")
                .doesNotContain("<b>")
                .doesNotContain("](javascript")
                .doesNotContain("](http://evil")
                .doesNotContain("\u202e")
                .doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
        assertThat(report.indexOf("## Stalled and waiting")).isLessThan(report.indexOf("## Failures"));
        assertThat(report.indexOf("## Failures")).isLessThan(report.indexOf("## Runs"));
        assertThat(Files.readString(Workspace.state().resolve("reports/" + night + ".md")))
                .isEqualTo(report);
        asViewer()
                .get("/api/reports")
                .then()
                .statusCode(200)
                .body("items.night", hasItem(night))
                .body("items.path", hasItem("reports/" + night + ".md"));
        asViewer()
                .get("/api/reports/" + night)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("markdown", is(report))
                .body("post.state", is("off"));
        Files.delete(Workspace.state().resolve("report-broken.db"));
        Files.delete(Workspace.state().resolve("report-stalled.db"));
        Files.delete(Workspace.state().resolve("models.json"));
    }

    @Test
    void aNightLongAgoInWhichNothingRanSaysSo() {
        String night = LocalDate.now(ZoneOffset.UTC).minusDays(200).toString();
        asOperator()
                .contentType("application/json")
                .body("{\"night\":\"" + night + "\"}")
                .post("/api/reports")
                .then()
                .statusCode(201)
                .body("night", is(night));

        assertThat(markdown(night)).contains("Nothing ran in this time.");
    }

    @Test
    void aViewerMakesNone() {
        asViewer()
                .contentType("application/json")
                .body("{}")
                .post("/api/reports")
                .then()
                .statusCode(403);
    }

    @Test
    void whatIsNoNightIsRefusedWithWhatIsAllowed() {
        for (String night : new String[] {"yesterday", "2026-02-30", "2999-01-01", "0001-01-01"}) {
            asOperator()
                    .contentType("application/json")
                    .body("{\"night\":\"" + night + "\"}")
                    .post("/api/reports")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors[0].field", is("night"));
        }
        asViewer().get("/api/reports/2020-02-02").then().statusCode(404).body("detail", containsString("/api/reports"));
        asViewer().get("/api/reports?cursor=x").then().statusCode(400);
    }
}
