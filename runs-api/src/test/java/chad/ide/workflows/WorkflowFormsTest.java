package chad.ide.workflows;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.engine.EngineConfig;
import chad.ide.runs.RunIndex;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What others wrote: how it is called, what it takes, what it needs, and what it would execute with an input. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class WorkflowFormsTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    private static final String ASKED = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Branch } from "smithers-orchestrator";
            import { shape } from "./lib/shape.ts";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { input: shape, done: z.object({ text: z.string() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/asked.db` });
            export default smithers((ctx) => (
              <Workflow name="asked">
                {(ctx.input?.cities ?? []).map((city) => <Task key={city} id={city} output={outputs.done} noRetry>{() => ({ text: process.env.CHAD_TONE_OF_VOICE ?? "" })}</Task>)}
                <Task id="end" output={outputs.done} noRetry>{() => ({ text: "end" })}</Task>
              </Workflow>));
            """;

    private static final String SHAPE = """
            import { z } from "zod";
            // reads CHAD_SHARED_KNOB; CHAD_API_KEY is nobody's business
            export const shape = z.object({
              cities: z.array(z.string()).max(9).describe("Where to look."),
              tone: z.enum(["plain", "warm"]).default("plain"),
            });
            """;

    private static final String REPORT = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Approval, approvalDecisionSchema } from "smithers-orchestrator";
            const { Workflow, smithers, outputs } = createSmithers({ dec: approvalDecisionSchema });
            export default smithers(() => (
              <Workflow name="report"><Approval id="sign" output={outputs.dec} request={{ title: "Sign?" }} /></Workflow>));
            """;

    @Inject
    EngineConfig config;

    @Inject
    RunIndex index;

    @Test
    void theFormIsTheSchemaThatTheEngineReads() throws IOException {
        write("lib/shape.ts", SHAPE);
        write("asked.jsx", ASKED);

        form("asked.jsx")
                .body("inputSchema.properties.cities.description", is("Where to look."))
                .body("inputSchema.properties.cities.maxItems", is(9))
                .body("inputSchema.properties.tone.default", is("plain"))
                .body("inputSchema.properties.tone.enum", contains("plain", "warm"))
                .body("inputSchema.required", contains("cities"))
                .body("knobs", contains("CHAD_SHARED_KNOB", "CHAD_TONE_OF_VOICE"))
                .body("missing", empty())
                .body("note", nullValue());

        write("lib/shape.ts", SHAPE.replace("Where to look.", "Where to go."));
        form("asked.jsx").body("inputSchema.properties.cities.description", is("Where to go."));
        form("gate.jsx").body("inputSchema", nullValue()).body("note", nullValue());
        form("broken.jsx").body("inputSchema", nullValue()).body("note", containsString("could not load"));
    }

    @Test
    void onlyWhatTheWorkflowNamesIsSet() throws IOException {
        write("lib/shape.ts", SHAPE);
        write("asked.jsx", ASKED);

        launch("asked.jsx", "knobs-1", "\"input\":{\"cities\":[]},\"env\":{\"CHAD_WORD\":\"x\"}")
                .statusCode(422)
                .body("type", problem("refused-settings"))
                .body("detail", allOf(containsString("CHAD_WORD"), containsString("CHAD_TONE_OF_VOICE")))
                .body("errors[0].field", is("env.CHAD_WORD"));
        launch("asked.jsx", "knobs-2", "\"input\":{\"cities\":[\"oslo\"]},\"env\":{\"CHAD_TONE_OF_VOICE\":\"soft\"}")
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/knobs-2")
                        .then()
                        .body("nodes.find { it.id == 'oslo' }?.output?.text", is("soft")));
    }

    @Test
    void aGraphIsDrawnWithAnInputOfARunAndOfWhatIsNotSaved() throws IOException {
        write("lib/shape.ts", SHAPE);
        write("asked.jsx", ASKED);
        launch("asked.jsx", "drawn-1", "\"input\":{\"cities\":[\"rome\",\"bonn\"]}")
                .statusCode(201);

        given().get("/api/workflow-graph?name=asked.jsx").then().statusCode(200).body("tasks.nodeId", contains("end"));
        draw("{\"name\":\"asked.jsx\",\"input\":{\"cities\":[\"oslo\"]}}")
                .statusCode(200)
                .body("tasks.nodeId", contains("oslo", "end"));
        draw("{\"name\":\"asked.jsx\",\"run\":\"drawn-1\"}")
                .statusCode(200)
                .body("tasks.nodeId", contains("rome", "bonn", "end"));
        given().contentType(ContentType.JSON)
                .body(new Draft("asked.jsx", ASKED.replace("\"end\"", "\"finish\"")))
                .post("/api/workflow-graph")
                .then()
                .statusCode(200)
                .body("tasks.nodeId", contains("finish"));
        draw("{\"name\":\"asked.jsx\",\"source\":\"export default }\"}")
                .statusCode(422)
                .body("detail", not(containsString(".draft-")));
        draw("{\"name\":\"asked.jsx\",\"run\":\"drawn-1\"}").body("note", nullValue());
        draw("{\"name\":\"asked.jsx\",\"input\":[1]}").statusCode(400);
        draw("{\"name\":\"asked.jsx\",\"input\":{},\"run\":\"drawn-1\"}").statusCode(400);
        try (var left = Files.list(config.workflowDir())) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith(".draft"));
        }
    }

    /** The graph came without the input, and nothing said so. */
    @Test
    void aGraphForARunWhoseInputIsGoneSaysThatItIsDrawnWithoutOne() throws IOException, SQLException {
        write("lib/shape.ts", SHAPE);
        write("asked.jsx", ASKED);
        launch("asked.jsx", "drawn-2", "\"input\":{\"cities\":[\"rome\"]}").statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/drawn-2").then().body("state", is("finished")));
        Path store = config.stateDir().resolve("asked.db");
        try (Connection connection = Sqlite.open(store);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM input WHERE run_id = 'drawn-2'");
            statement.executeUpdate("DELETE FROM _smithers_snapshots WHERE run_id = 'drawn-2'");
        }

        draw("{\"name\":\"asked.jsx\",\"run\":\"drawn-2\"}")
                .statusCode(200)
                .body("tasks.nodeId", contains("end"))
                .body("note", allOf(containsString("`drawn-2`"), containsString("store has none")));
    }

    /** What is sent, for its text needs quoting. */
    public record Draft(String name, String source) {}

    @Test
    @TestSecurity(user = "vera", roles = "viewer")
    void aViewerLetsNothingBeExecuted() {
        draw("{\"name\":\"gate.jsx\",\"source\":\"export default 1\"}").statusCode(403);
    }

    @Test
    void whatIsMissingIsSaidBeforeTheLaunch() throws IOException {
        write(
                "needy.jsx",
                "// smithers-required-bins: sh, no-such-program\n// smithers-required-env: NO_SUCH_VARIABLE\n"
                        + REPORT);

        form("needy.jsx")
                .body("missing.size()", is(2))
                .body("missing[0]", containsString("`no-such-program`"))
                .body("missing[1]", containsString("`NO_SUCH_VARIABLE`"));
        given().get("/api/workflows").then().body("items.find { it.name == 'needy.jsx' }.missing.size()", is(2));
        launch("needy.jsx", "needy-1", "\"input\":{}")
                .statusCode(409)
                .body("type", problem("requirement-missing"))
                .body("detail", containsString("`no-such-program`"));
        given().get("/api/runs/needy-1").then().statusCode(404);
    }

    /** Nothing below `.smithers` was listed, and its pages of the console would have been taken for workflows. */
    @Test
    void aPackIsAtHome() throws IOException {
        write(".smithers/workflows/digest.tsx", """
                // smithers-display-name: Nightly digest
                // smithers-description: Sums up the day's builds.
                // smithers-tags: reports
                """ + REPORT.replace("name=\"report\"", "name=\"digest\""));
        write(".smithers/ui/digest.tsx", """
                /** @jsxImportSource react */
                import { RunTree } from "smithers-orchestrator/gateway-ui";
                export default function Page() { return <RunTree />; }
                """);
        write(".smithers/prompts/ask.mdx", "# Ask");
        write(".smithers/executions/r-1/left.tsx", REPORT);

        given().get("/api/workflows")
                .then()
                .body("items.name", hasItem(".smithers/workflows/digest.tsx"))
                .body("items.name", not(hasItem(".smithers/ui/digest.tsx")))
                .rootPath("items.find { it.name == '.smithers/workflows/digest.tsx' }")
                .body("title", is("Nightly digest"))
                .body("description", is("Sums up the day's builds."))
                .body("tags", contains("reports"));
        given().get("/api/workflow-files")
                .then()
                .statusCode(200)
                .body("items.name", hasItems(".smithers/prompts/ask.mdx", "lib/words.js"))
                .body("items.name", not(hasItem(startsWith(".smithers/executions"))))
                .body("items.find { it.name == '.smithers/ui/digest.tsx' }.kind", is("ui"))
                .body("items.find { it.name == '.smithers/ui/digest.tsx' }.note", containsString("console"))
                .body("items.find { it.name == 'lib/words.js' }.kind", is("part"));
        given().get("/api/workflow-file?name=.smithers/executions/r-1/left.tsx")
                .then()
                .statusCode(400);
        launch(".smithers/workflows/digest.tsx", null, "\"input\":{}")
                .statusCode(201)
                .body("runId", startsWith("digest-"))
                .body("store", is("digest"))
                .body("workflow", is(".smithers/workflows/digest.tsx"));
    }

    @Test
    void filesOfOneNameInSeveralFoldersAreToldApart() throws IOException {
        write("north/weekly.jsx", REPORT);
        write("south/weekly.jsx", REPORT);
        String north = launch("north/weekly.jsx", null, "\"input\":{}")
                .statusCode(201)
                .body("runId", startsWith("north-weekly-"))
                .body("store", is("north-weekly"))
                .extract()
                .path("runId");
        String south = launch("south/weekly.jsx", null, "\"input\":{}")
                .statusCode(201)
                .extract()
                .path("runId");

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/approvals?limit=500")
                        .then()
                        .body("items.find { it.runId == '%s' }?.workflow".formatted(north), is("north/weekly.jsx"))
                        .body("items.find { it.runId == '%s' }?.workflow".formatted(south), is("south/weekly.jsx")));
        given().get("/api/runs?workflow=north/weekly.jsx")
                .then()
                .body("items.id", contains(north))
                .body("items[0].workflow", is("north/weekly.jsx"));
        given().get("/api/runs?workflow=weekly.jsx").then().body("items.id", hasItems(north, south));
        given().get("/api/workflows").then().body("items.find { it.name == 'south/weekly.jsx' }.lastRun.id", is(south));
        assertThat(index.countByWorkflow()) // the metric summed them up
                .containsKeys("north/weekly.jsx", "south/weekly.jsx")
                .doesNotContainKey("weekly.jsx");
    }

    @Test
    void partsAreReadAndEditedUnderTheSameRulesButNotLaunched() throws IOException {
        write("lib/part.js", "export const one = 1;");
        String etag = given().get("/api/workflow-file?name=lib/part.js")
                .then()
                .statusCode(200)
                .body("source", is("export const one = 1;"))
                .extract()
                .header("ETag");
        save("lib/part.js", "export const one = 2;", null).statusCode(428);
        save("lib/part.js", "export const one = 2;", etag).statusCode(200);
        assertThat(config.workflowDir().resolve("lib/part.js")).hasContent("export const one = 2;");
        given().get("/api/workflow-file/versions?name=lib/part.js")
                .then()
                .statusCode(200)
                .body("items.size()", is(2));
        launch("lib/part.js", "part-1", "\"input\":{}").statusCode(400);
        given().get("/api/workflow-graph?name=lib/part.js").then().statusCode(400);
        for (String name :
                List.of("package.json", "../x.js", ".env.js", "node_modules/x/index.js", ".smithers/pg/x.js")) {
            given().queryParam("name", name).get("/api/workflow-file").then().statusCode(400);
            save(name, "x", "*").statusCode(400);
        }
    }

    private ValidatableResponse save(String name, String source, @Nullable String etag) {
        var request = given().contentType(ContentType.JSON).body(new Draft(name, source));
        return (etag == null ? request : request.header("If-Match", etag))
                .post("/api/workflow-file")
                .then();
    }

    private void write(String name, String source) throws IOException {
        Path file = config.workflowDir().resolve(name);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !Files.readString(file).equals(source)) {
            Files.writeString(file, source);
        }
    }

    private static ValidatableResponse form(String name) {
        return given().queryParam("name", name).get("/api/workflow-form").then().statusCode(200);
    }

    private static ValidatableResponse draw(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/workflow-graph")
                .then();
    }

    private static ValidatableResponse launch(String workflow, @Nullable String runId, String more) {
        String id = runId == null ? "" : "\"runId\":\"%s\",".formatted(runId);
        return given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",%s%s}".formatted(workflow, id, more))
                .post("/api/launch")
                .then();
    }

    private static Matcher<String> problem(String name) {
        return equalTo("urn:runs-ide:problem:" + name);
    }
}
