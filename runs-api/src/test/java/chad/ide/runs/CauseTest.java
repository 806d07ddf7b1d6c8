package chad.ide.runs;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The error of a run was that of the engine, "Task failed: x See https://…", with the last failed node of the tree as its
 * place. The runs are those of the real engine.
 */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class CauseTest {

    private static final String CAUSES = """
            /** @jsxImportSource smithers-orchestrator */
            import { Approval, createSmithers, Parallel, Sequence, Subflow } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              {
                input: z.object({ fails: z.string() }),
                part: z.object({ text: z.string() }),
                decision: z.object({ approved: z.boolean(), note: z.string().nullable(), decidedBy: z.string().nullable(), decidedAt: z.string().nullable() }),
              },
              { dbPath: `${process.env.CHAD_STATE_DIR}/causes.db` },
            );
            const after = (ms, words) => async () => { await new Promise((later) => setTimeout(later, ms)); throw new Error(words); };
            const inner = smithers(() => (
              <Workflow name="inner"><Task id="deep" output={outputs.part} noRetry>{after(0, "spawn kimi ENOENT")}</Task></Workflow>
            ));
            const middle = smithers(() => (
              <Workflow name="middle"><Subflow id="lower" workflow={inner} input={{}} output={outputs.part} retries={0} /></Workflow>
            ));
            const parts = {
              again: () => <Subflow id="sub" workflow={middle} input={{}} output={outputs.part} retries={1} />,
              parallel: () => (
                <Parallel>
                  <Task id="late" output={outputs.part} noRetry>{after(900, "I was late")}</Task>
                  <Task id="soft" output={outputs.part} noRetry continueOnFail>{after(0, "let go")}</Task>
                  <Task id="refused" output={outputs.part} noRetry>{async () => { await fetch("http://127.0.0.1:9/"); }}</Task>
                </Parallel>
              ),
              panel: () => (
                <Sequence>
                  <Parallel>
                    <Task id="one" output={outputs.part} noRetry continueOnFail>{after(0, "HTTP 503 from one")}</Task>
                    <Task id="two" output={outputs.part} noRetry continueOnFail>{after(0, "HTTP 429 from two")}</Task>
                  </Parallel>
                  <Task id="sum" output={outputs.part} noRetry>{after(0, "Nobody answered")}</Task>
                </Sequence>
              ),
              subflow: () => <Subflow id="sub" workflow={inner} input={{}} output={outputs.part} retries={0} continueOnFail={false} />,
              gate: () => <Approval id="gate" output={outputs.decision} request={{ title: "Send it?" }} onDeny="fail" />,
              form: () => <Task id="shape" output={outputs.part} noRetry>{() => ({ text: 7 })}</Task>,
              lost: () => <Task id="lost" output={outputs.part} noRetry continueOnFail>{after(0, "no paper left")}</Task>,
            };
            export default smithers((ctx) => (
              <Workflow name="causes"><Sequence>{(parts[ctx.input?.fails] ?? parts.lost)()}</Sequence></Workflow>
            ));
            """;

    @Inject
    EngineConfig config;

    @BeforeEach
    void workflowIsThere() {
        new EngineStores(Objects.requireNonNull(
                        config.stateDir().toAbsolutePath().getParent()))
                .write("causes.jsx", CAUSES);
    }

    private static void launch(String part, String state) {
        given().contentType(ContentType.JSON)
                .body(Map.of("workflow", "causes.jsx", "runId", "cause-" + part, "input", Map.of("fails", part)))
                .post("/api/launch")
                .then()
                .statusCode(201);
        awaitState(part, state);
    }

    /** The engine writes that a run has failed a moment before it writes of which task. */
    private static void awaitState(String part, String state) {
        boolean hasCause = state.contains("fail");
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> given().get("/api/runs/cause-" + part)
                        .then()
                        .body("state", is(state))
                        .body("cause.nodeId", hasCause ? notNullValue() : nullValue()));
    }

    /** The words were "Subflow lower failed because child run … ended with status failed", which is nobody's cause. */
    @Test
    void theCauseOfASubflowInASubflowThatIsTriedAgainIsThatOfItsTask() {
        launch("again", "failed");

        given().get("/api/runs/cause-again")
                .then()
                .body("cause.nodeId", is("deep"))
                .body("cause.runId", is("cause-again:child:sub:0:child:lower:0"))
                .body("cause.kind", is("binary-missing"))
                .body("cause.message", is("spawn kimi ENOENT"))
                .body("headline", is("Failed at `deep` in the subflow `sub`: spawn kimi ENOENT"));
    }

    @Test
    void ofSeveralFailuresTheFirstInTimeThatWasNotLetGoIsTheCause() {
        launch("parallel", "failed");

        given().get("/api/runs/cause-parallel")
                .then()
                .body("cause.nodeId", is("refused"))
                .body("cause.kind", is("network"))
                .body("cause.attempt", is(1))
                .body("error.nodeId", is("refused"))
                .body("error.code", is("ECONNREFUSED"))
                .body("error.message", containsString("Unable to connect"))
                .body("errorStack", containsString("causes.jsx"))
                .body("headline", startsWith("Failed at `refused`: "))
                .body("headline", not(containsString("https://smithers.sh")));
    }

    @Test
    void whatFailedBecauseOfAWholePanelSaysWhyEachOfThePanelFailed() {
        launch("panel", "failed");

        given().get("/api/runs?q=cause-panel")
                .then()
                .body("items[0].cause.nodeId", is("sum"))
                .body("items[0].cause.kind", is("model-refused"))
                .body(
                        "items[0].cause.says",
                        is("Failed at `sum`: Nobody answered. `one` failed: HTTP 503 from one. `two` failed: HTTP 429"
                                + " from two."));
    }

    @Test
    void theCauseOfASubflowLiesInTheSubflow() {
        launch("subflow", "failed");

        given().get("/api/runs/cause-subflow")
                .then()
                .body("cause.kind", is("binary-missing"))
                .body("cause.nodeId", is("deep"))
                .body("cause.runId", is("cause-subflow:child:sub:0"))
                .body("headline", is("Failed at `deep` in the subflow `sub`: spawn kimi ENOENT"));
    }

    @Test
    void aDeniedGateSaysWhoDeniedItAndWhy() {
        launch("gate", "waiting-approval");
        given().contentType(ContentType.JSON)
                .body(Map.of("node", "gate", "note", "too risky"))
                .post("/api/runs/cause-gate/deny")
                .then()
                .statusCode(200);
        awaitState("gate", "failed");

        given().get("/api/runs/cause-gate")
                .then()
                .body("cause.kind", is("denied"))
                .body("cause.attempt", nullValue())
                .body("headline", is("Failed at `gate`: Denied by kim: too risky"));
    }

    @Test
    void anOutputOfAWrongFormIsToldWithoutTheAddressOfTheEnginesDocumentation() {
        launch("form", "failed");

        given().get("/api/runs/cause-form")
                .then()
                .body("cause.kind", is("schema"))
                .body("error.message", containsString("expected string, received number"))
                .body("error.message", not(containsString("See https")))
                .body("nodes[0].attempts[0].error.message", not(containsString("See https")));
    }

    @Test
    void aRunThatFinishedSaysWhatItLostFirst() {
        launch("lost", "finished-with-failures");

        given().get("/api/runs/cause-lost")
                .then()
                .body("cause.says", is("`lost` failed: no paper left"))
                .body("error", nullValue())
                .body("headline", containsString("the run continued without it. `lost` failed: no paper left."));
    }
}
