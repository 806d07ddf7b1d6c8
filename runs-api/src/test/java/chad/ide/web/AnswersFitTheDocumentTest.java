package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.Recording;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is answered, about every kind of run and to every write, is what the OpenAPI document says: each member is there, none is null that may
 * not be, and none is there that the document does not know.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class AnswersFitTheDocumentTest {

    private static final List<String> OF_A_RUN = List.of(
            "",
            "/nodes",
            "/logs?level=everything&limit=500",
            "/chat",
            "/timeline",
            "/graph",
            "/frames",
            "/frames/1",
            "/frames/99999",
            "/input",
            "/undo/rewind?frame=1",
            "/undo/fork?frame=1",
            "/undo/rewind?frame=99999");

    private static final List<String> OF_A_NODE = List.of(
            "/output/{node}", "/trace/{node}", "/diff/{node}", "/output-diff/{node}", "/undo/revert?node={node}");

    private static final List<String> OF_THE_SERVICE = List.of(
            "/api/runs",
            "/api/spend",
            "/api/stats",
            "/api/stats/models",
            "/api/spend?by=run",
            "/api/workflows/forecast?workflow=nothing",
            "/api/workflows/forecast?workflow=fits-finished&with=A=1",
            "/api/spend?by=day&zone=Europe/Berlin",
            "/api/runs?limit=2",
            "/api/runs?limit=x",
            "/api/runs/nowhere",
            "/api/stores",
            "/api/stores/fits-finished/size",
            "/api/approvals",
            "/api/health",
            "/api/audit",
            "/api/session",
            "/api/projects",
            "/api/projects/work/worktrees",
            "/api/reports",
            "/api/reports/2020-01-01",
            "/api/backups",
            "/api/experiments",
            "/api/workflows",
            "/api/workflow-files",
            "/api/workflow-templates",
            "/api/workflow-file?name=drawn.jsx",
            "/api/workflow-file/versions?name=drawn.jsx",
            "/api/workflow-file/version?name=drawn.jsx&version=1",
            "/api/workflow-file/impact?name=drawn.jsx",
            "/api/workflow-file/deleted");

    private final ObjectMapper json = new ObjectMapper();
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private JsonNode document = MissingNode.getInstance();

    @BeforeEach
    void readTheDocument() {
        document = strict(read(asOperator().get("/q/openapi").asString()));
    }

    @Test
    void everyAnswerAboutEveryKindOfRunIsAsTheDocumentSays() {
        for (Recording recording : Recording.values()) {
            recording.copyTo(Workspace.state(), "fits-" + recording.fileName());
        }
        await().until(() -> asOperator()
                        .get("/api/stores")
                        .jsonPath()
                        .getList("items.findAll { it.name.startsWith('fits-') && it.state == 'ok' }")
                        .size()
                == Recording.values().length);
        asOperator()
                .body("{\"name\":\"drawn.jsx\",\"template\":\"approval\"}")
                .contentType("application/json")
                .post("/api/workflow-file")
                .then()
                .statusCode(201);

        List<String> wrong = new ArrayList<>();
        Set<String> addresses = new LinkedHashSet<>(OF_THE_SERVICE);
        for (Recording recording : Recording.values()) {
            addresses.addAll(about("fits-" + recording.fileName().replace(".db", "")));
        }
        addresses.forEach(address -> wrong.addAll(problems(address)));

        assertThat(wrong).isEmpty();
        assertThat(addresses).hasSizeGreaterThan(150);
    }

    /** Each write on what is there and on what is not, as its example has it and with a field too many. */
    @Test
    void everyAnswerToAWriteIsAsTheDocumentSays() {
        Recording.FINISHED.copyTo(Workspace.state(), "written-to.db");
        await().until(() -> !asOperator()
                .get("/api/runs?store=written-to")
                .jsonPath()
                .getList("items")
                .isEmpty());
        String run = asOperator().get("/api/runs?store=written-to").path("items[0].id");

        List<String> wrong = new ArrayList<>();
        Set<Integer> statuses = new TreeSet<>();
        document.path("paths").properties().forEach(path -> {
            JsonNode post = path.getValue().path("post");
            for (String body : post.isMissingNode() ? List.<String>of() : List.of(example(post), "{\"nonsense\":1}")) {
                for (String name : List.of(run, "nowhere")) {
                    wrong.addAll(write(statuses, "POST", path.getKey().replaceAll("\\{[^}]*}", name), body, Map.of()));
                }
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(statuses).contains(200, 201, 400, 404, 409, 428);
    }

    @Test
    void everyAnswerToAnEditIsAsTheDocumentSays() {
        List<String> wrong = new ArrayList<>();
        Set<Integer> statuses = new TreeSet<>();
        String file = "/api/workflow-file";
        Map<String, String> stale = Map.of("If-Match", "\"0000\"");
        wrong.addAll(write(statuses, "POST", file, "{\"name\":\"edited.jsx\",\"template\":\"plain\"}", Map.of()));
        String edit = json.createObjectNode()
                .put("name", "edited.jsx")
                .put("source", asOperator().get(file + "?name=edited.jsx").path("source") + "\n// more\n")
                .toString();

        wrong.addAll(write(statuses, "POST", file, edit, Map.of()));
        wrong.addAll(write(statuses, "POST", file, edit, stale));
        wrong.addAll(write(statuses, "POST", file, edit, Map.of("If-Match", tag("edited.jsx"))));
        wrong.addAll(write(statuses, "POST", file + "/check", edit, Map.of()));
        wrong.addAll(write(
                statuses,
                "POST",
                file + "/restore",
                "{\"name\":\"edited.jsx\",\"version\":1}",
                Map.of("If-Match", tag("edited.jsx"))));
        wrong.addAll(write(
                statuses,
                "POST",
                file + "/rename",
                "{\"name\":\"edited.jsx\",\"to\":\"renamed.jsx\"}",
                Map.of("If-Match", tag("edited.jsx"))));
        wrong.addAll(write(statuses, "DELETE", file + "?name=renamed.jsx", "", stale));
        wrong.addAll(write(statuses, "DELETE", file + "?name=renamed.jsx", "", Map.of("If-Match", tag("renamed.jsx"))));

        assertThat(wrong).isEmpty();
        assertThat(statuses).contains(200, 201, 204, 412, 428);
    }

    private static String tag(String name) {
        return asOperator().get("/api/workflow-file?name=" + name).header("ETag");
    }

    private String example(JsonNode operation) {
        String schema = operation
                .at("/requestBody/content/application~1json/schema/$ref")
                .asText();
        JsonNode example =
                document.at(schema.replaceFirst("^#", "")).path("examples").path(0);
        return example.isMissingNode() ? "{}" : example.toString();
    }

    private List<String> write(
            Set<Integer> statuses, String method, String address, String body, Map<String, String> headers) {
        RequestSpecification request = asOperator().headers(headers);
        if (!body.isEmpty()) {
            request.contentType("application/json").body(body);
        }
        Response answer = request.request(method, address);
        statuses.add(answer.statusCode());
        return problems(method + " " + address + " " + body, operation(address, method), answer);
    }

    private static List<String> about(String store) {
        List<String> addresses = new ArrayList<>();
        for (String run :
                asOperator().get("/api/runs?store=" + store).jsonPath().getList("items.id", String.class)) {
            OF_A_RUN.forEach(view -> addresses.add(address(run, view, store)));
            List<String> nodes =
                    asOperator().get(address(run, "/nodes", store)).jsonPath().getList("items.id", String.class);
            for (String node : new LinkedHashSet<>(nodes)) {
                OF_A_NODE.forEach(view -> addresses.add(address(run, view.replace("{node}", node), store)));
            }
        }
        return addresses;
    }

    private static String address(String run, String view, String store) {
        return "/api/runs/%s%s%sstore=%s".formatted(run, view, view.contains("?") ? "&" : "?", store);
    }

    private List<String> problems(String address) {
        return problems(address, operation(address, "GET"), asOperator().get(address));
    }

    /** What of the answer is otherwise than the document says. */
    private List<String> problems(String asked, JsonNode operation, Response answer) {
        JsonNode described = operation.path("responses").path(Integer.toString(answer.statusCode()));
        if (answer.asString().isEmpty()) {
            return described.isMissingNode() || described.has("content")
                    ? List.of("%s: %d without a body is not described".formatted(asked, answer.statusCode()))
                    : List.of();
        }
        JsonNode content = described.path("content").path(answer.contentType().replaceFirst(";.*", ""));
        if (content.isMissingNode()) {
            return List.of("%s: %d %s is not described: %s"
                    .formatted(asked, answer.statusCode(), answer.contentType(), answer.asString()));
        }
        ObjectNode schema = json.createObjectNode();
        schema.set("components", document.path("components"));
        schema.putArray("allOf").add(content.path("schema"));
        return schemas.getSchema(schema).validate(read(answer.asString())).stream()
                .map(message -> asked + ": " + message.getMessage())
                .toList();
    }

    private JsonNode operation(String address, String method) {
        String path = address.replaceFirst("\\?.*", "");
        return document.path("paths").properties().stream()
                .filter(known -> path.matches(known.getKey().replaceAll("\\{[^}]*}", "[^/]+")))
                .max((one, other) -> Integer.compare(
                        one.getKey().replaceAll("\\{[^}]*}", "").length(),
                        other.getKey().replaceAll("\\{[^}]*}", "").length()))
                .orElseThrow(() -> new AssertionError("No operation has the path " + path))
                .getValue()
                .path(method.toLowerCase(Locale.ROOT));
    }

    /** A member that the document does not know is then a mistake. */
    private static JsonNode strict(JsonNode document) {
        document.path("components").path("schemas").forEach(schema -> {
            if (schema.has("properties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        return document;
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (IOException notJson) {
            throw new AssertionError(text, notJson);
        }
    }
}
