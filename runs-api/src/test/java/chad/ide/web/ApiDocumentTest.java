package chad.ide.web;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ApiDocumentTest {

    @Test
    void whatTheDocumentRefersToIsInIt() throws IOException {
        JsonNode document =
                new ObjectMapper().readTree(asViewer().get("/q/openapi").asByteArray());

        Set<String> schemas = new TreeSet<>();
        document.findValuesAsText("$ref").forEach(schemas::add);
        assertThat(schemas)
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isObject())
                        .as(ref)
                        .isTrue());

        Set<String> schemes = new TreeSet<>();
        document.findValues("security")
                .forEach(any -> any.forEach(all -> all.fieldNames().forEachRemaining(schemes::add)));
        assertThat(schemes).containsExactly("key");
        assertThat(document.at("/components/securitySchemes/key/name").asText()).isEqualTo("x-smithers-key");
    }

    @Test
    void anythingThatIsJsonIsNotCalledAnArray() {
        asViewer()
                .get("/q/openapi")
                .then()
                .body("components.schemas.Gate.properties.request.type", is((Object) null))
                .body("components.schemas.RunPage.properties.items.type", is("array"));
    }

    /** A text or a number was within the document and refused by the service. */
    @Test
    void whatHasToBeAnObjectIsCalledOne() {
        asViewer()
                .get("/q/openapi")
                .then()
                .body("components.schemas.LaunchRequest.properties.input.type", is(List.of("object", "null")))
                .body("components.schemas.LaunchRequest.properties.annotations.type", is(List.of("object", "null")))
                .body("components.schemas.LaunchRequest.properties.input.additionalProperties", is(true))
                .body("components.schemas.ReplayRequest.properties.input.type", is(List.of("object", "null")))
                .body("components.schemas.GraphRequest.properties.input.type", is(List.of("object", "null")));
    }

    /** The pane of versions was blank, because nothing said that {@code by} is null for a text that nobody saved. */
    @Test
    void whatMayBeNullAndWhatIsAlwaysThereIsSaid() {
        asViewer()
                .get("/q/openapi")
                .then()
                .body("components.schemas.WorkflowVersion.properties.by.type", is(List.of("string", "null")))
                .body("components.schemas.WorkflowVersion.properties.version.type", is("integer"))
                .body("components.schemas.WorkflowVersion.required", hasItems("by", "version"))
                .body("components.schemas.RunSummary.properties.stall.anyOf[1].type", is("null"))
                .body("components.schemas.RunDetail.required", hasItems("headline", "workflow"))
                .body("components.schemas.AuditEntry.required", hasItems("principal", "action"))
                .body("components.schemas.AuditEntry.required", not(hasItem("runId")))
                .body("components.schemas.AuditEntry.properties.runId.type", is("string"))
                .body("components.schemas.Candidate.properties", not(hasKey("retired")));
    }

    @Test
    void everyOperationSaysWhichRoleItAsksFor() {
        asViewer()
                .get("/q/openapi")
                .then()
                .body("paths.'/api/runs'.get.security", is(List.of(Map.of("key", List.of("viewer")))))
                .body("paths.'/api/launch'.post.security", is(List.of(Map.of("key", List.of("operator")))))
                .body("paths.'/api/reports'.post.security", is(List.of(Map.of("key", List.of("operator")))))
                .body("servers[0].url", is("/"));
    }
}
