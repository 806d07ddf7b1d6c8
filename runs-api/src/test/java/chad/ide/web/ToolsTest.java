package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Open WebUI reads to learn its tools. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ToolsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode tools() throws IOException {
        return JSON.readTree(asViewer().get("/openapi/tools.json").asByteArray());
    }

    private static List<JsonNode> operations(JsonNode document) {
        List<JsonNode> operations = new ArrayList<>();
        document.path("paths").forEach(path -> path.forEach(operations::add));
        return operations;
    }

    @Test
    void aStrangerLearnsNothing() {
        given().get("/openapi/tools.json").then().statusCode(401);
    }

    @Test
    void theseAreTheTools() throws IOException {
        assertThat(operations(tools()))
                .extracting(operation -> operation.path("operationId").asText())
                .containsExactlyInAnyOrder(
                        "listRuns",
                        "getRun",
                        "getLogs",
                        "listApprovals",
                        "approveGate",
                        "denyGate",
                        "answerQuestion",
                        "signalRun",
                        "pauseRun",
                        "retryNode",
                        "cancelRun",
                        "launchRun",
                        "resumeRun",
                        "listWorkflows",
                        "getModels",
                        "getRoster",
                        "listReports",
                        "getReport",
                        "makeReport");
    }

    @Test
    void everyOneIsThereInTheServiceByTheSameAddressAndMethod() throws IOException {
        JsonNode whole =
                JSON.readTree(asOperator().get("/q/openapi?format=json").asByteArray());
        tools().path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> assertThat(whole.path("paths")
                                        .path(path.getKey())
                                        .path(operation.getKey())
                                        .path("operationId"))
                                .isEqualTo(operation.getValue().path("operationId"))));
    }

    @Test
    void theDocumentIsWhole() throws IOException {
        JsonNode tools = tools();

        assertThat(tools.path("openapi").asText()).startsWith("3.");
        assertThat(tools.path("info").path("title").asText()).isNotEmpty();
        assertThat(tools.path("info").path("version").asText()).isNotEmpty();
        JsonNode key = tools.path("components").path("securitySchemes").path("key");
        assertThat(key.path("type").asText()).isEqualTo("apiKey");
        assertThat(key.path("in").asText()).isEqualTo("header");
        assertThat(key.path("name").asText()).isEqualTo("x-smithers-key");
        assertThat(tools.path("security").path(0).has("key")).isTrue();
        assertThat(tools.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference ->
                        assertThat(tools.at(reference.substring(1)).isObject()).isTrue());
    }

    @Test
    void everyOperationHasItsPathsParametersAndSaysWhatItAnswers() throws IOException {
        tools().path("paths")
                .properties()
                .forEach(path -> path.getValue().forEach(operation -> {
                    List<String> inPath = new ArrayList<>();
                    operation.path("parameters").forEach(parameter -> {
                        assertThat(parameter.path("schema").isObject()).isTrue();
                        if (parameter.path("in").asText().equals("path")) {
                            assertThat(parameter.path("required").asBoolean()).isTrue();
                            inPath.add("{" + parameter.path("name").asText() + "}");
                        }
                    });
                    assertThat(path.getKey().replaceAll("[^{]*(\\{[^}]*})?", "$1"))
                            .isEqualTo(String.join("", inPath));
                    assertThat(operation.path("responses").properties())
                            .anyMatch(response -> response.getKey().startsWith("2"))
                            .allMatch(response -> response.getValue().hasNonNull("description"));
                }));
    }

    @Test
    void aModelIsToldWhatEachIsFor() throws IOException {
        JsonNode tools = tools();
        List<String> silent = new ArrayList<>();
        for (JsonNode operation : operations(tools)) {
            String id = operation.path("operationId").asText();
            if (operation.path("description").asText().length() < 40) {
                silent.add(id);
            }
            operation.path("parameters").forEach(parameter -> {
                if (parameter.path("description").asText().isBlank()) {
                    silent.add(id + " " + parameter.path("name").asText());
                }
            });
            JsonNode body = operation
                    .path("requestBody")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            JsonNode schema =
                    body.has("$ref") ? tools.at(body.path("$ref").asText().substring(1)) : body;
            schema.path("properties").properties().forEach(member -> {
                if (member.getValue().path("description").asText().isBlank()) {
                    silent.add(id + " body " + member.getKey());
                }
            });
        }

        assertThat(silent).isEmpty();
        assertThat(tools.toString().length()).isLessThan(100_000);
    }
}
