package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.approvals.GateService;
import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a parked run waits for is named, all of it, and its gates are found whatever else it waits for. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class WaitsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EngineConfig config;

    @Inject
    GateService gates;

    /** The engine calls such a run {@code waiting-timer}; its gate was in no inbox, no notice and no metric. */
    @Test
    void aGateBesideATimerAndASignalIsInTheInboxAndCanBeDecided() {
        launchGates("waits-gates-1");

        given().get("/api/runs/waits-gates-1")
                .then()
                .body("status", is("waiting-timer"))
                .body(
                        "headline",
                        matchesRegex("Waiting for a decision at `gate`: Deploy\\? Also for the signal `sig` with the"
                                + " correlation id `order-7`; the timer `later`, which fires at 2.*Z\\."))
                .body("waits.kind", is(List.of("approval", "signal", "timer")))
                .body("waits[0].name", is("Deploy?"))
                .body("waits[0].command", is("chad-runs approve waits-gates-1 --store world-gates --node gate"))
                .body("waits[1].correlationId", is("order-7"))
                .body(
                        "waits[1].command",
                        is(
                                "chad-runs signal waits-gates-1 sig --store world-gates --correlation order-7 --payload JSON"))
                .body("waits[2].untilMs", greaterThan(System.currentTimeMillis()))
                .body("waits[2].command", nullValue());
        given().get("/api/approvals").then().body("items.runId", hasItem("waits-gates-1"));
        given().get("/api/runs?q=waits-gates-1")
                .then()
                .body("items[0].waits.kind", is(List.of("approval", "signal", "timer")));
        assertThat(gates.countWaiting().count()).isPositive();

        post("waits-gates-1", "approve", "{\"node\":\"gate\"}").statusCode(200).body("continued", is(true));

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/waits-gates-1")
                        .then()
                        .body("status", is("waiting-timer"))
                        .body("nodes.find { it.id == 'gate' }.state", is("finished"))
                        .body("waits.kind", is(List.of("signal", "timer"))));
        given().get("/api/approvals").then().body("items.runId", not(hasItem("waits-gates-1")));
    }

    /** A signal leaves no event; one that nobody waits for was kept by the engine and shown nowhere. */
    @Test
    void signalsAreListedWithWhoTookThem() {
        launchGates("signals-1");

        post("signals-1", "signal", "{\"name\":\"other\",\"payload\":{\"v\":\"1\"}}")
                .statusCode(200);
        post("signals-1", "signal", "{\"name\":\"sig\",\"correlationId\":\"order-7\",\"payload\":{\"v\":\"2\"}}")
                .statusCode(200)
                .body("continued", is(true));

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/signals-1")
                        .then()
                        .body("waits.kind", is(List.of("approval", "timer")))
                        .body("signals.name", is(List.of("other", "sig")))
                        .body("signals[0].takenBy", nullValue())
                        .body("signals[0].payload.v", is("1"))
                        .body("signals[1].takenBy", is("sig"))
                        .body("signals[1].correlationId", is("order-7"))
                        .body("signals[1].receivedAtMs", notNullValue()));
    }

    /** The engine takes no decision about a paused run: the gate is shown all the same, and the way out is said. */
    @Test
    void aGateOfAPausedRunWaits() {
        launchGates("paused-1");
        sql("UPDATE _smithers_runs SET status = 'paused' WHERE run_id = 'paused-1'");

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/paused-1")
                        .then()
                        .body("state", is("paused"))
                        .body(
                                "headline",
                                is("Waiting for a decision at `gate`: Deploy? Paused. Resume it to continue.")));
        given().get("/api/approvals").then().body("items.runId", hasItem("paused-1"));
        post("paused-1", "approve", "{\"node\":\"gate\"}")
                .statusCode(409)
                .body("detail", allOf(containsString("paused"), containsString("resume run `paused-1`")));
    }

    /**
     * The engine's `ask-human`, as its agents call it: there is no approval and no event, and the run is running. The
     * question was in no inbox, and the CLI found no store from the folder in which agents work.
     */
    @Test
    void aQuestionOfAnAgentIsInTheInboxAndItsAnswerReachesTheAgent() {
        stores().write("asking-agent.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { execFile } from "node:child_process";
                import { promisify } from "node:util";
                import { z } from "zod";
                const store = `${process.env.CHAD_STATE_DIR}/asking-agent.db`;
                const { Workflow, Task, smithers, outputs } = createSmithers(
                  { trip: z.object({ city: z.string(), by: z.string() }) }, { dbPath: store });
                const ask = async (cwd, runId, question, ...more) => {
                  const { stdout } = await promisify(execFile)("smithers",
                    ["ask-human", question, "--node", "plan", "--poll", "1", ...more, "--format", "json"],
                    { cwd, env: { ...process.env, SMITHERS_RUN_ID: runId } });
                  return JSON.parse(stdout.slice(stdout.indexOf("{"))).response;
                };
                const agent = (runId) => ({
                  id: "planner",
                  async generate({ rootDir }) {
                    const [city, by] = await Promise.all([
                      ask(rootDir, runId, "Which city?"), ask(rootDir, runId, "How to go?", "--choices", "train,ship")]);
                    return { text: JSON.stringify({ city, by }), output: { city, by } };
                  },
                });
                export default smithers((ctx) => (
                  <Workflow name="asking-agent">
                    <Task id="plan" agent={agent(ctx.runId)} output={outputs.trip} retries={0}>Plan</Task>
                  </Workflow>));
                """);
        long before = gates.countWaiting().count();
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"asking-agent.jsx\",\"runId\":\"agent-asks-1\"}")
                .post("/api/launch")
                .then()
                .statusCode(201);

        String ofRun = "findAll { it.runId == 'agent-asks-1' }";
        await().atMost(LONG)
                .untilAsserted(
                        () -> given().get("/api/approvals").then().body("items.%s.size()".formatted(ofRun), is(2)));
        given().get("/api/approvals?limit=1").then().body("nextCursor", notNullValue());
        assertThat(gates.countWaiting().count()).isEqualTo(before + 2);
        given().get("/api/runs/agent-asks-1")
                .then()
                .body("state", is("running"))
                .body("headline", allOf(containsString("Waiting for an answer at `plan`"), containsString("Running")))
                .body("waits.kind", is(List.of("question", "question")))
                .body("approvals.kind", containsInAnyOrder("ask", "select"))
                .body("approvals.find { it.kind == 'select' }.options.key", is(List.of("train", "ship")));

        post("agent-asks-1", "approve", "{\"node\":\"plan\"}")
                .statusCode(400)
                .body("errors[0].allowed", containsString("digest"));
        answer("select", "\"plane\"").statusCode(422).body("type", is("urn:runs-ide:problem:invalid-answer"));
        answer("select", "\"ship\"").statusCode(200).body("continued", is(false));
        answer("ask", "\"Oslo\"").statusCode(200);

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/agent-asks-1")
                        .then()
                        .body("state", is("finished"))
                        .body("nodes[0].output.city", is("Oslo"))
                        .body("nodes[0].output.by", is("ship"))
                        .body("approvals.status", is(List.of("answered", "answered")))
                        .body("approvals.decidedBy", is(List.of("kim", "kim"))));
        assertThat(gates.countWaiting().count()).isEqualTo(before);
    }

    /** By the digest of what was shown, as the dashboard sends it. */
    private static ValidatableResponse answer(String kind, String value) {
        String digest =
                given().get("/api/runs/agent-asks-1").path("approvals.find { it.kind == '%s' }.digest".formatted(kind));
        return post(
                "agent-asks-1",
                "answer",
                "{\"node\":\"plan\",\"digest\":\"%s\",\"value\":%s}".formatted(digest, value));
    }

    private void launchGates(String runId) {
        stores().write("timer-hides-gates.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Parallel, Approval, Signal, Timer, approvalDecisionSchema } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, smithers, outputs } = createSmithers(
                  { dec: approvalDecisionSchema, sig: z.object({ v: z.string() }) },
                  { dbPath: `${process.env.CHAD_STATE_DIR}/world-gates.db` });
                export default smithers(() => (
                  <Workflow name="timer-hides-gates">
                    <Parallel>
                      <Approval id="gate" async output={outputs.dec} request={{ title: "Deploy?" }} />
                      <Signal id="sig" schema={outputs.sig} correlationId="order-7" async />
                      <Timer id="later" duration="10m" />
                    </Parallel>
                  </Workflow>));
                """);
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"timer-hides-gates.jsx\",\"runId\":\"%s\"}".formatted(runId))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("status", is("waiting-timer")));
    }

    private void sql(String statement) {
        try (Connection connection = Sqlite.open(config.stateDir().resolve("world-gates.db"));
                Statement update = connection.createStatement()) {
            update.execute("PRAGMA busy_timeout = 5000");
            update.executeUpdate(statement);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private EngineStores stores() {
        return new EngineStores(config.stateDir().resolve("..").normalize());
    }

    private static ValidatableResponse post(String runId, String verb, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }
}
