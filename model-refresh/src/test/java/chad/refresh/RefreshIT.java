package chad.refresh;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.FakeProviderResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packed service, or the native one, with its scheduler at work. */
@QuarkusIntegrationTest
@QuarkusTestResource(FakeProviderResource.class)
@SuppressWarnings("NullAway.Init") // the test resource sets the field
class RefreshIT {

    FakeProvider provider;

    @Test
    void aStartWithoutAFileRefreshesByItselfAndThenOnDemand() {
        await().untilAsserted(
                        () -> get("/models").then().statusCode(200).body("featured", equalTo(List.of("z-ai/glm-5.1"))));

        provider.lists("z-ai/glm-5.1", "z-ai/glm-5.2");
        given().header("x-smithers-key", "file-key-of-the-tests")
                .post("/refresh")
                .then()
                .statusCode(200);

        get("/models").then().body("featured", equalTo(List.of("z-ai/glm-5.2")));
        get("/history").then().statusCode(200).body("items.size()", equalTo(1));
        get("/nowhere").then().statusCode(404).contentType("application/problem+json");
        given().post("/refresh").then().statusCode(401);
    }
}
