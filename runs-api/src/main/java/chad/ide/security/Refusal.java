package chad.ide.security;

import chad.edge.Problem;
import chad.edge.ProblemException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Answers a request with a problem before it comes to any resource. */
@Singleton
public class Refusal {

    /** Under this name the problem stays with the request, for the audit. */
    public static final String PROBLEM = "runs.problem";

    private final ObjectMapper json;

    Refusal(ObjectMapper json) {
        this.json = json;
    }

    public void answer(RoutingContext context, ProblemException exception) {
        Problem problem = exception.toProblem(context.request().path());
        context.put(PROBLEM, problem);
        HttpServerResponse response = context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        try {
            response.end(json.writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** With the time after which it is worth another try. */
    public void answer(RoutingContext context, ProblemException exception, Duration retryAfter) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        answer(context, exception);
    }
}
