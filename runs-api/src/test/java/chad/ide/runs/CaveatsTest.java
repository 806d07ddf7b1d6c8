package chad.ide.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import chad.ide.engine.EngineConfig;
import chad.ide.runs.EndedRuns.RunInStore;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A run that lost something on the way counted as finished, and nobody was told: a task that failed and was let go, a
 * fallback in the place of the model that was meant, a stand-in in the place of any. The runs are those of the real engine.
 */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class CaveatsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String LOSSY = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Sequence } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { input: z.object({ loses: z.string() }), said: z.object({ text: z.string() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/lossy.db` },
            );
            const agent = (model, answer, more = {}) => ({
              id: model, model,
              async generate(args) {
                const text = answer(args);
                return { text, finishReason: "stop", response: { modelId: model, messages: [{ role: "assistant", content: text, ...more }] } };
              },
            });
            const json = (text) => () => JSON.stringify({ text });
            const refuses = agent("first/model", () => { throw new Error("HTTP 429 from first/model"); });
            let asked = 0;
            const parts = {
              nothing: () => <Task id="ask" agent={agent("good/model", json("42"))} output={outputs.said} noRetry>What?</Task>,
              failures: () => <Task id="lost" output={outputs.said} noRetry continueOnFail>{() => { throw new Error("no paper left"); }}</Task>,
              fallback: () => <Task id="ask" agent={[refuses, agent("second/model", json("42"))]} output={outputs.said} retries={1} retryPolicy={{ backoff: "fixed", initialDelayMs: 10 }}>What?</Task>,
              standIn: () => <Task id="ask" agent={agent("any/model", json("(offline stand-in) 42"))} output={outputs.said} noRetry>What?</Task>,
              corrected: () => <Task id="ask" agent={agent("vague/model", () => (asked++ === 0 ? "It is 42." : JSON.stringify({ text: "42" })))} output={outputs.said} noRetry>What?</Task>,
              cut: () => <Task id="ask" agent={agent("short/model", json("It is fo"), { finishReason: "length" })} output={outputs.said} noRetry>What?</Task>,
            };
            export default smithers((ctx) => (
              <Workflow name="lossy"><Sequence>{(parts[ctx.input?.loses] ?? parts.nothing)()}</Sequence></Workflow>
            ));
            """;

    @Inject
    EngineConfig config;

    @Inject
    RunService runs;

    @Inject
    StoreRegistry stores;

    @Inject
    EndedRuns ended;

    @Inject
    RunIndex index;

    @Inject
    CaveatQueries queries;

    @Inject
    CaveatReader reader;

    @Inject
    CaveatConfig caveats;

    @BeforeEach
    void workflowIsThere() {
        new EngineStores(Objects.requireNonNull(
                        config.stateDir().toAbsolutePath().getParent()))
                .write("lossy.jsx", LOSSY);
    }

    private static void finish(String runId, String loses) {
        given().contentType(ContentType.JSON)
                .body(Map.of("workflow", "lossy.jsx", "runId", runId, "input", Map.of("loses", loses)))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("status", is("finished")));
    }

    private static void soon(String address, String path, Matcher<?> matcher) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get(address).then().statusCode(200).body(path, matcher));
    }

    private static void see(String body, int marked) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/seen")
                .then()
                .statusCode(200)
                .body("marked", is(marked));
    }

    @Test
    void whatARunLostIsToldFilteredAndNeedsYouUntilItIsSeen() {
        finish("loses-0", "nothing");
        finish("loses-1", "failures");
        finish("loses-2", "fallback");
        finish("loses-3", "standIn");
        finish("loses-4", "corrected");
        finish("loses-5", "cut");

        soon("/api/runs/loses-0", "caveats", empty());
        soon("/api/runs/loses-1", "caveats[0].says", is("`lost` failed: no paper left. The run went on without it."));
        soon("/api/runs/loses-1", "state", is("finished-with-failures"));
        soon(
                "/api/runs/loses-2",
                "caveats[0].says",
                is(
                        "`ask` was answered by second/model, a fallback: the agents before it in its chain gave no answer."));
        soon("/api/runs/loses-3", "caveats[0].says", containsString("offline stand-in: no model was asked"));
        soon(
                "/api/runs/loses-4",
                "caveats[0].says",
                is("The answer of `ask` had to be corrected once to get its shape."));
        soon("/api/runs/loses-5", "caveats[0].kind", is("cut"));
        soon("/api/runs?q=loses-", "items.find { it.id == 'loses-2' }.caveats[0].nodeId", is("ask"));

        List<String> lossy = List.of("loses-1", "loses-2", "loses-3", "loses-4", "loses-5");
        soon("/api/runs?q=loses-&status=caveats", "items.id", containsInAnyOrder(lossy.toArray()));
        soon("/api/runs?q=loses-&status=fallback,cut", "items.id", containsInAnyOrder("loses-2", "loses-5"));
        soon("/api/runs?q=loses-&status=finished-with-failures", "items.id", contains("loses-1"));
        soon("/api/runs?q=loses-&segment=needs-you", "items.id", containsInAnyOrder(lossy.toArray()));
        soon("/api/runs?counts=true&workflow=lossy", "counts.needsYou", is(5));
        soon("/api/stats", "workflows.find { it.workflow == 'lossy.jsx' }.runs.finished", is(6));
        soon("/api/stats", "workflows.find { it.workflow == 'lossy.jsx' }.runs.finishedWithFailures", is(1));
        assertThat(given().get("/api/stats")
                        .jsonPath()
                        .getDouble("workflows.find { it.workflow == 'lossy.jsx' }.figures.successRate"))
                .isBetween(0.83, 0.84);
        assertThat(runs.unseen(100))
                .extracting(RunSummary::id)
                .containsAll(lossy)
                .doesNotContain("loses-0");

        given().contentType(ContentType.JSON)
                .post("/api/runs/loses-1/seen")
                .then()
                .statusCode(200);
        soon("/api/runs/loses-1", "seen", is(true));
        soon("/api/runs?q=loses-&segment=needs-you", "items.id", not(hasItem("loses-1")));
        see("{\"runs\":[{\"id\":\"loses-2\"},{\"id\":\"loses-3\",\"store\":\"lossy\"},{\"id\":\"nobody\"}]}", 2);
        soon("/api/runs?q=loses-&segment=needs-you", "items.id", containsInAnyOrder("loses-4", "loses-5"));
        soon("/api/runs?q=loses-&status=caveats", "items", hasSize(5));
        given().contentType(ContentType.JSON)
                .body("{\"runs\":[]}")
                .post("/api/seen")
                .then()
                .statusCode(400);
    }

    /** The run is one of which nothing is known, so that only the news of it can make it known again. */
    @Test
    void newsOfARunAreKeptUntilItsStoreCanBeRead() {
        finish("loses-6", "failures");
        Store store = stores.byName("lossy").orElseThrow();
        await().atMost(LONG).until(() -> ended.isKnown("lossy", "loses-6"));
        CaveatFollower follower = new CaveatFollower(
                queries, reader, ended, index, stores, new StoreCopies(), caveats, Clock.systemUTC());
        follower.onRunChanged(new RunChanged(store, "loses-6"));

        stores.whileUnread(store, System.currentTimeMillis(), () -> {
            ended.keep(Map.of(), List.of(new RunInStore("lossy", "loses-6")), null, EventMark.BEGINNING);
            follower.look();
            return null;
        });
        assertThat(ended.isKnown("lossy", "loses-6")).isFalse();
        await().atMost(LONG).until(() -> {
            follower.look();
            return ended.isKnown("lossy", "loses-6");
        });
    }
}
