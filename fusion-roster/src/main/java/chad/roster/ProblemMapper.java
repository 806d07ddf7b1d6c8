package chad.roster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors on the wire: application/problem+json (RFC 9457), never a stack trace. The URNs are those of model-refresh. */
public class ProblemMapper {

    @ServerExceptionMapper
    Response badQuery(BadQueryException e, UriInfo uri) {
        ObjectNode body =
                body("bad-request", "The request can't be understood", 400, String.valueOf(e.getMessage()), uri);
        body.putArray("errors")
                .addObject()
                .put("field", e.field())
                .put("value", e.value())
                .put("allowed", e.allowed());
        return answer(body).build();
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        String detail = "GET /roster and GET /roster/explain are available, both as JSON.";
        ObjectNode body =
                switch (status) {
                    case 404 -> body("not-found", "Not found", status, detail, uri);
                    case 405 -> body("method-not-allowed", "Method not allowed", status, detail, uri);
                    case 406 -> body("not-acceptable", "Not acceptable", status, detail, uri);
                    default -> body("bad-request", "The request can't be understood", status, detail, uri);
                };
        var answer = answer(body);
        String allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
    }

    @ServerExceptionMapper
    Response bug(Throwable e, UriInfo uri) {
        String id = UUID.randomUUID().toString();
        Log.errorf(e, "internal error %s at %s", id, uri.getPath());
        String detail = "The log of fusion-roster has the details of error " + id + ".";
        return answer(body("internal", "Internal error", 500, detail, uri)).build();
    }

    private static ObjectNode body(String type, String title, int status, String detail, UriInfo uri) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:runs-ide:problem:" + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", uri.getRequestUri().getRawPath());
    }

    private static Response.ResponseBuilder answer(ObjectNode body) {
        return Response.status(body.get("status").intValue())
                .type("application/problem+json")
                .entity(body);
    }
}
