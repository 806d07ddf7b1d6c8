package chad.edge;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.logging.Log;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns exceptions into answers: {@code application/problem+json}, never a stack trace. */
public class ProblemMapper {

    private final String addresses;

    /** @param addresses says where to read what the service has, as a sentence behind what it has not */
    ProblemMapper(@ConfigProperty(name = "chad.addresses") String addresses) {
        this.addresses = addresses;
    }

    @ServerExceptionMapper
    public Response expected(ProblemException problem, UriInfo uri) {
        return ProblemAnswer.of(problem, uri);
    }

    @ServerExceptionMapper
    public Response badJson(JsonProcessingException exception, UriInfo uri) {
        JsonLocation place = exception.getLocation();
        return ProblemAnswer.of(
                CommonProblem.BAD_REQUEST.because(
                        "The body is not JSON of the shape that this address takes: %s (line %d, column %d). %s"
                                .formatted(
                                        exception.getOriginalMessage(),
                                        place == null ? 0 : place.getLineNr(),
                                        place == null ? 0 : place.getColumnNr(),
                                        addresses)),
                uri);
    }

    /** What JAX-RS itself refuses: unknown paths, methods, media types, unreadable bodies. */
    @ServerExceptionMapper
    public Response jaxRs(WebApplicationException exception, UriInfo uri) {
        if (exception.getCause() instanceof JsonProcessingException json) {
            return badJson(json, uri);
        }
        Response.ResponseBuilder answer = ProblemAnswer.builder(refused(exception), uri);
        String allow = exception.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
    }

    private ProblemException refused(WebApplicationException exception) {
        int status = exception.getResponse().getStatus();
        return switch (status) {
            case 404 -> CommonProblem.NOT_FOUND.because("Nothing exists at this address. " + addresses);
            case 405 ->
                CommonProblem.METHOD_NOT_ALLOWED.because("This address does not support that method. " + addresses);
            case 406 -> CommonProblem.NOT_ACCEPTABLE.because("Send `Accept: application/json`, or omit `Accept`.");
            case 413 -> CommonProblem.TOO_LARGE.because("The body is larger than this service accepts.");
            case 415 ->
                CommonProblem.UNSUPPORTED_MEDIA_TYPE.because("Send the body with `Content-Type: application/json`.");
            default ->
                status < 500
                        ? CommonProblem.BAD_REQUEST.because("The request was refused with status " + status + ".")
                        : bug(exception);
        };
    }

    @ServerExceptionMapper
    public Response bug(Throwable exception, UriInfo uri) {
        return ProblemAnswer.of(bug(exception), uri);
    }

    /** Logs an error of ours under an id, and tells nothing but the id. */
    public static ProblemException bug(Throwable exception) {
        String id = UUID.randomUUID().toString();
        Log.errorf(exception, "A request failed with an internal error. problem=%s", id);
        return CommonProblem.INTERNAL.because(
                "Something went wrong in the service. Its log has the details under " + id + ".");
    }
}
