package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.EngineProcesses;
import chad.ide.runs.RunLocator;
import chad.ide.testing.EngineStores;
import chad.ide.testing.LogLines;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workflow that can't be loaded can't say which store it writes to. A store that was never marked as a copy was taken for
 * the run's own then, and a gate in it was decided.
 */
@QuarkusTest
@TestProfile(SupervisorTest.Eager.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class BrokenWorkflowTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EngineConfig config;

    @Inject
    EngineProcesses processes;

    @Inject
    RunLocator locator;

    @Test
    void nothingIsDoneAboutARunOfWhichNothingTellsThatItIsNoCopy(@TempDir Path folder) throws IOException {
        Path workflow = write("gone-soon.jsx", "export default nothing at all");
        Path store = store(folder, "untold", workflow);

        for (String verb : List.of("approve", "deny", "cancel", "pause", "resume")) {
            post("wait-1", verb, "untold")
                    .statusCode(422)
                    .body("type", is("urn:runs-ide:problem:workflow-broken"))
                    .body("detail", allOf(containsString("or a copy"), containsString("Nothing was done")));
        }
        assertThat(Sqlite.first(store, "SELECT status FROM _smithers_approvals WHERE run_id = 'wait-1'"))
                .isEqualTo("requested");
        assertThat(Sqlite.first(store, "SELECT status FROM _smithers_runs WHERE run_id = 'wait-1'"))
                .isEqualTo("waiting-approval");

        Files.delete(workflow); // the way out that the refusal names
        post("wait-1", "cancel", "untold").statusCode(200).body("run.state", is("cancelled"));
    }

    /** An answer of a broken file was kept for half a minute, whatever became of the file. */
    @Test
    void aWorkflowThatIsMendedIsAskedAgainAtOnce(@TempDir Path folder) throws IOException {
        Path workflow = write("mended.jsx", "export default nothing at all");
        store(folder, "elsewhere", workflow);
        post("wait-1", "approve", "elsewhere").statusCode(422);

        write(
                "mended.jsx",
                Files.readString(config.workflowDir().resolve("gate.jsx")).replace("gate.db", "mended.db"));
        post("wait-1", "approve", "elsewhere")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:store-mismatch"))
                .body("detail", containsString("writes to `mended.db`"));
    }

    @Test
    void theSupervisorStartsNothingForIt(@TempDir Path folder) throws IOException {
        Path workflow = write("decided.jsx", "export default nothing at all");
        try (LogLines log = LogLines.listen()) {
            store(
                    folder,
                    "decided",
                    workflow,
                    "UPDATE _smithers_approvals SET status = 'approved', decided_at_ms = 1, decided_by = 'kim'",
                    "UPDATE _smithers_nodes SET state = 'pending' WHERE state = 'waiting-approval'",
                    "UPDATE _smithers_runs SET status = 'waiting-event'");

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(log.shown("store=decided"))
                            .anySatisfy(line ->
                                    assertThat(log.printed(line)).contains("this was the last attempt", "or a copy")));
        }
        assertThat(processes.of(locator.locate("wait-1", "decided").key())).isEmpty();
    }

    @Test
    void aRunThatWasLaunchedHereOrThatItsEngineHasOpenIsCancelled() throws IOException {
        EngineStores engine = new EngineStores(config.stateDir().resolve("..").normalize());
        String source = Files.readString(config.workflowDir().resolve("slow.jsx"));
        Path launched = write("launched.jsx", source.replace("slow.db", "launched.db"));
        Path byHand = write("by-hand.jsx", source.replace("slow.db", "by-hand.db"));
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"launched.jsx\",\"runId\":\"launched-1\",\"input\":{\"delayMs\":60000}}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        Process process =
                engine.smithers("up", byHand.toString(), "--run-id", "by-hand-1", "--input", "{\"delayMs\":60000}");
        try {
            for (String run : List.of("launched-1", "by-hand-1")) {
                await().atMost(LONG)
                        .untilAsserted(() -> given().get("/api/runs/" + run)
                                .then()
                                .body("nodes.find { it.id == 'slow' }?.state", is("in-progress")));
            }
            write("launched.jsx", "export default nothing at all");
            write("by-hand.jsx", "export default nothing at all");

            post("launched-1", "cancel", "launched").statusCode(200).body("run.state", is("cancelled"));
            post("by-hand-1", "cancel", "by-hand").statusCode(200).body("run.state", is("cancelled"));
        } finally {
            process.destroyForcibly();
        }
        assertThat(launched).exists();
    }

    private Path write(String name, String source) throws IOException {
        return Files.writeString(config.workflowDir().toRealPath().resolve(name), source);
    }

    /** A store that waits for a decision about a run of that workflow, and that no process of ours has written. */
    private Path store(Path folder, String name, Path workflow, String... changes) throws IOException {
        Path prepared = Recording.WAITING_APPROVAL.copyTo(folder, name + ".db");
        Stores.change(prepared, "UPDATE _smithers_runs SET workflow_path = '%s'".formatted(workflow));
        Stores.change(prepared, changes);
        Path store = Files.move(prepared, config.stateDir().resolve(name + ".db"), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(LONG)
                .untilAsserted(() ->
                        given().get("/api/runs/wait-1?store=" + name).then().statusCode(200));
        return store;
    }

    private static ValidatableResponse post(String runId, String verb, String store) {
        return given().contentType(ContentType.JSON)
                .queryParam("store", store)
                .body("{}")
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }
}
