package chad.ide.testing;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;

/**
 * Has the service close the connection of a request with its answer.
 *
 * <p>REST Assured makes a client for each request and leaves its connection open until the garbage collector finds it.
 * On a fast machine with a large heap they pile up to {@code quarkus.http.limits.max-connections}, and the tests that
 * follow get no answer. Its own setting for that closes them before a body that is streamed was read.
 */
public class OneConnectionPerRequest implements QuarkusTestBeforeEachCallback {

    private static final Filter CLOSES = (request, response, next) -> {
        request.header("Connection", "close");
        return next.next(request, response);
    };

    @Override
    public void beforeEach(QuarkusTestMethodContext test) {
        RestAssured.replaceFiltersWith(CLOSES);
    }
}
