package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
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
import org.junit.jupiter.api.Test;

/** Workflows that name no store, as nearly all public ones: each gets one of its own name and is steered like any other. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class DefaultStoreTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @Inject
    EngineConfig config;

    /** Its runs were in {@code smithers.db}, which is not read: 404 for everything while they ran. */
    @Test
    void aWorkflowWithoutAStoreIsSteeredLikeAnyOther() throws IOException {
        Path go = release("go-steered");
        write("default-store.jsx", go);
        launch("default-store.jsx", "steered-1", "default-store");
        awaitNode("steered-1", "slow", "in-progress");
        given().get("/api/runs/steered-1").then().statusCode(200).body("store", is("default-store"));

        post("steered-1", "pause", "{}").statusCode(200);
        Files.createFile(go);
        awaitState("steered-1", "paused");
        Path folder = config.stateDir().resolve("runs-api/engine-folders/default-store.jsx");
        Files.delete(folder.resolve("smithers.db")); // a backup brings no links
        Files.delete(folder.resolve(".smithers"));
        post("steered-1", "resume", "{}").statusCode(200).body("continued", is(true));
        awaitState("steered-1", "finished");
        given().get("/api/runs/steered-1").then().body("copyOf", nullValue());

        String fork = post("steered-1", "fork", "{\"frame\":1,\"run\":true}")
                .statusCode(201)
                .extract()
                .path("runId");
        awaitState(fork, "finished");

        assertThat(config.stateDir().resolve("smithers.db")).doesNotExist();
        assertThat(config.stateDir().resolve("default-store.db")).isRegularFile();
    }

    @Test
    void aRunIsCancelledAndItsStoreBackedUp() throws IOException {
        Path go = release("go-never");
        write("unnamed.jsx", go);
        launch("unnamed.jsx", "cancelled-1", "unnamed");
        awaitNode("cancelled-1", "slow", "in-progress");

        post("cancelled-1", "cancel", "{}").statusCode(200).body("run.state", is("cancelled"));

        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/backups")
                .then()
                .statusCode(201);
        try (var files = Files.walk(config.stateDir())) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.equals("unnamed.db"))
                            .count())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    /** Nor do they share a store with a workflow that has taken the name already. */
    @Test
    void workflowsOfOneFileNameHaveStoresOfTheirOwn() throws IOException {
        Path go = release("go-twins");
        Files.createFile(go);
        write("report.jsx", go);
        write("team/report.jsx", go);
        Files.writeString(config.stateDir().resolve("team-report.db"), "somebody else's");

        launch("report.jsx", "twin-1", "report");
        launch("team/report.jsx", "twin-2", "team-report-2");
        launch("team/report.jsx", "twin-3", "team-report-2");

        awaitState("twin-1", "finished");
        awaitState("twin-2", "finished");
        awaitState("twin-3", "finished");
    }

    @Test
    void aDefaultStoreInAScannedFolderSaysHowItCanBeRead() throws IOException {
        Files.writeString(config.stateDir().resolve("smithers.db"), "");
        try {
            await().atMost(LONG)
                    .untilAsserted(() -> given().get("/api/stores")
                            .then()
                            .body("items.find { it.name == 'smithers' }.state", is("skipped"))
                            .body(
                                    "items.find { it.name == 'smithers' }.reason",
                                    containsString("CHAD_READ_DEFAULT_STORES=true")));
        } finally {
            Files.delete(config.stateDir().resolve("smithers.db"));
        }
    }

    /** Its task ends when that file is there. */
    private Path release(String name) {
        return config.stateDir().resolve(name);
    }

    private void write(String name, Path release) {
        new EngineStores(config.stateDir().resolve("..").normalize()).write(name, """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { existsSync } from "node:fs";
                import { z } from "zod";
                const { Workflow, Task, Sequence, smithers, outputs } = createSmithers({ row: z.object({ v: z.string() }) });
                const released = async () => {
                  while (!existsSync("%s")) await new Promise((r) => setTimeout(r, 50));
                  return { v: "1" };
                };
                export default smithers(() => (
                  <Workflow name="default-store">
                    <Sequence>
                      <Task id="slow" output={outputs.row} noRetry timeoutMs={120000}>{released}</Task>
                      <Task id="last" output={outputs.row} noRetry timeoutMs={120000}>{{ v: "2" }}</Task>
                    </Sequence>
                  </Workflow>));
                """.formatted(release));
    }

    private static void launch(String workflow, String runId, String store) {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"%s\",\"runId\":\"%s\"}".formatted(workflow, runId))
                .post("/api/launch")
                .then()
                .statusCode(201)
                .body("store", is(store))
                .body("runId", notNullValue());
    }

    private static ValidatableResponse post(String runId, String verb, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static void awaitNode(String runId, String node, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId)
                        .then()
                        .body("nodes.find { it.id == '%s' }?.state".formatted(node), is(state)));
    }
}
