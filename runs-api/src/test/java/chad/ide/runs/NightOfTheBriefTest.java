package chad.ide.runs;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The night for which this was made, on the real engine: a provider that refuses, a binary that is missing, a loop that
 * repeats, a judge that never agrees, and one run without trouble. What needs you names each with its cause, and nothing
 * else.
 */
@QuarkusTest
@TestProfile(NightOfTheBriefTest.ImpatientNight.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class NightOfTheBriefTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String NEEDS_YOU = "/api/runs?segment=needs-you&counts=true";

    /** An hour of the night in some seconds. */
    public static class ImpatientNight extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.stuck.attempts", "4");
            config.put("runs.stuck.turns", "4");
            config.put("runs.stuck.after", "1s");
            return config;
        }
    }

    private static final String NIGHT = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers, Loop, Sequence } from "smithers-orchestrator";
            import { spawnSync } from "node:child_process";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              {
                input: z.object({ plays: z.string(), provider: z.string() }),
                draft: z.object({ text: z.string() }),
                verdict: z.object({ agrees: z.boolean() }),
              },
              { dbPath: `${process.env.CHAD_STATE_DIR}/night.db` },
            );
            const pause = (ms) => new Promise((later) => setTimeout(later, ms));
            const ask = async (ctx) => {
              const answer = await fetch(`${ctx.input.provider}/v1/chat/completions`, { method: "POST", body: "{}" });
              if (!answer.ok) throw new Error(`lab/model (nemotron): HTTP ${answer.status}. Too many requests: the rate limit is used up.`);
              return { text: await answer.text() };
            };
            const plays = {
              refused: (ctx) => <Task id="ask" output={outputs.draft} retryPolicy={{ backoff: "fixed", initialDelayMs: 200 }}>{() => ask(ctx)}</Task>,
              missing: () => <Task id="lint" output={outputs.draft} noRetry>{() => {
                const { error } = spawnSync("kimi", ["--version"]);
                if (error) throw error;
                return { text: "clean" };
              }}</Task>,
              repeats: () => (
                <Loop id="polish" until={false} maxIterations={1000} onMaxReached="return-last">
                  <Task id="rewrite" output={outputs.draft} noRetry>{async () => { await pause(300); return { text: "as ever" }; }}</Task>
                </Loop>
              ),
              disagrees: (ctx) => (
                <Loop id="agree" until={ctx.outputMaybe(outputs.verdict, { nodeId: "judge" })?.agrees === true} maxIterations={6} onMaxReached="fail">
                  <Sequence>
                    <Task id="draft" output={outputs.draft} noRetry>{() => ({ text: `version ${ctx.iteration}` })}</Task>
                    <Task id="judge" output={outputs.verdict} noRetry>{() => ({ agrees: false })}</Task>
                  </Sequence>
                </Loop>
              ),
              well: (ctx) => (
                <Loop id="agree" until={ctx.outputMaybe(outputs.verdict, { nodeId: "judge" })?.agrees === true} maxIterations={6} onMaxReached="fail">
                  <Sequence>
                    <Task id="draft" output={outputs.draft} noRetry>{() => ({ text: `version ${ctx.iteration}` })}</Task>
                    <Task id="judge" output={outputs.verdict} noRetry>{() => ({ agrees: ctx.iteration >= 2 })}</Task>
                  </Sequence>
                </Loop>
              ),
            };
            export default smithers((ctx) => <Workflow name="night">{(plays[ctx.input?.plays] ?? plays.well)(ctx)}</Workflow>);
            """;

    @Inject
    EngineConfig config;

    private static void play(String plays, String provider) {
        given().contentType(ContentType.JSON)
                .body(Map.of(
                        "workflow",
                        "night.jsx",
                        "runId",
                        "night-" + plays,
                        "input",
                        Map.of("plays", plays, "provider", provider)))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static String of(String run, String path) {
        return String.valueOf(given().get(NEEDS_YOU)
                .jsonPath()
                .<Object>get("items.find { it.id == 'night-%s' }.%s".formatted(run, path)));
    }

    @Test
    void whatNeedsYouNamesEachTroubleWithItsCauseAndNothingElse() throws IOException {
        new EngineStores(Objects.requireNonNull(
                        config.stateDir().toAbsolutePath().getParent()))
                .write("night.jsx", NIGHT);
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            byte[] words = "{\"error\":{\"message\":\"rate limit\"}}".getBytes(UTF_8);
            exchange.sendResponseHeaders(429, words.length);
            exchange.getResponseBody().write(words);
            exchange.close();
        });
        provider.start();
        String address = "http://127.0.0.1:" + provider.getAddress().getPort();
        try {
            List.of("refused", "missing", "repeats", "disagrees", "well").forEach(plays -> play(plays, address));
            await().atMost(LONG)
                    .untilAsserted(
                            () -> given().get("/api/runs/night-well").then().body("state", is("finished")));

            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(given().get(NEEDS_YOU).jsonPath().<String>getList("items.id"))
                                    .containsExactlyInAnyOrder(
                                            "night-refused", "night-missing", "night-repeats", "night-disagrees"));
            given().get(NEEDS_YOU).then().body("counts.needsYou", is(4)).body("counts.all", is(5));

            assertThat(of("refused", "stuck.kind")).isEqualTo("retries");
            assertThat(of("refused", "stuck.errorKind")).isEqualTo("model-refused");
            assertThat(of("refused", "stuck.says"))
                    .contains("`ask` has failed")
                    .contains("with the same error: lab/model (nemotron): HTTP 429.");
            assertThat(of("missing", "state")).isEqualTo("failed");
            assertThat(of("missing", "cause.kind")).isEqualTo("binary-missing");
            assertThat(of("missing", "cause.nodeId")).isEqualTo("lint");
            assertThat(of("missing", "cause.says")).contains("Failed at `lint`").contains("kimi");
            assertThat(of("repeats", "stuck.kind")).isEqualTo("loop");
            assertThat(of("repeats", "stuck.says"))
                    .contains("turns of the loop `polish` changed nothing")
                    .contains("`rewrite` gave the same each time");
            assertThat(of("disagrees", "state")).isEqualTo("failed");
            assertThat(of("disagrees", "cause.says"))
                    .isEqualTo(
                            "Failed: The loop `agree` reached its limit of 6 turns, and its condition was never fulfilled.");
        } finally {
            for (String plays : List.of("refused", "repeats")) {
                given().contentType(ContentType.JSON).post("/api/runs/night-%s/cancel".formatted(plays));
            }
            provider.stop(0);
        }
    }
}
