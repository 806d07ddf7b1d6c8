package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.RunOwners;
import chad.ide.testing.EngineStores;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
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

/** Forks, subflows and continued runs are told apart, and a subflow is judged and steered by way of its parent. */
@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class FamilyTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String CHILD = "family-1:child:sub:0";

    @Inject
    EngineConfig config;

    /** Both were stalled, and a resume of the child executed the parent's workflow in it. */
    @Test
    void aSubflowIsJudgedAndSteeredByWayOfItsParent() throws IOException {
        Path go = config.stateDir().resolve("go-family");
        write(go);
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"family.jsx\",\"runId\":\"family-1\"}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + CHILD)
                        .then()
                        .statusCode(200)
                        .body("nodes.find { it.id == 'work' }?.state", is("in-progress"))
                        .body("parentId", is("family-1"))
                        .body("parentKind", is("child")));
        given().get("/api/runs/family-1")
                .then()
                .body("children.id", hasItem(CHILD))
                .body("children.kind", hasItem("child"));

        long engine = RunOwners.pid(Sqlite.first(
                        config.stateDir().resolve("family.db"),
                        "SELECT runtime_owner_id FROM _smithers_runs WHERE run_id = 'family-1'"))
                .orElseThrow();
        assertThat(ProcessHandle.of(engine).orElseThrow().destroyForcibly()).isTrue();

        awaitState("family-1", "stalled");
        given().get("/api/runs/" + CHILD)
                .then()
                .body("state", is("stalled"))
                .body("stall.reason", startsWith("Its parent run `family-1` is stalled: "))
                .body("headline", containsString("Part of run `family-1`"));
        given().get("/api/runs?stalled=true")
                .then()
                .body("items.id", hasItem("family-1"))
                .body("items.id", not(hasItem(CHILD)));
        for (String verb : new String[] {"resume", "cancel", "pause"}) {
            post(CHILD, verb)
                    .statusCode(409)
                    .body("type", is("urn:runs-ide:problem:child-run"))
                    .body("detail", allOf(containsString("subflow"), containsString(verb + " run `family-1`")));
        }

        Files.createFile(go);
        post("family-1", "resume").statusCode(200).body("continued", is(true));
        awaitState("family-1", "finished");
        awaitState(CHILD, "finished");

        String fork = given().contentType(ContentType.JSON)
                .body("{\"frame\":1,\"run\":false}")
                .post("/api/runs/family-1/fork")
                .then()
                .statusCode(201)
                .extract()
                .path("runId");
        given().get("/api/runs/" + fork).then().body("parentKind", is("fork"));
        given().get("/api/runs/family-1")
                .then()
                .body("forks.id", hasItem(fork))
                .body("children.id", not(hasItem(fork)));
    }

    private void write(Path release) {
        new EngineStores(config.stateDir().resolve("..").normalize()).write("family.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Subflow } from "smithers-orchestrator";
                import { existsSync } from "node:fs";
                import { z } from "zod";
                const db = { dbPath: `${process.env.CHAD_STATE_DIR}/family.db` };
                const child = createSmithers({ output: z.object({ v: z.string() }) }, db);
                const released = async () => {
                  while (!existsSync("%s")) await new Promise((r) => setTimeout(r, 50));
                  return { v: "done" };
                };
                const inner = child.smithers(() => (
                  <child.Workflow name="inner">
                    <child.Task id="work" output={child.outputs.output} noRetry timeoutMs={120000}>{released}</child.Task>
                  </child.Workflow>));
                const { Workflow, Task, smithers, outputs } = createSmithers({ got: z.object({ v: z.string() }) }, db);
                export default smithers(() => (
                  <Workflow name="outer">
                    <Subflow id="sub" workflow={inner} output={outputs.got} />
                    <Task id="after" output={outputs.got} noRetry>{{ v: "after" }}</Task>
                  </Workflow>));
                """.formatted(release));
    }

    private static ValidatableResponse post(String runId, String verb) {
        return given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .then();
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }
}
