package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A query parameter that was misspelt was left out without a word: `?sate=failed` listed every run. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class KnownParametersTest {

    @Test
    void aMisspeltFilterIsRefusedAndTheKnownOnesAreNamed() {
        asViewer()
                .get("/api/runs?sate=failed&limit=1")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:runs-ide:problem:invalid-value"))
                .body("detail", containsString("`sate`"))
                .body("detail", containsString("status"))
                .body("errors.field", is(List.of("sate")));
        asViewer().get("/api/runs?status=failed&limit=1").then().statusCode(200);
    }

    @Test
    void noOperationTakesAParameterThatItDoesNotName() throws IOException {
        JsonNode document =
                new ObjectMapper().readTree(asViewer().get("/q/openapi").asByteArray());
        List<String> taken = new ArrayList<>();

        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!List.of("get", "post", "put", "delete").contains(method)) {
                        return;
                    }
                    Response answer = asOperator()
                            .contentType("application/json")
                            .request(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey().replaceAll("\\{[^}]*}", "1") + "?no-such=1");
                    if (answer.statusCode() != 400 || !answer.asString().contains("no-such")) {
                        taken.add(method + " " + path.getKey() + " " + answer.statusCode());
                    }
                }));

        assertThat(taken).isEmpty();
    }

    @Test
    void aNameWithSlashesIsOneNameAndAWholeAddressIsNoName() {
        asViewer()
                .get("/api/stores/a/state/fusion/size?no-such=1")
                .then()
                .statusCode(400)
                .body("errors.field", is(List.of("no-such")));
        asViewer().get("/api/runs/some-run/logs?level=notable").then().statusCode(404);
    }

    @Test
    void whatIsNotThereStaysUnknownAndAStrangerLearnsNothing() {
        asViewer().get("/api/nothing?no-such=1").then().statusCode(404);
        given().get("/api/runs?no-such=1").then().statusCode(401);
    }
}
