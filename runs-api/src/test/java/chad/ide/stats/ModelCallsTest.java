package chad.ide.stats;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How models answered, of models that no other test has. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ModelCallsTest {

    private static String call(String runId, int seq, Instant at, String detail) {
        return String.format(
                Locale.ROOT,
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)"
                        + " VALUES ('%s', %d, %d, 'AgentEvent', '{\"event\":{\"action\":{\"detail\":{\"modelCall\":{%s}}}}}')",
                runId,
                seq,
                at.toEpochMilli(),
                detail);
    }

    private static String answered(String model, int durationMs) {
        return "\"model\":\"%s\",\"outcome\":\"answered\",\"inputTokens\":1,\"outputTokens\":1,\"durationMs\":%d"
                .formatted(model, durationMs);
    }

    private static JsonPath since(Instant since) {
        return asViewer()
                .queryParam("since", since.toEpochMilli())
                .get("/api/stats/models")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void callsAreCountedWithTheirFailuresRunsAndTheMiddleDuration() {
        Instant day = Instant.now().minus(Duration.ofDays(2));
        List<String> rows = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            rows.add(call("calls-" + i % 2, 9_000 + i, day, answered("calls/quick", i * 100)));
        }
        rows.add(call("calls-0", 9_010, day, "\"model\":\"calls/quick\",\"outcome\":\"refused\",\"http\":503"));
        rows.add(call("calls-2", 9_011, day, "\"model\":\"calls/quick\",\"outcome\":\"unknown\",\"durationMs\":90000"));
        rows.add(call("calls-2", 9_012, day, "\"model\":\"calls/played\",\"outcome\":\"stand-in\""));
        rows.add(call("calls-2", 9_013, day.minus(Duration.ofDays(3)), answered("calls/quick", 7)));
        rows.add(call("calls-2", 9_014, day, "\"model\":{\"no\":\"text\"},\"outcome\":\"answered\""));
        Stores.add(Recording.FINISHED, "model-calls", rows.toArray(String[]::new));
        Stores.awaitReadable("model-calls");

        JsonPath found = since(day.minus(Duration.ofHours(2)));

        assertThat(found.getMap("models.find { it.model == 'calls/quick' }"))
                .containsEntry("calls", 7)
                .containsEntry("failed", 2)
                .containsEntry("standInCalls", 0)
                .containsEntry("runs", 3)
                .containsEntry("medianMs", 300);
        assertThat(found.getMap("models.find { it.model == 'calls/played' }"))
                .containsEntry("calls", 1)
                .containsEntry("failed", 0)
                .containsEntry("standInCalls", 1)
                .containsEntry("medianMs", null);
        assertThat(found.getBoolean("isWhole")).isTrue();
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        asViewer()
                .get("/api/stats/models?since=yesterday")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("since"));
    }
}
