package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A failure in a {@code try} with a {@code catch} was counted as lost, and the run as finished with failures; questions
 * were drawn as approvals, and inline subflows not at all.
 */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class CaughtFailuresTest {

    private static final String GUARDED = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, HumanTask, Sequence, Subflow, TryCatchFinally } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              {
                input: z.object({ loses: z.boolean().default(false), asks: z.boolean().default(false) }),
                done: z.object({ text: z.string() }),
                reply: z.object({ age: z.number() }),
              },
              { dbPath: `${process.env.CHAD_STATE_DIR}/guarded.db` },
            );
            const inner = smithers(() => <Workflow name="inner"><Task id="in" output={outputs.done} noRetry>{() => ({ text: "in" })}</Task></Workflow>);
            const fails = () => { throw new Error("boom"); };
            export default smithers((ctx) => (
              <Workflow name="guarded">
                <Sequence>
                  <TryCatchFinally id="t"
                    try={<Task id="risky" output={outputs.done} noRetry>{fails}</Task>}
                    catch={<Task id="rescue" output={outputs.done} noRetry>{() => ({ text: "rescued" })}</Task>}
                    finally={<Task id="cleanup" output={outputs.done} noRetry>{() => ({ text: "clean" })}</Task>} />
                  {ctx.input?.loses ? <Task id="lost" output={outputs.done} noRetry continueOnFail>{fails}</Task> : null}
                  <Subflow id="sub" workflow={inner} input={{}} mode="inline" output={outputs.done} />
                  {ctx.input?.asks ? <HumanTask id="age" output={outputs.reply} prompt="How old?" /> : null}
                  <Task id="last" output={outputs.done} noRetry>{() => ({ text: "last" })}</Task>
                </Sequence>
              </Workflow>
            ));
            """;

    @Inject
    EngineConfig config;

    private void launch(String runId, String input) {
        new EngineStores(Objects.requireNonNull(
                        config.stateDir().toAbsolutePath().getParent()))
                .write("guarded.jsx", GUARDED);
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"guarded.jsx\",\"runId\":\"%s\",\"input\":%s}".formatted(runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static void awaitState(String runId, String state) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    @Test
    void aFailureThatTheWorkflowCaughtIsNotLost() {
        launch("caught-1", "{}");

        awaitState("caught-1", "finished");
        given().get("/api/runs/caught-1")
                .then()
                .body("progress.failed", is(0))
                .body("progress.caught", is(1))
                .body("headline", containsString("the workflow caught a failure itself"))
                .body("nodes.find { it.id == 'risky' }.state", is("failed"));
        given().get("/api/runs?status=finished-with-failures&workflow=guarded.jsx&q=caught-1")
                .then()
                .body("items.size()", is(0));
    }

    @Test
    void oneThatWasLetGoIs() {
        launch("caught-2", "{\"loses\":true}");

        awaitState("caught-2", "finished-with-failures");
        given().get("/api/runs/caught-2").then().body("progress.failed", is(1)).body("progress.caught", is(1));
    }

    @Test
    void questionsAndInlineSubflowsAreDrawnAsWhatTheyAre() {
        launch("caught-3", "{\"asks\":true}");

        awaitState("caught-3", "waiting-approval");
        given().get("/api/runs/caught-3/graph")
                .then()
                .body("dag.nodes.find { it.nodeId == 'age' }.kind", is("human"))
                .body("dag.nodes.find { it.kind == 'inline-subflow' }.label", is("sub"))
                .body("dag.groups.find { it.name == 't' }.kind", is("try"));
        given().get("/api/runs/caught-3")
                .then()
                .body("tree.children[0].children.find { it.nodeId == 'age' }.kind", is("human"))
                .body("tree.children[0].children.find { it.tag == 'subflow' }.kind", is("inline-subflow"));
    }
}
