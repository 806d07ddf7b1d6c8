package chad.ide.security;

import static chad.ide.testing.Workspace.asViewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WriteLimitTest {

    @Inject
    WriteLimit limit;

    /** A hundred come back each second, so the answer to one that follows the last may still be the usual one. */
    @Test
    void whoWritesTooOftenHasToWaitAndOthersHaveNot() {
        await().untilAsserted(() -> {
            while (limit.take("busy").isEmpty()) { // until nothing is left
            }
            Response answer =
                    given().header("x-smithers-key", Workspace.BUSY_KEY).delete("/api/session");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.<String>path("type")).isEqualTo("urn:runs-ide:problem:too-many-requests");
        });

        given().header("x-smithers-key", Workspace.BUSY_KEY)
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("name", is("busy"));
        asViewer().delete("/api/session").then().statusCode(204);
    }
}
