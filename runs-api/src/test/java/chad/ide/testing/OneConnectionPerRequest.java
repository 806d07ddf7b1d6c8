package chad.ide.testing;

import static io.restassured.config.ConnectionConfig.connectionConfig;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;

/**
 * Closes the connection of a request when it has its answer.
 *
 * <p>REST Assured makes a client for each request and leaves its connection open until the garbage collector finds it.
 * On a fast machine with a large heap they pile up to {@code quarkus.http.limits.max-connections}, and the tests that
 * follow get no answer.
 */
public class OneConnectionPerRequest implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext test) {
        RestAssured.config =
                RestAssured.config().connectionConfig(connectionConfig().closeIdleConnectionsAfterEachResponse());
    }
}
