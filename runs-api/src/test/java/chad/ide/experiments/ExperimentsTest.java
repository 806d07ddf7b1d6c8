package chad.ide.experiments;

import static chad.ide.testing.Workspace.asViewer;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ExperimentsTest {

    private static void write(String population) throws IOException {
        Path half = Files.writeString(Workspace.state().resolve("population.half"), population);
        Files.move(half, Workspace.state().resolve("population.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void theLeaderboardRanksAndKeepsServingTheLastGoodFile() throws IOException {
        Files.deleteIfExists(Workspace.state().resolve("population.json"));
        asViewer().get("/api/experiments").then().statusCode(200).body("problem", containsString("experiments.jsx"));

        write("""
                {"generation": 3, "updatedAt": "2026-06-13T05:00:00.000Z", "offline": false, "candidates": [
                  {"id": "model:b", "kind": "model", "model": "b", "status": "active", "mean": 0.5,
                   "scores": [{"runId": "n-1", "atMs": 5, "score": 0.5}], "misses": 1},
                  {"id": "model:x", "kind": "model", "model": "x", "status": "retired", "mean": 0.1, "misses": 0,
                   "scores": [{"runId": "n-1", "atMs": 5, "score": 0.1}], "retiredAtMs": 9, "reason": "too weak"},
                  {"id": "model:new", "kind": "model", "model": "new", "status": "active", "mean": 0, "scores": []},
                  {"id": "prompt:a", "kind": "prompt", "model": "b", "prompt": "Be brief.", "status": "champion",
                   "mean": 0.9, "scores": [{"runId": "n-1", "atMs": 5, "score": 0.9}, {"odd": true}], "future": 1},
                  {"noId": true}],
                 "champions": ["prompt:a"], "lastReport": {"runId": "n-1", "generation": 3}}
                """);
        asViewer()
                .get("/api/experiments")
                .then()
                .body("generation", is(3))
                .body("candidates.id", contains("prompt:a", "model:b", "model:new", "model:x"))
                .body("candidates.rank", contains(1, 2, 3, null))
                .body("candidates[0].scores.score", contains(0.9f))
                .body("candidates[2].mean", nullValue())
                .body("candidates[3].reason", is("too weak"))
                .body("champions", contains("prompt:a"))
                .body("retired", contains("model:x"))
                .body("lastReport.runId", is("n-1"))
                .body("problem", nullValue());

        write("{\"generation\": 4, \"candid");
        asViewer()
                .get("/api/experiments")
                .then()
                .statusCode(200)
                .body("generation", is(3))
                .body("problem", containsString("not valid JSON"));

        write("{\"generation\": 5, \"candidates\": []}");
        asViewer().get("/api/experiments").then().body("generation", is(5)).body("problem", nullValue());
    }
}
