package chad.ide.workflows;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(RealEngine.class)
@TestSecurity(user = "test", roles = "viewer")
class WorkflowsTest {

    @Inject
    EngineConfig engine;

    @Test
    void workflowsAreListedWithTheirRuns() {
        EngineStores workspace = new EngineStores(engine.stateDir().resolveSibling("."));
        assertThat(workspace
                        .run(Sample.COUNT, "listed-1", "{\"prompt\":\"hi\"}")
                        .exitCode())
                .isZero();

        await().untilAsserted(() -> given().get("/api/workflows")
                .then()
                .statusCode(200)
                .body("items.name", hasItems("broken.jsx", "count.jsx", "gate.jsx", "slow.jsx"))
                .body("items.name", not(hasItem(startsWith("lib/"))))
                .body("nextCursor", nullValue())
                .body("items.find { it.name == 'count.jsx' }.title", is("Two parts beside each other, then their sum."))
                .body("items.find { it.name == 'count.jsx' }.runs.finished >= 1", is(true))
                .body("items.find { it.name == 'count.jsx' }.store", is("count"))
                .body("items.find { it.name == 'broken.jsx' }.lastRun", nullValue()));
    }

    @Test
    void aSourceIsSentOnceAndThenNamedByItsTag() {
        String etag = given().get("/api/workflow-file?name=count.jsx")
                .then()
                .statusCode(200)
                .body("name", is("count.jsx"))
                .body("source", containsString("export default smithers"))
                .extract()
                .header("ETag");

        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        for (String same : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
            given().header("If-None-Match", same)
                    .get("/api/workflow-file?name=count.jsx")
                    .then()
                    .statusCode(304)
                    .header("ETag", is(etag));
        }
        given().header("If-None-Match", "\"other\"")
                .get("/api/workflow-file?name=count.jsx")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow-file", "workflow-graph"})
    void namesThatAreNoneAreRefused(String endpoint) {
        for (String name :
                List.of("../x.jsx", "/etc/x.jsx", "x.json", "node_modules/a.jsx", "a\u202e.jsx", "", "x\0.jsx")) {
            given().queryParam("name", name)
                    .get("/api/" + endpoint)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", is("name"));
        }
        given().get("/api/" + endpoint).then().statusCode(400).body("errors[0].field", is("name"));
        given().get("/api/" + endpoint + "?name=nowhere.jsx")
                .then()
                .statusCode(404)
                .body("type", is("urn:runs-ide:problem:workflow-not-found"));
    }

    @Test
    void aGraphHasTheTreeTheDagAndTheSettings() {
        given().get("/api/workflow-graph?name=count.jsx")
                .then()
                .statusCode(200)
                .body("dag.nodes.id", contains("left", "right", "sum"))
                .body(
                        "dag.edges.collect { it.from + '>' + it.to + ' ' + it.kind }",
                        contains("left>sum sequence", "right>sum sequence"))
                .body("dag.groups[0].maxConcurrency", is(2))
                .body("tree.kind", is("workflow"))
                .body("tree.name", is("count"))
                .body("tasks.nodeId", contains("left", "right", "sum"))
                .body("tasks[0].settings.retries", is(0))
                .body("tasks[0].settings.timeoutMs", is(20000))
                .body("tasks[0].settings.outputTable", is("part"));
    }

    @Test
    void aGraphIsAskedForOnceUntilASourceChanges() {
        EngineStores workspace = new EngineStores(engine.stateDir().resolveSibling("."));
        workspace.write("counted.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { appendFileSync } from "node:fs";
                import flow from "./gate.jsx";
                import { shout } from "./lib/words.js";
                appendFileSync(process.env.CHAD_WORKFLOW_DIR + "/loads.out", shout("x"));
                export default flow;
                """);
        assertThat(
                        Stream.generate(() -> CompletableFuture.supplyAsync(WorkflowsTest::tagOfCounted))
                                .limit(4)
                                .toList()
                                .stream()
                                .map(CompletableFuture::join)
                                .distinct())
                .hasSize(1);
        String before = tagOfCounted();
        assertThat(workspace.workflows().resolve("loads.out")).hasContent("X");

        workspace.write("lib/words.js", "export const shout = (text) => text.toUpperCase() + '!';\n");

        assertThat(tagOfCounted()).isNotEqualTo(before);
        assertThat(workspace.workflows().resolve("loads.out")).hasContent("XX!");
    }

    @Test
    void aWorkflowThatCanNotBeLoadedSaysWhyWithoutOurFolders() {
        given().get("/api/workflow-graph?name=broken.jsx")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:runs-ide:problem:workflow-broken"))
                .body("detail", containsString("nowhere.js"))
                .body("detail", not(containsString(engine.workflowDir().toString())));
    }

    private static String tagOfCounted() {
        return given().get("/api/workflow-graph?name=counted.jsx")
                .then()
                .statusCode(200)
                .extract()
                .path("etag");
    }
}
