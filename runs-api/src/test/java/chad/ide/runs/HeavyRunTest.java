package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import chad.ide.answers.AnswerBudget;
import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that hold more than fits into memory: each answer stays small, and says where the whole is. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HeavyRunTest {

    private static final int SMALL_ANSWER_BYTES = 3 << 20;

    @Inject
    AnswerBudget budget;

    /** As {@code heavy-outputs.sh} of the shared cases: finished nodes, each with so many bytes of output. */
    private static void heavy(String name, int nodes, String value) {
        Stores.add(
                Recording.FINISHED,
                name,
                "DELETE FROM _smithers_nodes",
                "DELETE FROM part",
                "DELETE FROM _smithers_attempts",
                """
                WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)
                INSERT INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms, output_table)
                SELECT 'fin-1', 'n' || printf('%%05d', i), 0, 'finished', 1, 1795000000000 + i, 'part' FROM c
                """.formatted(nodes),
                """
                INSERT INTO part (run_id, node_id, iteration, text)
                SELECT 'fin-1', node_id, 0, %s FROM _smithers_nodes
                """.formatted(value));
        Stores.awaitReadable(name);
    }

    private static String text(int chars) {
        return "printf('%%.%dc', 'z')".formatted(chars).replace("%%", "%");
    }

    @Test
    void aHundredOutputsOfAMegabyteAreCutAndSaySo() {
        heavy("heavy-hundred", 100, text(1_000_000));

        byte[] detail = asViewer()
                .get("/api/runs/fin-1?store=heavy-hundred")
                .then()
                .statusCode(200)
                .body("nodes", hasSize(100))
                .body("nodes.output", everyItem(nullValue()))
                .body("nodes.outputCut.sizeBytes", everyItem(equalTo(1_000_000)))
                .body("nodes.outputCut.beginning.collect { it.length() }", everyItem(lessThan(2_049)))
                .extract()
                .asByteArray();

        assertThat(detail.length).isLessThan(SMALL_ANSWER_BYTES);
        String href = JsonPath.from(new String(detail, UTF_8)).getString("nodes[7].outputCut.href");
        assertThat(asViewer()
                        .get(href)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("text")
                        .toString())
                .hasSize(1_000_000);
    }

    @Test
    void theSmallestOfManyOutputsAreShownWhole() {
        heavy("heavy-many", 1_200, "CASE WHEN node_id < 'n00301' THEN %s ELSE 'small' END".formatted(text(30_000)));

        byte[] detail = asViewer()
                .get("/api/runs/fin-1?store=heavy-many")
                .then()
                .statusCode(200)
                .body("nodeCount", equalTo(1_200))
                .body("nodes", hasSize(500))
                .body("nodes.findAll { it.output != null && it.output.text == 'small' }", hasSize(200))
                .extract()
                .asByteArray();

        assertThat(detail.length).isLessThan(SMALL_ANSWER_BYTES);
    }

    @Test
    void oneVeryLongOutputIsStreamed() throws IOException {
        heavy("heavy-one", 1, text(40_000_000));

        asViewer()
                .get("/api/runs/fin-1?store=heavy-one")
                .then()
                .statusCode(200)
                .body("nodes[0].outputCut.sizeBytes", equalTo(40_000_000))
                .body("nodes[0].outputCut.beginning", equalTo("{"));
        try (InputStream whole =
                asViewer().get("/api/runs/fin-1/output/n00001?store=heavy-one").asInputStream()) {
            assertThat(whole.transferTo(OutputStream.nullOutputStream())).isBetween(40_000_000L, 40_000_200L);
        }
        asViewer().get("/api/runs/fin-1?store=heavy-one").then().statusCode(200);
    }

    @Test
    void aLongValueThatCantBePutIntoAFileIsAnsweredInWordsAndTheNextTimeItIsSent() throws IOException {
        heavy("heavy-nowhere", 1, text(6_000_000));
        Path folder = Workspace.state().resolve("runs-api/tmp");
        Files.deleteIfExists(folder); // nothing ever lies in it
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "in the way");

        try {
            asViewer()
                    .get("/api/runs/fin-1/output/n00001?store=heavy-nowhere")
                    .then()
                    .statusCode(503)
                    .body("detail", containsString("can't be written to the temporary file"));
        } finally {
            Files.delete(folder);
        }

        asViewer()
                .get("/api/runs/fin-1/output/n00001?store=heavy-nowhere")
                .then()
                .statusCode(200)
                .body("text.length()", equalTo(6_000_000));
        assertThat(folder).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void anEventThatIsTooLongToBeSearchedIsListedAndSaysSo() {
        Stores.add(Recording.FINISHED, "heavy-search", """
                INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)
                VALUES ('fin-1', 2000, 1795000000000, 'NodeOutput', json_object('text', 'a pear ' || printf('%.3000000c', 'z'))),
                       ('fin-1', 2001, 1795000000001, 'NodeOutput', json_object('text', 'a pear')),
                       ('fin-1', 2002, 1795000000002, 'NodeOutput', json_object('text', 'a plum')),
                       ('fin-1', 2003, 1795000000003, printf('%.3000000c', 'T'), json_object('text', 'a pear'))
                """);
        Stores.awaitReadable("heavy-search");

        asViewer()
                .get("/api/runs/fin-1/logs?store=heavy-search&after=1999&q=pear")
                .then()
                .statusCode(200)
                .body("items.seq", contains(2000, 2001, 2003))
                .body("items[0].text", endsWith("(its payload of 2 MB is too large to search)"))
                .body("items[1].text", not(containsString("too large to search")))
                .body("items[2].type.length()", equalTo(100));
    }

    @Test
    void aVeryLongInputIsStreamedAsItWasGiven() {
        String prompt = "printf('%.6000000c', 'p')";
        Stores.add(
                Recording.FINISHED,
                "heavy-input",
                "ALTER TABLE input ADD COLUMN dry_run INTEGER",
                "UPDATE input SET dry_run = 1, prompt = " + prompt,
                "UPDATE _smithers_snapshot_contents SET input_json = json_object('runId', 'fin-1', 'prompt', " + prompt
                        + ", 'n', 1, 'dryRun', json('true'), 'absent', null)");
        Stores.awaitReadable("heavy-input");

        asViewer()
                .get("/api/runs/fin-1?store=heavy-input")
                .then()
                .statusCode(200)
                .body("input", nullValue())
                .body("inputCut.sizeBytes", greaterThan(6_000_000));
        asViewer()
                .get("/api/runs/fin-1/input?store=heavy-input")
                .then()
                .statusCode(200)
                .body("prompt.length()", equalTo(6_000_000))
                .body("n", equalTo(1))
                .body("dryRun", equalTo(true))
                .body("size()", equalTo(3));
    }

    @Test
    void longLogLinesAreCutAndTheirWholeIsStreamed() {
        Stores.add(Recording.FINISHED, "heavy-log", """
                WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3000)
                INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)
                SELECT 'fin-1', 1000 + i, 1795000000000 + i, 'NodeOutput',
                       json_object('type', 'NodeOutput', 'runId', 'fin-1', 'nodeId', 'left', 'iteration', 0, 'attempt', 1,
                                   'text', 'line ' || i || ' ' || printf('%.10000c', 'z')) FROM c
                """);
        Stores.awaitReadable("heavy-log");

        byte[] page = asViewer()
                .get("/api/runs/fin-1/logs?store=heavy-log&after=1000&limit=1000")
                .then()
                .statusCode(200)
                .body("items", hasSize(1_000))
                .body("items.payload", everyItem(nullValue()))
                .body("items.nodeId", everyItem(equalTo("left")))
                .body("items[4].text", startsWith("line 5 zzz"))
                .body("items[4].payloadBytes", greaterThan(10_000))
                .extract()
                .asByteArray();
        assertThat(page.length).isLessThan(SMALL_ANSWER_BYTES);

        asViewer()
                .get("/api/runs/fin-1/events/1005?store=heavy-log")
                .then()
                .statusCode(200)
                .body("text.length()", equalTo("line 5 ".length() + 10_000));
        String all = asViewer()
                .accept("application/x-ndjson")
                .get("/api/runs/fin-1/logs?store=heavy-log&after=1000")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(all.lines()).hasSize(3_000);
    }

    @Test
    void aConversationOfTensOfMegabytesIsCutAndItsWholeIsStreamed() {
        Stores.add(Recording.FUSION_LIKE, "heavy-chat", """
                UPDATE _smithers_attempts
                   SET meta_json = json_set(meta_json, '$.agentConversation', json_array(
                         json_object('role', 'user', 'content', 'asked "this" \\ ' || printf('%.12000000c', 'q')),
                         json_object('role', 'assistant', 'content', json_array(
                             json_object('type', 'text', 'text', printf('%.9000000c', 'a'))))))
                 WHERE node_id = 'judge'
                """);
        Stores.awaitReadable("heavy-chat");

        byte[] chat = asViewer()
                .get("/api/runs/fus-1/chat?store=heavy-chat&node=judge")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].messages", hasSize(2))
                .body("items[0].messages[0].text.cut", equalTo(true))
                .body("items[0].messages[0].text.chars", equalTo(12_000_000 + "asked \"this\" \\ ".length()))
                .body("items[0].messages[0].text.text", startsWith("asked \"this\" \\ qqq"))
                .body("items[0].messages[1].text.chars", equalTo(9_000_000))
                .body("items[0].model", equalTo("judge"))
                .extract()
                .asByteArray();
        assertThat(chat.length).isLessThan(SMALL_ANSWER_BYTES);

        String href = JsonPath.from(new String(chat, UTF_8)).getString("items[0].href");
        assertThat(asViewer().get(href).then().statusCode(200).extract().asByteArray().length)
                .isGreaterThan(21_000_000);
        asViewer().get("/api/runs/fus-1?store=heavy-chat").then().statusCode(200);
    }

    @Test
    void whenTheMemoryForAnswersIsTakenARequestIsToldWhenToComeBack() {
        List<AnswerBudget.Share> taken = new ArrayList<>();
        try {
            while (budget.left() >= budget.each()) {
                taken.add(budget.take());
            }
            Recording.FINISHED.copyTo(Workspace.state(), "heavy-budget.db");
            Stores.awaitReadable("heavy-budget");
            asViewer()
                    .get("/api/runs/fin-1?store=heavy-budget")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo("urn:runs-ide:problem:memory-taken"))
                    .body("detail", containsString("runs.answers.together"));
            asViewer().get("/api/runs?store=heavy-budget").then().statusCode(200);
        } finally {
            taken.forEach(AnswerBudget.Share::close);
        }
        long before = budget.left();
        asViewer().get("/api/runs/fin-1?store=heavy-budget").then().statusCode(200);
        await().untilAsserted(() -> assertThat(budget.left()).isEqualTo(before));
    }
}
