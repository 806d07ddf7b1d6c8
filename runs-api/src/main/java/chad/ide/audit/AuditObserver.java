package chad.ide.audit;

import chad.edge.Problem;
import chad.ide.request.RequestReader;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Notes of a request, for its audit line, which workflow it is about and which problem it was answered with. */
@Provider
public class AuditObserver implements ContainerResponseFilter, ReaderInterceptor {

    static final Pattern WORKFLOW = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");

    private final CurrentVertxRequest request;

    AuditObserver(CurrentVertxRequest request) {
        this.request = request;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        try {
            return context.proceed();
        } finally { // a body that is refused is about something too
            RoutingContext routing = request.getCurrent();
            if (routing != null && routing.get(RequestReader.BODY) instanceof JsonNode json) {
                String workflow = json.path("workflow").asText(json.path("name").asText(""));
                if (WORKFLOW.matcher(workflow).matches()) {
                    AuditNotes.of(routing).about(workflow);
                }
            }
        }
    }

    @Override
    public void filter(ContainerRequestContext asked, ContainerResponseContext answer) {
        RoutingContext routing = request.getCurrent();
        if (routing != null && answer.getEntity() instanceof Problem problem) {
            AuditNotes.of(routing).answered(problem);
        }
    }
}
