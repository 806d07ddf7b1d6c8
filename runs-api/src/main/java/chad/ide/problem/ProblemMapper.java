package chad.ide.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.logging.Log;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The only place that turns exceptions into answers. */
public class ProblemMapper {

    /** Large answers take a second or two each. */
    private static final int MEMORY_RETRY_S = 5;

    @ServerExceptionMapper
    Response expected(ProblemException exception, UriInfo uri) {
        return answer(exception, uri);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException exception, UriInfo uri) {
        return answer(ProblemType.UNAUTHENTICATED.because("Send your key in the header `x-smithers-key`."), uri);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException exception, UriInfo uri) {
        return answer(ProblemType.FORBIDDEN.because("This needs the operator role, and you are a viewer."), uri);
    }

    @ServerExceptionMapper
    Response badJson(JsonProcessingException exception, UriInfo uri) {
        return answer(
                ProblemType.BAD_REQUEST.because(
                        "The body is not JSON of the shape that `/q/openapi` describes: %s (line %d, column %d)."
                                .formatted(
                                        exception.getOriginalMessage(),
                                        line(exception),
                                        exception.getLocation() == null
                                                ? 0
                                                : exception.getLocation().getColumnNr())),
                uri);
    }

    private static int line(JsonProcessingException exception) {
        return exception.getLocation() == null ? 0 : exception.getLocation().getLineNr();
    }

    /** What JAX-RS itself refuses: unknown paths, methods, media types, unreadable bodies. */
    @ServerExceptionMapper
    Response jaxRs(WebApplicationException exception, UriInfo uri) {
        int status = exception.getResponse().getStatus();
        if (exception.getCause() instanceof JsonProcessingException json) {
            return badJson(json, uri);
        }
        ProblemException problem =
                switch (status) {
                    case 404 ->
                        ProblemType.NOT_FOUND.because(
                                "Nothing exists at this address. `/q/openapi` lists all addresses.");
                    case 405 ->
                        ProblemType.METHOD_NOT_ALLOWED.because(
                                "This address does not support that method; see `/q/openapi`.");
                    case 406 ->
                        ProblemType.NOT_ACCEPTABLE.because("Send `Accept: application/json`, or omit `Accept`.");
                    case 413 -> ProblemType.TOO_LARGE.because("The body is larger than this service accepts.");
                    case 415 ->
                        ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
                                "Send the body with `Content-Type: application/json`.");
                    default ->
                        status < 500
                                ? ProblemType.BAD_REQUEST.because("The request was refused with status " + status + ".")
                                : bug(exception);
                };
        return answer(problem, uri);
    }

    @ServerExceptionMapper
    Response bug(Throwable exception, UriInfo uri) {
        return answer(bug(exception), uri);
    }

    private static ProblemException bug(Throwable exception) {
        String id = UUID.randomUUID().toString();
        Log.errorf(exception, "A request failed with an internal error. problem=%s", id);
        return ProblemType.INTERNAL.because(
                "Something went wrong in the service. Its log has the details under " + id + ".");
    }

    private static Response answer(ProblemException exception, UriInfo uri) {
        Response.ResponseBuilder answer = Response.status(exception.type().status())
                .type(Problem.MEDIA_TYPE)
                .entity(exception.toProblem(uri.getPath()));
        if (exception.type() == ProblemType.MEMORY_TAKEN) {
            answer.header(HttpHeaders.RETRY_AFTER, MEMORY_RETRY_S);
        }
        return answer.build();
    }
}
