package chad.ide.mcp;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.VIEWER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.LogLines;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What clients post that the protocol does not foresee, and what is not theirs. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class McpDoorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> WRONG = List.of(
            "",
            "x",
            "null",
            "1",
            "\"text\"",
            "[]",
            "[1]",
            "[null]",
            "[[]]",
            "{}",
            "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}",
            "{\"jsonrpc\":\"2.0\",\"id\":1}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_runs\",\"arguments\":[]}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_runs\",\"arguments\":\"x\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_runs\",\"_meta\":7}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":{}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":[]}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":{\"ref\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":7}",
            "{\"jsonrpc\":\"2.0\",\"result\":{}}",
            "[" + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},".repeat(50)
                    + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
            "[".repeat(5000) + "]".repeat(5000));

    private static RequestSpecification as(String key, @Nullable String session) {
        RequestSpecification request = RestAssured.given()
                .header("x-smithers-key", key)
                .contentType("application/json")
                .accept("application/json, text/event-stream");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    private static Response initialize(String key, String version) {
        return as(key, null).body("""
                        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
                          {"protocolVersion": "%s", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}
                        """.formatted(version)).post("/mcp");
    }

    private static String session(String key) {
        String session =
                initialize(key, "2025-06-18").then().statusCode(200).extract().header("Mcp-Session-Id");
        as(key, session)
                .body("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                .post("/mcp")
                .then()
                .statusCode(202);
        return session;
    }

    private static Response call(String key, String session, String tool, Map<String, Object> arguments)
            throws IOException {
        return as(key, session)
                .body(JSON.writeValueAsString(Map.of(
                        "jsonrpc",
                        "2.0",
                        "id",
                        2,
                        "method",
                        "tools/call",
                        "params",
                        Map.of("name", tool, "arguments", arguments))))
                .post("/mcp");
    }

    private static List<JsonNode> tools(String key) throws IOException {
        String answer = as(key, session(key))
                .body("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
                .post("/mcp")
                .asString();
        List<JsonNode> tools = new ArrayList<>();
        JSON.readTree(answer).at("/result/tools").forEach(tools::add);
        return tools;
    }

    @Test
    void aBodyOfAWrongShapeIsAProblemAndNoMistakeOfOurs() {
        String session = session(OPERATOR_KEY);
        try (LogLines log = LogLines.listen()) {
            for (String known : java.util.Arrays.asList(session, null)) {
                for (String body : WRONG) {
                    as(OPERATOR_KEY, known)
                            .body(body)
                            .post("/mcp")
                            .then()
                            .statusCode(400)
                            .contentType("application/problem+json")
                            .body("type", is("urn:runs-ide:problem:bad-request"));
                }
            }
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void aSessionIsOnlyForWhoOpenedIt() throws IOException {
        String session = session(OPERATOR_KEY);

        call(VIEWER_KEY, session, "list_runs", Map.of()).then().statusCode(404).contentType("application/problem+json");
        as(VIEWER_KEY, session).get("/mcp").then().statusCode(404);
        as(VIEWER_KEY, session).delete("/mcp").then().statusCode(404);
        call(OPERATOR_KEY, session, "list_runs", Map.of()).then().statusCode(200);
        as(OPERATOR_KEY, session).delete("/mcp").then().statusCode(200);
        call(OPERATOR_KEY, session, "list_runs", Map.of()).then().statusCode(404);
    }

    @Test
    void anUnknownVersionIsRefusedAndANewerOneNegotiated() {
        for (String version : List.of("1999-01-01", "2025", "", "next")) {
            initialize(OPERATOR_KEY, version).then().statusCode(400).body("detail", containsString("2025-06-18"));
        }
        initialize(OPERATOR_KEY, "2199-01-01")
                .then()
                .statusCode(200)
                .body("result.protocolVersion", is(McpMessages.VERSIONS.getFirst()));
        as(OPERATOR_KEY, session(OPERATOR_KEY))
                .header("MCP-Protocol-Version", "1999-01-01")
                .body("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                .post("/mcp")
                .then()
                .statusCode(400);
    }

    @Test
    void anArgumentThatAToolDoesNotTakeIsRefused() throws IOException {
        call(OPERATOR_KEY, session(OPERATOR_KEY), "list_runs", Map.of("state", "failed"))
                .then()
                .statusCode(200)
                .body("result.isError", is(true))
                .body("result.content[0].text", containsString("does not take `state`"))
                .body("result.content[0].text", containsString("status"));
    }

    @Test
    void aViewerIsShownWhatAViewerMayCall() throws IOException {
        List<String> viewers = tools(VIEWER_KEY).stream()
                .map(tool -> tool.path("name").asText())
                .toList();
        List<String> operators = tools(OPERATOR_KEY).stream()
                .map(tool -> tool.path("name").asText())
                .toList();

        assertThat(viewers).contains("list_runs", "get_run").doesNotContain("launch_workflow", "cancel_run");
        assertThat(operators).containsAll(viewers).contains("launch_workflow", "cancel_run", "save_workflow");
    }

    @Test
    void resultsHaveASchema() throws IOException {
        List<String> without = new ArrayList<>();
        for (JsonNode tool : tools(OPERATOR_KEY)) {
            if (!tool.at("/outputSchema/type").asText().equals("object")) {
                without.add(tool.path("name").asText());
            }
        }
        // Their answer is of one kind or another, as they were asked, or is what another service said.
        assertThat(without).containsExactlyInAnyOrder("get_run", "why_stalled", "list_models", "get_roster");
    }
}
