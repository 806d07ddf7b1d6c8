package chad.ide.lifecycle;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A copy of a store beside it, as people make one before they try something. Its due timer made the supervisor resume
 * the original, which had been cancelled meanwhile, and a message was sent.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class CopiedStoreTest {

    private static final String TIMER = """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers } from "smithers-orchestrator";
            import { z } from "zod";
            import { appendFileSync } from "node:fs";
            const { Workflow, Task, Timer, Sequence, smithers, outputs } = createSmithers(
              { order: z.object({ n: z.number() }), sent: z.object({ at: z.number() }) },
              { dbPath: `${process.env.CHAD_STATE_DIR}/timed.db` });
            export default smithers(() => (
              <Workflow name="timed">
                <Sequence>
                  <Task id="order" output={outputs.order} noRetry>{{ n: 1 }}</Task>
                  <Timer id="later" duration="25s" />
                  <Task id="send" output={outputs.sent} noRetry>{() => {
                    appendFileSync(`${process.env.CHAD_STATE_DIR}/sent.txt`, "sent");
                    return { at: 1 };
                  }}</Task>
                </Sequence>
              </Workflow>
            ));
            """;

    @Test
    void aCopyIsMarkedAndNothingIsDoneBecauseOfIt() throws SQLException {
        Workspace.engine().write("timed.jsx", TIMER);
        asOperator()
                .contentType("application/json")
                .body(Map.of("workflow", "timed.jsx", "runId", "timed-1", "input", Map.of()))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> asViewer().get("/api/runs/timed-1").then().body("state", equalTo("waiting-timer")));
        Path copy = Workspace.state().resolve("timed-copy.db");
        try (Connection connection = Sqlite.open(Workspace.state().resolve("timed.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + copy + "'");
        }
        asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/runs/timed-1/cancel?store=timed")
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.find { it.name == 'timed-copy' }.copyOf", equalTo("timed"))
                        .body("items.find { it.name == 'timed' }.copyOf", nullValue()));
        asViewer()
                .get("/api/runs/timed-1")
                .then()
                .statusCode(409)
                .body("errors.value", contains("timed", "timed-copy"));
        await().atMost(Duration.ofSeconds(60)).until(() -> firesAtMs(copy) < System.currentTimeMillis());
        // Due there by now: two looks of the supervisor later it would have been resumed.
        await().pollDelay(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/timed-1?store=timed-copy")
                        .then()
                        .body("state", equalTo("waiting-timer"))
                        .body("copyOf", equalTo("timed"))
                        .body("headline", containsString("A copy")));
        asViewer().get("/api/runs?status=needs-resume").then().body("items.id", not(hasItem("timed-1")));
        asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/runs/timed-1/resume?store=timed-copy")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:runs-ide:problem:store-mismatch"));
        asViewer().get("/api/runs/timed-1?store=timed").then().body("state", equalTo("cancelled"));
        assertThat(Workspace.state().resolve("sent.txt")).doesNotExist();
        assertThat(Files.exists(Workspace.state().resolve("timed-copy.db-journal")))
                .isFalse();

        Workspace.engine().write("timed.jsx", "export default nothing at all");
        await().pollDelay(Duration.ofSeconds(6)) // three looks with a workflow that can't be asked
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/timed-1?store=timed-copy")
                        .then()
                        .body("copyOf", equalTo("timed")));
        asOperator()
                .contentType("application/json")
                .body("{}")
                .post("/api/runs/timed-1/cancel?store=timed-copy")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:runs-ide:problem:store-mismatch"));
    }

    private static long firesAtMs(Path store) {
        return Long.parseLong(
                Sqlite.first(
                        store,
                        "SELECT json_extract(meta_json, '$.timer.firesAtMs') FROM _smithers_attempts WHERE state = 'waiting-timer'"));
    }
}
