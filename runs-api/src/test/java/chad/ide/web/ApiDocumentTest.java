package chad.ide.web;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
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
}
