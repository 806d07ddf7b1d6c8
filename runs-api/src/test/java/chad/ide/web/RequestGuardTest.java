package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RequestGuardTest {

    @Test
    void aBodyThatIsTooLargeIsAProblem() {
        asOperator()
                .contentType("application/json")
                .body("\"" + "x".repeat(2 * 1024 * 1024) + "\"")
                .post("/api/launch")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:too-large"));
    }
}
