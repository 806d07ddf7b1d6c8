package chad.roster;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import chad.roster.testing.StateFolder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

/** The packed service, or the native one, on an empty state folder. */
@QuarkusIntegrationTest
@QuarkusTestResource(StateFolder.class)
class RosterIT {

    @Test
    void aFirstStartGivesTheBuiltInRoster() {
        get("/roster").then().statusCode(200).body("models", hasSize(6)).body("stage", equalTo("fallback"));
        get("/roster/explain").then().statusCode(200).body("files.models.state", equalTo("missing"));
    }

    @Test
    void errorsAreProblems() {
        get("/roster?max=0").then().statusCode(400).contentType("application/problem+json");
        get("/nowhere").then().statusCode(404).contentType("application/problem+json");
    }
}
