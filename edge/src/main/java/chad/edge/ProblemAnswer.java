package chad.edge;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** A problem as the answer of a request, for those who turn exceptions into one. */
public final class ProblemAnswer {

    /** What a caller that is not known is asked for; a browser knows no such scheme and opens no window of its own. */
    public static final String CHALLENGE = "SmithersKey header=\"x-smithers-key\"";

    private ProblemAnswer() {}

    public static Response of(ProblemException problem, UriInfo uri) {
        return builder(problem, uri).build();
    }

    static Response.ResponseBuilder builder(ProblemException problem, UriInfo uri) {
        Response.ResponseBuilder answer = Response.status(problem.type().status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.toProblem(uri.getPath()));
        if (problem.type().status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        problem.type()
                .retryAfter()
                .ifPresent(retryAfter -> answer.header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds()));
        return answer;
    }
}
