package chad.ide.budgets;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import chad.ide.engine.RunKey;
import chad.ide.runs.RunLocator;
import chad.ide.testing.CountingModels;
import chad.ide.testing.CountingModels.Answer;
import chad.ide.testing.CountingModels.Served;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At its limit a budget pauses the runs that use it and asks a person; real runs, and a provider that counts what it serves. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class BudgetsTest {

    private static final Duration LONG = Duration.ofMinutes(3);

    /** A quarter of a dollar each, by the price below. */
    private static final Answer QUARTER = new Answer("{\"text\": \"Yes.\"}", 500, 250, 0, 0);

    private static final double QUARTER_USD = 0.25;
    private static final String MODEL = "budget/alpha";

    @Inject
    BudgetBook book;

    @Inject
    RunLocator locator;

    private final CountingModels provider = new CountingModels(request -> QUARTER);

    @BeforeEach
    void thereIsAPrice() throws IOException {
        Files.writeString(Workspace.state().resolve("prices.yaml"), """
                prices:
                  - {provider: lab, model: %s, inputUsdPerMTok: 250, outputUsdPerMTok: 500}
                """.formatted(MODEL));
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows/lib");
        Path to = Workspace.engine().workflows().resolve("lib");
        try (Stream<Path> library = Files.list(from)) {
            for (Path file : library.toList()) {
                Path copy = to.resolve(file.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @AfterEach
    void thereIsNoBudget() {
        provider.close();
        budgets("[]");
    }

    private static Response budgets(String budgets) {
        Response answer = asOperator()
                .contentType("application/json")
                .body("{\"budgets\": %s}".formatted(budgets))
                .put("/api/budgets");
        answer.then().statusCode(200);
        return answer;
    }

    /** Asks the model so often, one time after the other, once the file is there. */
    private void workflow(String name, int calls, String header) throws IOException {
        Workspace.engine()
                .write(name + ".jsx", """
                /** @jsxImportSource smithers-orchestrator */
                %s
                import { existsSync } from "node:fs";
                import { createSmithers, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                import { pickAgent } from "./lib/agents.js";
                import { storePath } from "./lib/store.js";

                Object.assign(process.env, { NVIDIA_API_KEY: "none", CHAD_INFERENCE_BASE_URL: "%s" });
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({}), answer: z.object({ text: z.string() }) },
                  { dbPath: storePath("%s") },
                );
                export default smithers(() => (
                  <Workflow name="%s">
                    <Sequence>
                      <Task id="start" output={outputs.answer}>
                        {async () => {
                          while (!existsSync("%s")) await new Promise((resolve) => setTimeout(resolve, 50));
                          return { text: "go" };
                        }}
                      </Task>
                      {Array.from({ length: %d }, (_, i) => (
                        <Task key={i} id={`ask-${i}`} output={outputs.answer} retries={0}
                              agent={pickAgent("panel", { model: "%s", backend: "nemotron" })}>
                          {`Question ${i}`}
                        </Task>
                      ))}
                    </Sequence>
                  </Workflow>
                ));
                """.formatted(header, provider.address(), name, name, start(name), calls, MODEL));
    }

    private static Path start(String workflow) {
        return Workspace.state().resolve(workflow + ".start");
    }

    private static void go(String workflow) throws IOException {
        Files.writeString(start(workflow), "");
    }

    private static String launch(String workflow, String more) {
        return asOperator()
                .contentType("application/json")
                .body("{\"workflow\": \"%s.jsx\"%s}".formatted(workflow, more))
                .post("/api/launch")
                .then()
                .statusCode(201)
                .extract()
                .path("runId");
    }

    private static JsonPath run(String id) {
        return asViewer()
                .get("/api/runs/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath awaitState(String id, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(run(id).getString("state"))
                        .as(() -> String.valueOf(run(id).getString("headline")))
                        .isEqualTo(state));
        return run(id);
    }

    private int served() {
        return Objects.requireNonNullElse(provider.served().get(MODEL), new Served(0, 0, 0, 0, 0))
                .answers();
    }

    @Test
    void aRunOfFiveDollarsStopsAtOneIsRaisedByAPersonAndFinishes() throws IOException {
        workflow("budget-five", 20, "");
        go("budget-five");
        String id = launch("budget-five", ", \"budget\": {\"usd\": 1}");

        JsonPath paused = awaitState(id, "paused");

        assertThat(served()).isEqualTo(4);
        assertThat(paused.getString("cause.kind")).isEqualTo("budget");
        assertThat(paused.getString("cause.says")).contains("$1.00 of $1.00 for this run");
        assertThat(paused.getString("headline")).contains("Paused: The budget is spent");
        asViewer().queryParam("segment", "needs-you").get("/api/runs").then().body("items.id", hasItem(id));
        asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/runs/%s/resume".formatted(id))
                .then()
                .statusCode(409)
                .body("type", containsString("budget-spent"))
                .body("detail", containsString("$1.00 of $1.00"));

        asOperator()
                .contentType("application/json")
                .body("{\"limit\": {\"usd\": 10}}")
                .post("/api/runs/%s/budget".formatted(id))
                .then()
                .statusCode(200)
                .body("own.limit.usd", equalTo(10f))
                .body("heldBy", equalTo(null));

        JsonPath finished = awaitState(id, "finished");
        assertThat(served()).isEqualTo(20);
        assertThat(finished.getDouble("cost.usd")).isCloseTo(20 * QUARTER_USD, within(1e-9));
        assertThat(finished.getString("cause")).isNull();
    }

    @Test
    void aRunThatIsLetGoOnOnceIsNotStoppedByThatBudgetAgain() throws IOException {
        workflow("budget-once", 6, "// smithers-budget: $0.50");
        go("budget-once");
        String id = launch("budget-once", "");
        awaitState(id, "paused");
        assertThat(served()).isEqualTo(2);

        asOperator()
                .contentType("application/json")
                .body("{\"once\": true}")
                .post("/api/runs/%s/budget".formatted(id))
                .then()
                .statusCode(200)
                .body("letPast", contains("run"))
                .body("own.state", equalTo("spent"));

        awaitState(id, "finished");
        assertThat(served()).isEqualTo(6);
    }

    /** Between what its agent told of and what was added up, a call was missing for a moment, in which another one began. */
    @Test
    @Timeout(180)
    void whatARunHasUsedNeverFallsWhileItIsAddedUp() throws IOException {
        workflow("budget-rising", 40, "");
        budgets("[{\"workflow\": \"budget-rising.jsx\", \"period\": \"day\", \"limit\": {\"usd\": 1000}}]");
        String id = launch("budget-rising", ", \"budget\": {\"usd\": 900}");
        awaitState(id, "running");
        RunKey run = locator.locate(id, null).key();
        long ofRun = 0;
        long ofDay = 0;
        go("budget-rising");

        while (ofRun < 40 * QUARTER_USD * 1e9 || ofDay < 40 * QUARTER_USD * 1e9) {
            long runNow = book.ofRun(run).orElseThrow().nanoUsd();
            long dayNow = book.shared().getFirst().nanoUsd();
            assertThat(runNow).isGreaterThanOrEqualTo(ofRun);
            assertThat(dayNow).isGreaterThanOrEqualTo(ofDay);
            ofRun = runNow;
            ofDay = dayNow;
        }

        awaitState(id, "finished");
        assertThat(book.ofRun(run).orElseThrow().nanoUsd()).isEqualTo((long) (40 * QUARTER_USD * 1e9));
        assertThat(book.shared().getFirst().nanoUsd()).isEqualTo((long) (40 * QUARTER_USD * 1e9));
    }

    @Test
    void twentyRunsAtOnceExceedADayByOneCallAtMost() throws IOException {
        workflow("budget-twenty", 3, "");
        budgets("[{\"workflow\": \"budget-twenty.jsx\", \"period\": \"day\", \"limit\": {\"usd\": 2}}]");
        List<String> ids = IntStream.range(0, 20)
                .mapToObj(i -> launch("budget-twenty", ""))
                .toList();
        go("budget-twenty");

        ids.forEach(id ->
                await().atMost(LONG).until(() -> List.of("paused", "finished").contains(run(id).getString("state"))));

        assertThat(served() * QUARTER_USD).isGreaterThanOrEqualTo(2).isLessThanOrEqualTo(2 + QUARTER_USD);
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\": \"budget-twenty.jsx\"}")
                .post("/api/launch")
                .then()
                .statusCode(409)
                .body("detail", containsString("today for `budget-twenty.jsx`: the budget is spent"));
        asViewer()
                .get("/api/budgets")
                .then()
                .body("items.find { it.id == 'budget-twenty.jsx/day' }.state", equalTo("spent"))
                .body(
                        "items.find { it.id == 'budget-twenty.jsx/day' }.says",
                        containsString("of $2.00 today for `budget-twenty.jsx`"));

        silence();

        budgets("[{\"workflow\": \"budget-twenty.jsx\", \"period\": \"day\", \"limit\": {\"usd\": 100}}]");

        ids.forEach(id -> awaitState(id, "finished"));
        assertThat(served()).isEqualTo(60);
    }

    /** A schedule whose launch the budget refuses is told of, with that cause. */
    private static void silence() {
        asOperator()
                .contentType("application/json")
                .body(
                        "{\"name\": \"budget-silent\", \"definition\": {\"workflow\": \"budget-twenty.jsx\", \"every\": \"PT10S\"}}")
                .post("/api/schedules")
                .then()
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> asViewer()
                        .get("/api/schedules/alarms")
                        .then()
                        .body(
                                "items.find { it.schedule == 'budget-silent' }.says",
                                containsString("today for `budget-twenty.jsx`: the budget is spent")));
        asOperator().delete("/api/schedules/budget-silent").then().statusCode(204);
    }

    /** Its calls are known once the engine has reported them: the run is paused then, and nothing is asked before. */
    @Test
    void aRunWhoseAgentsAreSomebodyElsesIsPausedOnceItsReportIsThere() throws IOException {
        Workspace.engine().write("budget-foreign.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                import { storePath } from "./lib/store.js";
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { input: z.object({}), answer: z.object({ text: z.string() }) },
                  { dbPath: storePath("budget-foreign") },
                );
                const agent = { id: "theirs", model: "%s", async generate() {
                  await fetch("%s/chat/completions", { method: "POST", body: JSON.stringify({ model: "%s" }) });
                  await new Promise((resolve) => setTimeout(resolve, 400));
                  return { text: '{"text": "Yes."}', output: { text: "Yes." }, response: { modelId: "%s" },
                           usage: { inputTokens: 500, outputTokens: 250, totalTokens: 750 } };
                } };
                export default smithers(() => (
                  <Workflow name="budget-foreign">
                    <Sequence>
                      {Array.from({ length: 60 }, (_, i) => (
                        <Task key={i} id={`ask-${i}`} output={outputs.answer} retries={0} agent={agent}>{`Question ${i}`}</Task>
                      ))}
                    </Sequence>
                  </Workflow>
                ));
                """.formatted(MODEL, provider.address(), MODEL, MODEL));
        String id = launch("budget-foreign", ", \"budget\": {\"tokens\": 3000}");

        JsonPath paused = awaitState(id, "paused");

        assertThat(paused.getString("cause.says")).contains("tokens for this run");
        assertThat(paused.getInt("progress.finished")).isBetween(4, 30);
        asViewer()
                .get("/api/runs/%s/budget".formatted(id))
                .then()
                .body("heldBy", equalTo("run"))
                .body("own.state", equalTo("spent"));
        asOperator().contentType("application/json").body("{}").post("/api/runs/%s/cancel".formatted(id));
        awaitState(id, "cancelled");
    }

    @Test
    void whatIsNoBudgetIsRefusedWithWhatWouldBe() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{\"budgets\": [{\"period\": \"day\", \"limit\": {}}]}", "usd",
                        "{\"budgets\": [{\"period\": \"week\", \"limit\": {\"usd\": 1}}]}", "day",
                        "{\"budgets\": [{\"period\": \"day\", \"limit\": {\"usd\": -1}}]}", "above 0",
                        "{\"zone\": \"Mars/Olympus\", \"budgets\": []}", "time zone",
                        "{\"warnAtShare\": 7, \"budgets\": []}", "share from",
                        "{\"budgets\": [{\"period\": \"day\", \"limit\": {\"usd\": 1}}, {\"period\": \"day\", \"limit\": {\"usd\": 2}}]}",
                                "one budget")
                .entrySet()) {
            asOperator()
                    .contentType("application/json")
                    .body(wrong.getKey())
                    .put("/api/budgets")
                    .then()
                    .statusCode(400)
                    .body("errors[0].allowed", containsString(wrong.getValue()));
        }
        asViewer()
                .contentType("application/json")
                .body("{\"budgets\": []}")
                .put("/api/budgets")
                .then()
                .statusCode(403);
    }

    @Test
    void whoChangesBudgetsThatSomebodyChangedMeanwhileIsToldSo() {
        int revision = budgets("[]").then().extract().path("revision");
        budgets("[]");

        asOperator()
                .contentType("application/json")
                .body("{\"budgets\": [], \"revision\": %d}".formatted(revision))
                .put("/api/budgets")
                .then()
                .statusCode(412);
    }
}
