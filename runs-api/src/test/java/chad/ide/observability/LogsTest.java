package chad.ide.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.testing.LogLines;
import chad.ide.testing.RealEngine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LogsTest.InAContainer.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class LogsTest {

    /** As JSON, switched by the variable that an operator sets. */
    public static class InAContainer extends RealEngine {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("CHAD_LOG_FORMAT", "json");
            return settings;
        }
    }

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EngineProcesses processes;

    @Test
    void everyLineOfARequestHasItsIdAndTheRun() throws IOException {
        try (LogLines log = LogLines.listen()) {
            launch("logs-launch", "count.jsx", "night-7.launch_1")
                    .statusCode(201)
                    .header("X-Request-Id", "night-7.launch_1");

            ExtLogRecord started = awaitLine(log, "An engine process was started. run=logs-launch");
            assertThat(started.getMdc("requestId")).isEqualTo("night-7.launch_1");
            assertThat(started.getMdc("runId")).isEqualTo("logs-launch");

            JsonNode line = new ObjectMapper().readTree(log.printed(started));
            assertThat(line.path("level").asText()).isEqualTo("INFO");
            assertThat(line.path("message").asText()).startsWith("An engine process was started.");
            assertThat(line.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*");
            assertThat(line.at("/mdc/requestId").asText()).isEqualTo("night-7.launch_1");
            assertThat(line.at("/mdc/runId").asText()).isEqualTo("logs-launch");
        }
    }

    @Test
    void whatHappensToARunByItselfHasTheRunAndNoRequest() {
        try (LogLines log = LogLines.listen()) {
            launch("logs-killed", "slow.jsx", "the-launch").statusCode(201);
            await().atMost(LONG)
                    .untilAsserted(() -> given().get("/api/runs/logs-killed")
                            .then()
                            .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));
            processes
                    .of(new RunKey("slow", "logs-killed"))
                    .flatMap(process -> ProcessHandle.of(process.pid()))
                    .orElseThrow()
                    .destroyForcibly();

            for (String text :
                    new String[] {"An engine process ended. run=logs-killed", "The run is stalled. run=logs-killed"}) {
                ExtLogRecord line = awaitLine(log, text);
                assertThat(line.getMdc("runId")).isEqualTo("logs-killed");
                assertThat(line.getMdc("requestId")).isNull();
            }
        }
        given().contentType(ContentType.JSON)
                .post("/api/runs/logs-killed/cancel")
                .then()
                .statusCode(200);
    }

    @Test
    void whoSendsNoIdIsToldAnotherOneEachTime() {
        String first = given().get("/api/runs/nothing")
                .then()
                .statusCode(404)
                .extract()
                .header("X-Request-Id");
        String second = given().get("/api/runs/nothing")
                .then()
                .statusCode(404)
                .extract()
                .header("X-Request-Id");

        assertThat(first).matches("[0-9a-f]{16}").isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-x", "<script>", "ключ", "a\"b", "x;y", "{}"})
    void anIdThatCouldDoHarmInTheLogIsReplaced(String id) {
        given().header("X-Request-Id", id)
                .get("/api/health")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
    }

    @Test
    void aLongIdIsReplacedAndOneOfTheUsualKindsIsKept() {
        given().header("X-Request-Id", "x".repeat(65))
                .get("/api/health")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
        for (String id : new String[] {"x".repeat(64), "7b0c6a4e-1f0a-4d5e-9a5e-0d3d2b1c0a99", "8f3e.A_1"}) {
            given().header("X-Request-Id", id).get("/api/health").then().header("X-Request-Id", is(id));
        }
    }

    @Test
    void whileTracingIsOffNothingOfItRuns() {
        given().get("/api/health").then().statusCode(200);

        assertThat(TracingTest.threads()).noneMatch(name -> name.startsWith("BatchSpanProcessor"));
    }

    private static ValidatableResponse launch(String runId, String workflow, String requestId) {
        return given().header("X-Request-Id", requestId)
                .contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\",\"input\":%s}"
                        .formatted(workflow, runId, workflow.equals("count.jsx") ? "{\"prompt\":\"hi\"}" : "{}"))
                .post("/api/launch")
                .then();
    }

    private static ExtLogRecord awaitLine(LogLines log, String text) {
        await().atMost(LONG).until(() -> !log.shown(text).isEmpty());
        return log.shown(text).getFirst();
    }
}
