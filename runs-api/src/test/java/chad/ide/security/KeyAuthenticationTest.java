package chad.ide.security;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.VIEWER_KEY;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class KeyAuthenticationTest {

    private static final String HEADER = "x-smithers-key";

    private static void isRefused(Response answer) {
        answer.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", containsString(HEADER))
                .body("type", equalTo("urn:runs-ide:problem:unauthenticated"))
                .body("detail", containsString(HEADER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/runs",
                "/api/health",
                "/api/nothing",
                "/q/openapi",
                "/q/health",
                "/q/metrics",
                "/q/swagger-ui"
            })
    void nobodyGetsInWithoutAKey(String path) {
        isRefused(given().get(path));
    }

    @Test
    void aWrongEmptyOrCutKeyIsRefused() {
        for (String key : List.of(
                "wrong",
                "",
                " ",
                OPERATOR_KEY + "x",
                OPERATOR_KEY.substring(1),
                OPERATOR_KEY.toUpperCase(Locale.ROOT))) {
            isRefused(given().header(HEADER, key).get("/api/runs"));
        }
    }

    @Test
    void aKeySentTwiceIsRefused() {
        RequestSpecification twice = given().header(HEADER, OPERATOR_KEY).header(HEADER, OPERATOR_KEY);

        isRefused(twice.get("/api/runs"));
    }

    @Test
    void aKeyAnywhereElseIsNotLookedAt() {
        isRefused(given().queryParam(HEADER, OPERATOR_KEY).get("/api/runs"));
        isRefused(given().queryParam("key", OPERATOR_KEY).get("/api/runs"));
        isRefused(given().header("Authorization", "Bearer " + OPERATOR_KEY).get("/api/runs"));
        isRefused(given().cookie(HEADER, OPERATOR_KEY).get("/api/runs"));
        isRefused(given().header("Cf-Access-Authenticated-User-Email", "boss@example.com")
                .get("/api/runs"));
    }

    @Test
    void aValidKeyGetsIn() {
        for (String key : List.of(OPERATOR_KEY, VIEWER_KEY)) {
            given().header(HEADER, key).get("/api/runs").then().statusCode(200);
        }
    }

    @Test
    void aViewerMayNotWrite() {
        given().header(HEADER, VIEWER_KEY)
                .contentType("application/json")
                .body(Map.of("workflow", "count.jsx"))
                .post("/api/launch")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:forbidden"));
    }

    @Test
    void theRefusalDoesNotRepeatTheKey() {
        String body = given().header(HEADER, "a-secret-that-is-wrong")
                .get("/api/runs")
                .asString();

        assertThat(body).doesNotContain("a-secret-that-is-wrong");
    }
}
