package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workflow that is not loaded in time, as on a busy machine: whether its run lies in a copy can't be told. Nothing known
 * was taken for nothing wrong, and a gate in a copy was decided.
 */
@QuarkusTest
@TestProfile(LateWorkflowTest.Impatient.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class LateWorkflowTest {

    /** Long enough for a verb of the engine, which was called then. */
    public static class Impatient extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.engine.time-limit", "10s");
            return config;
        }
    }

    @Inject
    EngineConfig config;

    @Test
    void nothingIsDecidedWhileItCanNotBeToldWhetherTheRunLiesInACopy(@TempDir Path folder) throws IOException {
        Path workflow = Files.writeString(
                config.workflowDir().toRealPath().resolve("late.jsx"),
                "await new Promise(() => setInterval(() => {}, 1000));\nexport default null;\n");
        Path prepared = Recording.WAITING_APPROVAL.copyTo(folder, "late.db");
        Stores.change(prepared, "UPDATE _smithers_runs SET workflow_path = '%s'".formatted(workflow));
        Path store = Files.copy(prepared, config.stateDir().resolve("late.db"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> given().get("/api/runs/wait-1?store=late").then().statusCode(200));

        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/runs/wait-1/approve?store=late")
                .then()
                .statusCode(504)
                .body("type", equalTo("urn:runs-ide:problem:engine-timeout"))
                .body("detail", containsString("Nothing was done"));
        assertThat(Sqlite.first(store, "SELECT status FROM _smithers_approvals WHERE run_id = 'wait-1'"))
                .isEqualTo("requested");
    }
}
