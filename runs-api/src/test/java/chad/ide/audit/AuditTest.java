package chad.ide.audit;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class AuditTest {

    private static final Set<String> READING = Set.of("get", "head", "options", "parameters", "summary", "description");

    /** What every caller may change: who is signed in. */
    private static final String OF_ONESELF = "/api/session";

    /** @param path as the document has it, with a run of its own in the place of an id */
    private record Write(String method, String path) {}

    private static List<Write> writes() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(asOperator().get("/q/openapi?format=json").asByteArray());
        List<Write> writes = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!READING.contains(method) && !path.getKey().startsWith(OF_ONESELF)) {
                        writes.add(new Write(
                                method.toUpperCase(Locale.ROOT),
                                path.getKey().replaceAll("\\{[^}]*}", "audited-nowhere")));
                    }
                }));
        return writes;
    }

    private static void send(RequestSpecification as, Write write) {
        as.contentType("application/json").body("{\"unknown\":1}").request(write.method(), write.path());
    }

    @Test
    void everyWriteLeavesALineWhoeverAsks() throws IOException {
        List<Write> writes = writes();
        assertThat(writes).isNotEmpty();

        for (Write write : writes) {
            long before = newestSeq();
            send(given(), write);
            send(asViewer(), write);
            send(asOperator(), write);

            await().untilAsserted(() -> {
                List<Map<String, Object>> lines = since(before, write.path());
                assertThat(lines).as(write.toString()).hasSize(3);
                assertThat(lines).extracting("method").containsOnly(write.method());
                assertThat(lines)
                        .extracting(line -> String.valueOf(line.get("principal")))
                        .containsExactlyInAnyOrder("null", "reader", "machine");
                assertThat(lines)
                        .filteredOn(line -> !"machine".equals(line.get("principal")))
                        .allSatisfy(line -> assertThat(line.get("result")).isEqualTo("refused"))
                        .extracting("problemType")
                        .containsExactlyInAnyOrder("unauthenticated", "forbidden");
            });
        }
    }

    @Test
    void signingInAndOutLeavesALine() {
        long before = newestSeq();

        given().formParam("key", "a-wrong-key-in-the-audit").post("/sign-in");
        asViewer().post("/api/session/link");
        asViewer().delete("/api/session");

        await().untilAsserted(() -> {
            assertThat(since(before, "/sign-in")).extracting("status").containsExactly(401);
            assertThat(since(before, "/api/session/link"))
                    .extracting("principal")
                    .containsExactly("reader");
            assertThat(since(before, "/api/session")).extracting("result").containsExactly("allowed");
        });
        assertThat(written()).doesNotContain("a-wrong-key-in-the-audit").doesNotContain("code=");
    }

    @Test
    void aReadLeavesNoLine() {
        long before = newestSeq();

        asViewer().get("/api/runs?q=audit-read");
        given().get("/api/runs?q=audit-read");
        send(asOperator(), new Write("POST", "/api/audit-nowhere"));

        await().untilAsserted(
                        () -> assertThat(since(before, "/api/audit-nowhere")).hasSize(1));
        assertThat(since(before, "/api/runs")).isEmpty();
    }

    /** One id in several stores is several runs: the line did not say which of them it is about. */
    @Test
    void aLineNamesTheStoreOfTheRun() {
        asOperator()
                .contentType("application/json")
                .post("/api/runs/audited-nobody/cancel?store=a/audited store")
                .then()
                .statusCode(404);

        await().untilAsserted(() -> asViewer()
                .get("/api/audit?action=cancel&limit=500")
                .then()
                .body("items.find { it.runId == 'audited-nobody' }.store", is("a/audited store")));
    }

    @Test
    void aLineNamesTheWorkflowAndTheProblemButNothingThatWasSent() {
        String secret = "never-to-be-written-down";
        asOperator()
                .contentType("application/json")
                .body(Map.of(
                        "workflow", "nowhere-audited.jsx", "input", Map.of("prompt", secret), "runId", "UP-" + secret))
                .post("/api/launch")
                .then()
                .statusCode(400);
        asOperator()
                .contentType("application/json")
                .body(Map.of("workflow", "fusion.jsx"))
                .post("/api/launch?note=" + secret)
                .then()
                .statusCode(400);

        await().untilAsserted(() -> asViewer()
                .get("/api/audit?action=launch&principal=machine&result=refused&limit=500")
                .then()
                .statusCode(200)
                .body("items.findAll { it.workflow == 'nowhere-audited.jsx' }.problemType", contains("invalid-value"))
                .body("items.find { it.workflow == 'nowhere-audited.jsx' }.role", is("operator"))
                .body("items.find { it.workflow == 'nowhere-audited.jsx' }.status", is(400)));
        assertThat(written()).doesNotContain(secret).doesNotContain(Workspace.OPERATOR_KEY);
    }

    @Test
    void linesAreFilteredAndPaged() {
        for (int i = 0; i < 5; i++) {
            send(asViewer(), new Write("DELETE", "/api/runs/audited-pages/thing"));
        }
        await().untilAsserted(() ->
                asViewer().get("/api/audit?run=audited-pages").then().body("items.size()", is(5)));

        String next = asViewer()
                .get("/api/audit?run=audited-pages&limit=3")
                .then()
                .body("items.size()", is(3))
                .body("items.action", everyItem(is("delete-thing")))
                .body("nextCursor", not(nullValue()))
                .extract()
                .path("nextCursor");
        asViewer()
                .get("/api/audit?run=audited-pages&limit=3&cursor=" + next)
                .then()
                .body("items.size()", is(2))
                .body("nextCursor", nullValue());
        asViewer().get("/api/audit?run=audited-pages&result=allowed").then().body("items.size()", is(0));
        asViewer().get("/api/audit?run=audited-pages&until=1000").then().body("items.size()", is(0));
        asViewer().get("/api/audit?run=audited-pages&since=1000").then().body("items.size()", is(5));
    }

    private static long newestSeq() {
        Number seq = asViewer().get("/api/audit?limit=1").path("items[0].seq");
        return seq == null ? 0 : seq.longValue();
    }

    private static List<Map<String, Object>> since(long seq, String path) {
        List<Map<String, Object>> items = asViewer().get("/api/audit?limit=500").path("items");
        return items.stream()
                .filter(item -> item.get("seq") instanceof Number number && number.longValue() > seq)
                .filter(item -> path.equals(item.get("path")))
                .toList();
    }

    /** All that the log holds, as text. */
    private static String written() {
        Path database = Workspace.state().resolve("runs-api/runs-ide.sqlite");
        return Sqlite.first(database, """
                SELECT group_concat(concat_ws(' ', principal, role, action, method, path, run_id, store, workflow,
                                              problem_type, detail), char(10))
                  FROM audit
                """);
    }
}
