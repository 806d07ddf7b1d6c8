package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent's token reaches the agent, and whatever the agent does with it, nobody is shown it by us. */
@QuarkusTest
@TestProfile(AgentEnvironmentTest.WithToken.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class AgentEnvironmentTest {

    private static final String TOKEN = "glpat-\"odd\"-0123456789";

    /** The token comes from a file, as a secret of a deployment does. */
    public static class WithToken extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            try {
                Path secret =
                        Files.writeString(Path.of(config.get("chad.state-dir")).resolveSibling("token"), TOKEN + "\n");
                Files.writeString(Path.of(config.get("chad.workflow-dir")).resolve("leaky.jsx"), """
                        /** @jsxImportSource smithers-orchestrator */
                        import { createSmithers } from "smithers-orchestrator";
                        import { z } from "zod";
                        const { Workflow, Task, smithers, outputs } = createSmithers(
                          { said: z.object({ text: z.string(), nested: z.string(), length: z.number() }) },
                          { dbPath: `${process.env.CHAD_STATE_DIR}/leaky.db` },
                        );
                        export default smithers((ctx) => (
                          <Workflow name="leaky">
                            <Task id="leak" output={outputs.said} noRetry>{() => {
                              const token = process.env.HUB_TOKEN ?? "";
                              console.error("the token is " + token);
                              if (ctx.input?.fails) throw new Error("401 for Bearer " + token);
                              return { text: "Bearer " + token, nested: JSON.stringify({ token }), length: token.length };
                            }}</Task>
                          </Workflow>
                        ));
                        """);
                config.put("runs.engine.agent-environment", "HUB_TOKEN=file:" + secret);
                return config;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Inject
    EngineConfig config;

    private static void launch(String runId, String input, String state) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"leaky.jsx\",\"runId\":\"%s\",\"input\":%s}".formatted(runId, input))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    @Test
    void theTokenReachesTheAgentAndIsMaskedInEveryAnswerAndFile() throws IOException {
        launch("leak-1", "{}", "finished");
        launch("leak-2", "{\"fails\":true}", "failed");

        given().get("/api/runs/leak-1")
                .then()
                .body("nodes[0].output.length", is(TOKEN.length()))
                .body("nodes[0].output.text", is("Bearer [masked:HUB_TOKEN]"))
                .body("nodes[0].output.nested", is("{\"token\":\"[masked:HUB_TOKEN]\"}"));
        given().get("/api/runs/leak-2")
                .then()
                .body("nodes[0].attempts[0].error.message", is("401 for Bearer [masked:HUB_TOKEN]"));
        for (String address : List.of(
                "/api/runs/leak-1",
                "/api/runs/leak-2",
                "/api/runs/leak-1/output/leak",
                "/api/runs/leak-1/logs?level=everything&heartbeats=true",
                "/api/runs/leak-2/logs?level=everything",
                "/api/runs/leak-1/trace/leak",
                "/api/runs/leak-2/trace/leak",
                "/api/runs/leak-1/nodes",
                "/api/runs/leak-1/frames/1",
                "/api/runs")) {
            assertThat(given().get(address).then().statusCode(200).extract().asString())
                    .as(address)
                    .doesNotContain("0123456789");
        }
        assertThat(given().accept("application/x-ndjson")
                        .get("/api/runs/leak-2/logs")
                        .asString())
                .contains("[masked:HUB_TOKEN]")
                .doesNotContain("0123456789");
        String night = given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/reports")
                .path("night");
        assertThat(given().get("/api/reports/" + night).asString())
                .contains("leak-2")
                .doesNotContain("0123456789");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            try (var files = Files.walk(config.stateDir())) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(one -> !one.toString().matches(".*\\.db(-wal|-shm)?|.*/(\\.smithers|executions)/.*"))
                        .toList()) {
                    assertThat(Files.readAllBytes(file))
                            .as(file.toString())
                            .satisfies(bytes ->
                                    assertThat(new String(bytes, UTF_8)).doesNotContain("0123456789"));
                }
            }
        });
        assertThat(Files.readString(config.stateDir().resolve("runs-api/runs/leak-1/engine.log")))
                .contains("the token is [masked:HUB_TOKEN]");
    }
}
