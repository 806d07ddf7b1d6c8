package chad.ide.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the engine's scorers record was nowhere to be seen. The runs are those of the real engine. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class ScoresTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    private static final RestAssuredConfig DOUBLES =
            RestAssuredConfig.config().jsonConfig(JsonConfig.jsonConfig().numberReturnType(NumberReturnType.DOUBLE));

    private static final String SCORED = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Loop, Sequence } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { input: z.object({ scores: z.array(z.number()) }), said: z.object({ text: z.string() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/scored.db` },
            );
            const scorer = (id, score) => ({ scorer: { id, name: id.toUpperCase(), description: id, score } });
            const agent = {
              id: "any/model", model: "any/model",
              async generate() {
                const text = JSON.stringify({ text: "42" });
                return { text, finishReason: "stop", response: { modelId: "any/model", messages: [{ role: "assistant", content: text }] } };
              },
            };
            export default smithers((ctx) => {
              const scores = ctx.input?.scores ?? [];
              const late = async () => { await new Promise((later) => setTimeout(later, 600)); return { score: scores[1], reason: "Says no more than it must." }; };
              return (
                <Workflow name="scored"><Sequence>
                  <Task id="ask" agent={agent} output={outputs.said} noRetry
                    scorers={scores.length === 0 ? undefined : {
                      exact: scorer("exact", async () => ({ score: scores[0], reason: "It is 42." })),
                      brief: scorer("brief", late),
                      broken: scorer("broken", async () => { throw new Error("the judge is asleep"); }),
                    }}>What?</Task>
                  <Task id="end" output={outputs.said}>{async () => { await new Promise((later) => setTimeout(later, 1500)); return { text: "end" }; }}</Task>
                </Sequence></Workflow>
              );
            });
            """;

    @Inject
    EngineConfig config;

    private static void launch(String runId, List<Double> scores) {
        given().contentType(ContentType.JSON)
                .body(Map.of("workflow", "scored.jsx", "runId", runId, "input", Map.of("scores", scores)))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse got(String address) {
        return given().config(DOUBLES).get(address).then().statusCode(200);
    }

    @Test
    void whatScorersFoundIsShownAtTheNodeAndTheRunFilteredAndAddedUpOverTime() {
        new EngineStores(Objects.requireNonNull(
                        config.stateDir().toAbsolutePath().getParent()))
                .write("scored.jsx", SCORED);
        launch("scored-good", List.of(1.0, 0.8));
        launch("scored-bad", List.of(0.5, 0.2));
        launch("scored-none", List.of());
        for (String run : List.of("scored-good", "scored-bad", "scored-none")) {
            await().atMost(LONG).untilAsserted(() -> got("/api/runs/" + run).body("status", is("finished")));
        }

        await().atMost(LONG)
                .untilAsserted(() -> got("/api/runs/scored-bad")
                        .body("score.count", is(2))
                        .body("score.mean", closeTo(0.35, 1e-9))
                        .body("score.lowest", closeTo(0.2, 1e-9))
                        .body("scores.nodeId", contains("ask", "ask"))
                        .body("scores.scorerName", contains("BRIEF", "EXACT"))
                        .body("scores.source", contains("live", "live"))
                        .body("scores[0].attempt", is(1))
                        .body("scores[0].value", closeTo(0.2, 1e-9))
                        .body("scores[0].reason", is("Says no more than it must."))
                        .body("scorerFailures", hasSize(1))
                        .body("scorerFailures[0].nodeId", is("ask"))
                        .body("scorerFailures[0].scorerName", is("BROKEN"))
                        .body("scorerFailures[0].error", containsString("the judge is asleep")));
        got("/api/runs/scored-none")
                .body("score", nullValue())
                .body("scores", empty())
                .body("scorerFailures", empty());
        await().atMost(LONG)
                .untilAsserted(() -> got("/api/runs?q=scored-")
                        .body("items.find { it.id == 'scored-good' }.score.mean", closeTo(0.9, 1e-9))
                        .body("items.find { it.id == 'scored-none' }.score", nullValue()));

        got("/api/runs?workflow=scored.jsx&scoreBelow=0.7").body("items.id", contains("scored-bad"));
        got("/api/runs?workflow=scored.jsx&scoreBelow=1&counts=true")
                .body("items", hasSize(2))
                .body("counts.all", is(2));
        given().get("/api/runs?scoreBelow=many")
                .then()
                .statusCode(400)
                .body("detail", containsString("a number from 0 to 1"));

        got("/api/stats")
                .body("scorers.name", hasItem("EXACT"))
                .body("scorers.find { it.name == 'EXACT' }.count", is(2));
        JsonPath stats = given().config(DOUBLES).get("/api/stats").jsonPath();
        List<Double> byHour = stats.getList("scorers.find { it.name == 'EXACT' }.meanByBucket", Double.class);
        assertThat(byHour)
                .hasSameSizeAs(stats.getList("buckets"))
                .filteredOn(Objects::nonNull)
                .isNotEmpty();
    }
}
