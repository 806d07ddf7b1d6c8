package chad.ide.lifecycle;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The repository's own workflows, steered over REST on the real engine with the offline backend. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class LadderTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Map<String, Object> ITEM =
            Map.of("item", "Could you send me the report of last week, please?");

    @BeforeAll
    static void workflowsAreThere() throws IOException {
        Path from = Path.of(System.getProperty("project.root", "..")).resolve("workflows");
        Path to = Workspace.engine().workflows();
        for (String name : List.of("autonomy-ladder.jsx", "fusion.jsx")) {
            Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Stream<Path> library = Files.list(from.resolve("lib"))) {
            for (Path file : library.toList()) {
                Files.copy(file, to.resolve("lib").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void launch(String workflow, String runId, Map<String, Object> input) {
        asOperator()
                .contentType("application/json")
                .body(Map.of("workflow", workflow, "runId", runId, "input", input))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> asViewer()
                        .get("/api/runs/" + runId)
                        .then()
                        .statusCode(200)
                        .body("state", is(state)));
    }

    private static int decide(String runId, String verb, String body) {
        return asOperator()
                .contentType("application/json")
                .body(body)
                .post("/api/runs/%s/%s".formatted(runId, verb))
                .statusCode();
    }

    private static String outcome(String runId, String node) {
        return asViewer()
                .get("/api/runs/" + runId)
                .then()
                .extract()
                .path("nodes.find { it.id == '%s' }.output.outcome".formatted(node));
    }

    @Test
    void theLadderWaitsAtItsGateAndDoesWhatIsDecided() {
        List.of("climb-1", "climb-2", "climb-3").forEach(run -> launch("autonomy-ladder.jsx", run, ITEM));
        List.of("climb-1", "climb-2", "climb-3").forEach(run -> awaitState(run, "waiting-approval"));
        asViewer()
                .get("/api/approvals")
                .then()
                .body("items.runId", hasItems("climb-1", "climb-2", "climb-3"))
                .body("items.findAll { it.runId.startsWith('climb-') }.digest", everyItem(notNullValue()));
        String digest =
                asViewer().get("/api/approvals").then().extract().path("items.find { it.runId == 'climb-1' }.digest");

        assertThat(decide(
                        "climb-1",
                        "approve",
                        "{\"node\":\"approve\",\"iteration\":0,\"digest\":\"%s\"}".formatted(digest)))
                .isEqualTo(200);
        assertThat(decide("climb-2", "deny", "{\"note\":\"not today\"}")).isEqualTo(200);
        List<CompletableFuture<Integer>> clients = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> decide("climb-3", "approve", "{}")))
                .toList();
        assertThat(clients.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 409);

        List.of("climb-1", "climb-2", "climb-3").forEach(run -> awaitState(run, "finished"));
        assertThat(outcome("climb-1", "act")).isEqualTo("rehearsed");
        assertThat(outcome("climb-2", "shelve")).isEqualTo("denied");
        assertThat(outcome("climb-3", "act")).isEqualTo("rehearsed");
    }

    @Test
    void aForkOfAFusionInheritsThePanelAndJudgesAnew() {
        launch(
                "fusion.jsx",
                "fork-me",
                Map.of("prompt", "What is worth forking?", "models", List.of("lab/a", "lab/b")));
        awaitState("fork-me", "finished");
        List<Integer> frames =
                asViewer().get("/api/runs/fork-me/frames").then().extract().path("items.frameNo");
        int before = frames.stream()
                .filter(frame -> "pending".equals(stateAt(frame)))
                .max(Integer::compare)
                .orElseThrow();

        String child = asOperator()
                .contentType("application/json")
                .body(Map.of("frame", before, "label", "judge again", "run", true))
                .post("/api/runs/fork-me/fork")
                .then()
                .statusCode(201)
                .body("run.parentId", is("fork-me"))
                .body("continued", is(true))
                .extract()
                .path("runId");
        awaitState(child, "finished");

        asViewer()
                .get("/api/runs/" + child)
                .then()
                .body("forkedFrom.runId", is("fork-me"))
                .body("forkedFrom.label", is("judge again"))
                .body("nodes.find { it.id == 'panel-summary' }.output.asked", is(2))
                .body("nodes.find { it.id == 'synthesize' }.output.answer", notNullValue());
        asViewer()
                .get("/api/runs/fork-me")
                .then()
                .body("forks.id", hasItem(child))
                .body("state", is("finished"));
        asViewer()
                .get("/api/runs/%s/logs?type=NodeStarted".formatted(child))
                .then()
                .body("items.nodeId", hasItems("judge", "synthesize"))
                .body("items.nodeId", everyItem(not(is("panel-summary"))))
                .body("items.findAll { it.nodeId.startsWith('ask-') }.size()", is(0));
    }

    /** Of the judge, in that frame of the parent. */
    private static String stateAt(int frame) {
        return asViewer()
                .get("/api/runs/fork-me/frames/" + frame)
                .then()
                .extract()
                .path("nodes.find { it.nodeId == 'judge' }?.state");
    }
}
