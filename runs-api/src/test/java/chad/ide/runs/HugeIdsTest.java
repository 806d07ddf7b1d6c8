package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ids were read whole: some of many megabytes, in a run of few rows, took the memory of all answers. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HugeIdsTest {

    private static final int SMALL_ANSWER_BYTES = 200_000;
    private static final int ID_BYTES = 3_000_000;

    private static String huge(String first) {
        return "('%s' || printf('%%.%dc', 'x'))".formatted(first, ID_BYTES);
    }

    private static void assertSmall(String path) {
        byte[] answer = asViewer().get(path).then().statusCode(200).extract().asByteArray();

        assertThat(answer.length).as(path).isLessThan(SMALL_ANSWER_BYTES);
    }

    @Test
    void nodesWithHugeIdsAreLeftOutOfEachViewAndSaidToBe() {
        List<String> changes = new ArrayList<>(List.of("UPDATE _smithers_runs SET run_id = run_id"));
        for (String first : List.of("!", "m", "~")) {
            changes.add("INSERT INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms,"
                    + " output_table) VALUES ('fin-1', " + huge(first)
                    + ", 0, 'finished', 1, 1795000000000, 'part')");
            changes.add("INSERT INTO _smithers_attempts (run_id, node_id, iteration, attempt, state, started_at_ms,"
                    + " meta_json) VALUES ('fin-1', " + huge(first)
                    + ", 0, 1, 'in-progress', 1795000000000, '{\"kind\":\"agent\",\"prompt\":\"why\"}')");
            changes.add("INSERT INTO part (run_id, node_id, iteration, text) VALUES ('fin-1', " + huge(first)
                    + ", 0, 'said')");
        }
        Recording.FINISHED.copyTo(Workspace.state(), "usual-ids.db");
        Stores.add(Recording.FINISHED, "huge-nodes", changes.toArray(String[]::new));
        Stores.awaitReadable("huge-nodes");
        Stores.awaitReadable("usual-ids");
        List<String> usual = asViewer().get("/api/runs/fin-1?store=usual-ids").path("nodes.id");

        asViewer()
                .get("/api/runs/fin-1?store=huge-nodes")
                .then()
                .statusCode(200)
                .body("nodes.id", equalTo(usual))
                .body("nodeCount", equalTo(usual.size() + 3))
                .body("nodesLeftOut", containsString("3 of its nodes are omitted"));
        asViewer().get("/api/runs/fin-1?store=usual-ids").then().body("nodesLeftOut", nullValue());
        for (String view : List.of("", "/nodes", "/timeline", "/chat", "/graph", "/frames", "/frames/1", "/logs")) {
            assertSmall("/api/runs/fin-1" + view + "?store=huge-nodes");
        }
        assertThat(pagedNodes("huge-nodes")).containsExactlyInAnyOrderElementsOf(usual);
    }

    @Test
    void aQuestionWithAHugeIdTakesNoMemory() {
        String question =
                "INSERT INTO _smithers_human_requests (request_id, run_id, node_id, iteration, kind, status, prompt,"
                        + " requested_at_ms) VALUES (%s, 'wait-1', %s, 0, 'ask', 'pending', 'Which?', 1795000000000)";
        Stores.add(
                Recording.WAITING_APPROVAL,
                "huge-questions",
                "UPDATE _smithers_runs SET status = 'running' WHERE run_id = 'wait-1'",
                question.formatted("'human:wait-1:a:0:1'", huge("a")),
                question.formatted(huge("human:wait-1:b:0:"), "'b'"),
                question.formatted("'human:wait-1:c:0:1'", "'c'"));
        Stores.awaitReadable("huge-questions");

        asViewer()
                .get("/api/runs/wait-1?store=huge-questions")
                .then()
                .statusCode(200)
                .body("waits.findAll { it.kind == 'question' }.nodeId", equalTo(List.of("c")));
        for (String path :
                List.of("/api/runs/wait-1?store=huge-questions", "/api/approvals?limit=500", "/api/runs?limit=500")) {
            assertSmall(path);
        }
    }

    /** Page by page, each of one node: a cursor made of a part of an id would skip some, or come back for ever. */
    private static List<String> pagedNodes(String store) {
        List<String> ids = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            var request = asViewer().queryParam("store", store).queryParam("limit", 1);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/runs/fin-1/nodes")
                    .then()
                    .statusCode(200)
                    .extract();
            ids.addAll(page.path("items.id"));
            cursor = page.path("nextCursor");
        } while (cursor != null && ids.size() < 100);
        return ids;
    }

    @Test
    void aRunWithAHugeIdIsListedByItsBeginningAndHarmsNoOther() {
        Stores.add(
                Recording.FORKED,
                "huge-runs",
                "UPDATE _smithers_runs SET run_id = 'kept-' || rowid, parent_run_id = NULL",
                "UPDATE _smithers_runs SET run_id = " + huge("long-") + ", status = 'running',"
                        + " parent_run_id = 'kept-1', runtime_owner_id = " + huge("pid:")
                        + " WHERE rowid = (SELECT max(rowid) FROM _smithers_runs)",
                "INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json) VALUES (" + huge("long-")
                        + ", 0, 1795000000000, 'RunStarted', '{}')");
        Stores.awaitReadable("huge-runs");

        asViewer()
                .get("/api/runs?store=huge-runs")
                .then()
                .statusCode(200)
                .body("items", hasSize(5))
                .body("items.id", hasItems("kept-1", "kept-2", "kept-3", "kept-4"))
                .body("items.find { it.id.startsWith('long-') }.id", containsString("… (3000005 bytes)"));
        for (String path : List.of("/api/runs?store=huge-runs", "/api/runs/kept-1?store=huge-runs", "/api/stores")) {
            assertSmall(path);
        }
        ExtractableResponse<Response> parent =
                asViewer().get("/api/runs/kept-1?store=huge-runs").then().extract();
        List<String> related = new ArrayList<>(parent.path("children.id"));
        related.addAll(parent.path("forks.id"));
        assertThat(related).singleElement().asString().contains("… (3000005 bytes)");
    }

    @Test
    void aGateWithAHugeIdIsLeftOutAndTheOthersWait() {
        Stores.add(
                Recording.WAITING_APPROVAL,
                "huge-gates",
                "UPDATE _smithers_runs SET run_id = 'gated-' || run_id",
                "UPDATE _smithers_approvals SET run_id = 'gated-' || run_id",
                "CREATE TABLE more AS SELECT * FROM _smithers_approvals WHERE status = 'requested'",
                "UPDATE more SET node_id = " + huge("g"),
                "INSERT INTO _smithers_approvals SELECT * FROM more",
                "DROP TABLE more");
        Stores.awaitReadable("huge-gates");

        assertSmall("/api/approvals?limit=500");
        List<String> waiting =
                asViewer().get("/api/approvals?limit=500").path("items.findAll { it.store == 'huge-gates' }.nodeId");
        assertThat(waiting).isNotEmpty();
        asViewer().get("/api/approvals?limit=500").then().body("items.nodeId", everyItem(not(containsString("xxxx"))));
    }
}
