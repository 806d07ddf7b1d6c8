package chad.refresh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors on the wire: application/problem+json (RFC 9457), never a stack trace. */
public class ProblemMapper {

    @ServerExceptionMapper
    Response problem(ProblemException problem, UriInfo uri) {
        return answer(problem.type(), problem.detail(), uri);
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, UriInfo uri) {
        ProblemType type = ProblemType.ofStatus(e.getResponse().getStatus());
        Response problem =
                answer(type, type.title() + ". GET /models, GET /history and POST /refresh are available.", uri);
        String allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? problem
                : Response.fromResponse(problem)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
    }

    @ServerExceptionMapper
    Response bug(Throwable e, UriInfo uri) {
        String id = UUID.randomUUID().toString();
        Log.errorf(e, "internal error %s at %s", id, uri.getPath());
        return answer(ProblemType.INTERNAL, "The log of model-refresh has the details of error " + id + ".", uri);
    }

    private static Response answer(ProblemType type, String detail, UriInfo uri) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", type.urn());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", detail);
        body.put("instance", uri.getRequestUri().getRawPath());
        var answer =
                Response.status(type.status()).type("application/problem+json").entity(body);
        if (type == ProblemType.UNAUTHENTICATED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "x-smithers-key");
        }
        return answer.build();
    }
}
