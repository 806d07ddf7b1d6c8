package chad.ide.lifecycle;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job on real input: the repository's fusion, launched over REST on the real engine, read through the API. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class FusionTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @BeforeAll
    static void workflowsAreThere() throws IOException {
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows");
        Path to = Workspace.engine().workflows();
        Files.copy(from.resolve("fusion.jsx"), to.resolve("fusion.jsx"), StandardCopyOption.REPLACE_EXISTING);
        try (Stream<Path> library = Files.list(from.resolve("lib"))) {
            for (Path file : library.toList()) {
                Files.copy(file, to.resolve("lib").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String launch(Map<String, Object> input) {
        String location = asOperator()
                .contentType("application/json")
                .body(Map.of("workflow", "fusion.jsx", "input", input))
                .post("/api/launch")
                .then()
                .statusCode(201)
                .body("store", equalTo("fusion"))
                .extract()
                .header("Location");
        await().atMost(LONG)
                .until(() -> asViewer().get(location).then().extract().path("finishedAtMs") != null);
        return location;
    }

    @Test
    void aFusionIsLaunchedFinishesAndIsReadFromEverySide() {
        String run = launch(Map.of("prompt", "What makes a run durable?"));

        asViewer()
                .get(run)
                .then()
                .body("status", equalTo("finished"))
                .body("state", equalTo("finished"))
                .body("input.prompt", equalTo("What makes a run durable?"))
                .body("nodes.find { it.id == 'roster' }.output.models", notNullValue())
                .body("nodes.findAll { it.id.startsWith('ask-') }.state", everyItem(equalTo("finished")))
                .body("nodes.find { it.id == 'judge' }.output.best_model", notNullValue())
                .body("nodes.find { it.id == 'synthesize' }.output.answer", notNullValue())
                .body("tree.kind", equalTo("workflow"));
        asViewer().get(run + "/logs").then().body("items.type", hasItem("RunFinished"));
        asViewer().get(run + "/timeline").then().body("items.nodeId", hasItem("judge"));
        asViewer().get(run + "/graph").then().body("dag.nodes.nodeId", hasItem("synthesize"));
        asViewer().get(run + "/frames").then().body("items.size()", not(is(0)));
        asViewer().get(run + "/chat?node=judge").then().body("items.messages.flatten().role", hasItem("assistant"));
    }

    @Test
    void aPanelWithAFailingAndASilentModelStillFinishesAndSaysWhichAndWhy() {
        String run = launch(Map.of(
                "prompt", "Which of you answers?",
                "models", List.of("lab/alpha", "lab/beta", "lab/gamma", "lab/delta"),
                "failModels", List.of("lab/beta"),
                "hangModels", List.of("lab/gamma"),
                "panelTimeoutMs", 3_000));

        asViewer()
                .get(run)
                .then()
                .body("status", equalTo("finished"))
                .body("state", equalTo("finished-with-failures"))
                .body("nodes.findAll { it.state == 'failed' }.label", containsInAnyOrder("lab/beta", "lab/gamma"))
                .body(
                        "nodes.find { it.id == 'panel-summary' }.output.failed.model",
                        containsInAnyOrder("lab/beta", "lab/gamma"))
                .body(
                        "nodes.find { it.id == 'panel-summary' }.output.failed.find { it.model == 'lab/gamma' }.reason",
                        containsString("3 s"))
                .body(
                        "nodes.find { it.id == 'panel-summary' }.output.failed.find { it.model == 'lab/beta' }.reason",
                        not(emptyString()))
                .body("nodes.find { it.id == 'synthesize' }.output.answer", notNullValue());
    }
}
