package chad.ide.mcp;

import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.security.Caller;
import chad.ide.security.CarriedCalls;
import chad.ide.security.Refusal;
import chad.ide.security.WriteLimit;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What is particular about requests to {@code /mcp}, beside the doors and guards that all requests go through. */
@Singleton
class McpRequests {

    /** {@code quarkus.mcp.server.http.root-path}. */
    static final String PATH = "/mcp";

    /** Before the guards that tell reads from writes by the method. */
    private static final int FIRST = 900;

    /** After authorization (100): who is nobody learns nothing of what is here. */
    private static final int WHEN_THE_CALLER_MAY_ENTER = 90;

    private static final String SESSION = "Mcp-Session-Id";

    private final WriteLimit limit;
    private final Refusal refusal;

    McpRequests(WriteLimit limit, Refusal refusal) {
        this.limit = limit;
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(McpRequests::mark, FIRST);
        filters.register(this::look, WHEN_THE_CALLER_MAY_ENTER);
    }

    private static void mark(RoutingContext context) {
        if (context.normalizedPath().equals(PATH)) {
            CarriedCalls.mark(context);
        }
        context.next();
    }

    private void look(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(PATH + "/")) {
            refusal.answer(
                    context,
                    ProblemType.NOT_FOUND.because(
                            "The older transport over server-sent events is not served. Use streamable HTTP at `/mcp`."));
        } else if (path.equals(PATH) && opensSession(context)) {
            countSession(context);
        } else {
            context.next();
        }
    }

    /** A session is memory that is kept for a while, so a caller can't open as many as it likes. */
    private void countSession(RoutingContext context) {
        try {
            limit.count(Caller.of(context).map(Caller::name).orElse(""));
        } catch (ProblemException tooMany) {
            refusal.answer(context, tooMany);
            return;
        }
        context.next();
    }

    private static boolean opensSession(RoutingContext context) {
        return context.request().method().equals(HttpMethod.POST)
                && context.request().getHeader(SESSION) == null;
    }
}
