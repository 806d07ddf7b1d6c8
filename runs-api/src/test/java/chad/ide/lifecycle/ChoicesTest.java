package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;

/** A gate gets what it asks for, from whom it is meant for, and the run goes on with it. */
@QuarkusTest
@TestProfile(ChoicesTest.Scoped.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class ChoicesTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    /** Who holds the scope {@code release} is said. */
    public static class Scoped extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(super.getConfigOverrides());
            all.put("runs.approvals.scopes", "release=@example.com,release=robot");
            return all;
        }
    }

    private static final String CHOOSE = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Approval, approvalDecisionSchema, approvalRankingSchema, approvalSelectionSchema } from "smithers-orchestrator";
            const { Workflow, smithers, outputs } = createSmithers(
              { pick: approvalSelectionSchema, order: approvalRankingSchema, dec: approvalDecisionSchema },
              { dbPath: `${process.env.CHAD_STATE_DIR}/choose.db` });
            const plans = [{ key: "a", label: "Plan A" }, { key: "b", label: "Plan B", summary: "The slow one" }];
            export default smithers(() => (
              <Workflow name="choose">
                <Approval id="which" mode="select" options={plans} output={outputs.pick} request={{ title: "Which plan?" }} />
                <Approval id="order" mode="rank" options={plans} output={outputs.order} request={{ title: "In which order?" }} />
                <Approval id="only-alice" allowedUsers={["alice"]} output={outputs.dec}
                  request={{ title: "Only alice", summary: "much to read ".repeat(10000) }} />
              </Workflow>));
            """;

    private static final String SCOPED = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Approval, approvalDecisionSchema } from "smithers-orchestrator";
            const { Workflow, smithers, outputs } = createSmithers(
              { dec: approvalDecisionSchema }, { dbPath: `${process.env.CHAD_STATE_DIR}/scoped.db` });
            export default smithers(() => (
              <Workflow name="scoped">
                <Approval id="engine" allowedScopes={["approval:submit"]} output={outputs.dec} request={{ title: "Whoever decides" }} />
                <Approval id="own" allowedScopes={["release"]} output={outputs.dec} request={{ title: "Who releases" }} />
              </Workflow>));
            """;

    private static final String TITLED = """
            // smithers-display-name: Nightly digest
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, HumanTask } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, smithers, outputs } = createSmithers(
              { ans: z.object({ ok: z.boolean(), why: z.string().min(3) }) }, { dbPath: `${process.env.CHAD_STATE_DIR}/NAME.db` });
            export default smithers(() => (
              <Workflow name="titled">
                <HumanTask id="ask" output={outputs.ans} timeoutMs={3600000} prompt={"# Question\\n\\nIs it right?"} />
              </Workflow>));
            """;

    private static final String SUBFLOW = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Approval, approvalDecisionSchema, Subflow } from "smithers-orchestrator";
            import { z } from "zod";
            const db = { dbPath: `${process.env.CHAD_STATE_DIR}/asking-child.db` };
            const child = createSmithers({ dec: approvalDecisionSchema, output: z.object({ v: z.string() }) }, db);
            const inner = child.smithers(() => (
              <child.Workflow name="inner">
                <Approval id="sign" output={child.outputs.dec} request={{ title: "Sign?" }} />
                <child.Task id="signed" output={child.outputs.output} noRetry>{{ v: "signed" }}</child.Task>
              </child.Workflow>));
            const { Workflow, Task, smithers, outputs } = createSmithers({ got: z.object({ v: z.string() }) }, db);
            export default smithers(() => (
              <Workflow name="outer">
                <Subflow id="sub" workflow={inner} output={outputs.got} />
                <Task id="after" output={outputs.got} noRetry>{{ v: "after" }}</Task>
              </Workflow>));
            """;

    @Inject
    EngineConfig config;

    /** The CLI's verb recorded {@code {"selected":""}} and {@code []}, and anybody decided alice's gate. */
    @Test
    void whatIsChosenReachesTheWorkflowAndARestrictedGateWaitsForWhomItIsMeant() throws IOException {
        write("choose.jsx", CHOOSE);
        launch("choose.jsx", "choose-1");

        awaitGate("choose-1", "which");
        gate("choose-1", "which", "kind", is("select"))
                .body("options.key", is(List.of("a", "b")))
                .body("options[1].summary", is("The slow one"))
                .body("allowedUsers", empty());
        post("choose-1", "approve", "{}")
                .statusCode(422)
                .body("type", problem("invalid-answer"))
                .body("detail", allOf(containsString("`selected`"), containsString("`a`, `b`")));
        post("choose-1", "approve", "{\"selected\":\"c\"}").statusCode(422).body("errors[0].value", is("c"));
        gate("choose-1", "which", "status", is("requested"));
        post("choose-1", "approve", "{\"selected\":\"b\",\"note\":\"--cheaper\"}")
                .statusCode(200)
                .body("engine.decision.selected", is("b"))
                .body("continued", is(true));

        awaitGate("choose-1", "order");
        detail("choose-1")
                .body("nodes.find { it.id == 'which' }.output.selected", is("b"))
                .body("nodes.find { it.id == 'which' }.output.notes", is("--cheaper"))
                .body("approvals.find { it.nodeId == 'which' }.choice.selected", is("b"))
                .body("approvals.find { it.nodeId == 'which' }.decidedBy", is("kim"));
        for (String nonsense : List.of("[]", "[\"a\",\"a\"]", "[\"a\",\"z\"]")) {
            post("choose-1", "approve", "{\"ranked\":%s}".formatted(nonsense))
                    .statusCode(422)
                    .body("type", problem("invalid-answer"));
        }
        post("choose-1", "approve", "{\"ranked\":[\"b\",\"a\"]}").statusCode(200);

        awaitGate("choose-1", "only-alice");
        detail("choose-1").body("nodes.find { it.id == 'order' }.output.ranked", is(List.of("b", "a")));
        gate("choose-1", "only-alice", "allowedUsers", is(List.of("alice"))).body("requestCut", notNullValue());
        for (String verb : List.of("approve", "deny")) {
            post("choose-1", verb, "{\"node\":\"only-alice\"}")
                    .statusCode(403)
                    .body("type", problem("not-your-decision"))
                    .body("detail", allOf(containsString("`alice`"), containsString("you are `kim`")));
        }
        gate("choose-1", "only-alice", "status", is("requested"));
        post("choose-1", "approve", "{\"selected\":\"a\",\"node\":\"which\"}").statusCode(409);
    }

    @Test
    @TestSecurity(
            user = "alice",
            roles = {"viewer", "operator"})
    void theOneWhoIsNamedDecides() throws IOException {
        write("choose.jsx", CHOOSE);
        launch("choose.jsx", "choose-2");
        awaitGate("choose-2", "which");
        post("choose-2", "approve", "{\"selected\":\"a\"}").statusCode(200);
        awaitGate("choose-2", "order");
        post("choose-2", "approve", "{\"ranked\":[\"b\"]}").statusCode(200);
        awaitGate("choose-2", "only-alice");
        post("choose-2", "approve", "{\"selected\":\"a\"}")
                .statusCode(422)
                .body("detail", containsString("Omit `selected`"));
        post("choose-2", "approve", "{}").statusCode(200);
        awaitState("choose-2", "finished");
    }

    @Test
    void aScopeOfTheWorkflowsOwnIsHeldByWhomTheConfigurationNames() throws IOException {
        write("scoped.jsx", SCOPED);
        launch("scoped.jsx", "scoped-1");
        awaitGate("scoped-1", "engine");
        post("scoped-1", "approve", "{}").statusCode(200);
        awaitGate("scoped-1", "own");
        gate("scoped-1", "own", "allowedScopes", is(List.of("release")));
        post("scoped-1", "approve", "{}")
                .statusCode(403)
                .body("detail", allOf(containsString("`release`"), containsString("CHAD_APPROVAL_SCOPES")));
        gate("scoped-1", "own", "status", is("requested"));
    }

    @Test
    @TestSecurity(
            user = "rita@example.com",
            roles = {"viewer", "operator"})
    void whoHoldsTheScopeDecides() throws IOException {
        write("scoped.jsx", SCOPED);
        launch("scoped.jsx", "scoped-2");
        awaitGate("scoped-2", "engine");
        post("scoped-2", "approve", "{}").statusCode(200);
        awaitGate("scoped-2", "own");
        post("scoped-2", "deny", "{}").statusCode(200);
        awaitState("scoped-2", "failed");
    }

    /** It was answered with 409 after the answer was written. */
    @Test
    void anAnswerThatIsWrittenIsNeverAnsweredWithAnError() throws IOException {
        Path file = write("titled.tsx", TITLED.replace("NAME", "titled"));
        launch("titled.tsx", "titled-1");
        awaitGate("titled-1", "ask");
        gate("titled-1", "ask", "kind", is("json"))
                .body("title", is("Question"))
                .body("summary", containsString("Is it right?"))
                .body("answerSchema.properties.ok.type", is("boolean"))
                .body("expiresAtMs", notNullValue())
                .body("choice", nullValue());
        post("titled-1", "answer", "{\"value\":{\"ok\":\"maybe\",\"why\":\"so\"}}")
                .statusCode(422)
                .body("type", problem("invalid-answer"))
                .body("detail", containsString("ok"));

        String launched = Files.readString(file);
        Files.writeString(file, launched + "\n// edited\n");
        post("titled-1", "answer", "{\"value\":{\"ok\":true,\"why\":\"I looked\"}}")
                .statusCode(200)
                .body("engine.status", is("answered"))
                .body("continued", is(false))
                .body("note", allOf(containsString("It is recorded"), containsString("was edited")));
        detail("titled-1").body("approvals[0].choice.why", is("I looked"));

        Files.writeString(file, launched);
        // the process that was refused may still be on its way out, and the supervisor may be there before us
        await().atMost(LONG)
                .until(() -> post("titled-1", "resume", "{}").extract().statusCode() == 200
                        || detail("titled-1").extract().path("state").equals("finished"));
        awaitState("titled-1", "finished");
        detail("titled-1").body("nodes.find { it.id == 'ask' }.output.why", is("I looked"));
    }

    @Test
    void nothingIsWrittenForARunWhoseWorkflowIsGone() throws IOException {
        Path file = write("leaving.tsx", TITLED.replace("NAME", "leaving"));
        launch("leaving.tsx", "leaving-1");
        awaitGate("leaving-1", "ask");
        Files.delete(file);

        post("leaving-1", "answer", "{\"value\":{\"ok\":true,\"why\":\"I looked\"}}")
                .statusCode(409)
                .body("type", problem("workflow-gone"));
        gate("leaving-1", "ask", "status", is("requested"));
    }

    @Test
    void aDecisionAtAGateOfASubflowGoesOnWithItsParent() throws IOException {
        write("asking-child.jsx", SUBFLOW);
        launch("asking-child.jsx", "asking-1");
        String child = "asking-1:child:sub:0";
        awaitGate(child, "sign");
        awaitState("asking-1", "waiting-approval");
        detail("asking-1") // "the store does not say for what"
                .body("headline", is("Waiting for a decision at `sign`: Sign?"))
                .body("waits[0].command", containsString("chad-runs approve " + child));
        post(child, "approve", "{}")
                .statusCode(200)
                .body("continued", is(true))
                .body("note", containsString("Run `asking-1`, which this one is part of, continues"));
        awaitState("asking-1", "finished");
        detail("asking-1").body("nodes.find { it.id == 'sub' }.output.v", is("signed"));
    }

    private Path write(String name, String source) throws IOException {
        Path file = config.workflowDir().resolve(name);
        return Files.exists(file) ? file : Files.writeString(file, source);
    }

    private static void launch(String workflow, String runId) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\"}".formatted(workflow, runId))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse post(String runId, String verb, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }

    private static ValidatableResponse detail(String runId) {
        return given().get("/api/runs/" + runId).then().statusCode(200);
    }

    /** The gate; further bodies are of it too. */
    private static ValidatableResponse gate(String runId, String node, String member, Matcher<?> matcher) {
        return detail(runId)
                .rootPath("approvals.find { it.nodeId == '%s' }".formatted(node))
                .body(member, matcher);
    }

    private static void awaitGate(String runId, String node) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/approvals?limit=500")
                        .then()
                        .body("items.find { it.runId == '%s' }?.nodeId".formatted(runId), equalTo(node)));
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG).untilAsserted(() -> detail(runId).body("state", is(state)));
    }

    private static Matcher<String> problem(String name) {
        return equalTo("urn:runs-ide:problem:" + name);
    }
}
