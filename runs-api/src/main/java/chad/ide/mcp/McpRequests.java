package chad.ide.mcp;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.security.BatchedCalls;
import chad.ide.security.Caller;
import chad.ide.security.Refusal;
import chad.ide.security.WriteLimit;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What is particular about requests to {@code /mcp}, beside the authentication and the guards that all requests go through. */
@Singleton
class McpRequests {

    /** {@code quarkus.mcp.server.http.root-path}. */
    static final String PATH = "/mcp";

    /** Before the guards that tell reads from writes by the method. */
    private static final int FIRST = 900;

    /** After authorization (100): who is nobody learns nothing of what is here. */
    private static final int WHEN_THE_CALLER_MAY_ENTER = 90;

    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";

    private final WriteLimit limit;
    private final McpSessions sessions;
    private final Refusal refusal;

    McpRequests(WriteLimit limit, McpSessions sessions, Refusal refusal) {
        this.limit = limit;
        this.sessions = sessions;
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(McpRequests::mark, FIRST);
        filters.register(this::look, WHEN_THE_CALLER_MAY_ENTER);
    }

    private static void mark(RoutingContext context) {
        if (context.normalizedPath().equals(PATH)) {
            BatchedCalls.mark(context);
        }
        context.next();
    }

    private void look(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(PATH + "/")) {
            refusal.answer(
                    context,
                    ProblemType.NOT_FOUND.because(
                            "The older transport over server-sent events is not supported. Use streamable HTTP at `/mcp`."));
            return;
        }
        if (path.equals(PATH)) {
            try {
                check(context, Caller.of(context).orElseThrow());
            } catch (ProblemException problem) {
                refusal.answer(context, problem);
                return;
            }
        }
        context.next();
    }

    private void check(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        String version = request.getHeader(VERSION);
        if (version != null && !McpMessages.VERSIONS.contains(version)) {
            throw ProblemType.BAD_REQUEST.because(
                    "`%s` must be one of %s.".formatted(VERSION, String.join(", ", McpMessages.VERSIONS)));
        }
        String session = request.getHeader(SESSION);
        if (session != null && !sessions.isOf(session, caller)) {
            throw ProblemType.NOT_FOUND.because(
                    "You have no session with that `%s`. Start one with `initialize`.".formatted(SESSION));
        }
        if (request.method().equals(HttpMethod.POST)) {
            checkPost(context, caller, session);
        } else if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.DELETE)) {
            checkSession(context, session);
        } else {
            throw ProblemType.METHOD_NOT_ALLOWED.because("`/mcp` takes POST, GET and DELETE.");
        }
    }

    private void checkPost(RoutingContext context, Caller caller, @Nullable String session) {
        String accepted = String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT));
        if (!accepted.contains("application/json") || !accepted.contains("text/event-stream")) {
            throw ProblemType.NOT_ACCEPTABLE.because("Send `Accept: application/json, text/event-stream`.");
        }
        Buffer body = context.body().buffer();
        McpMessages.check(body == null ? new byte[0] : body.getBytes());
        if (session == null) {
            limit.count(caller.name()); // it is memory that is kept for a while
            context.addHeadersEndHandler(end -> {
                String began = context.response().headers().get(SESSION);
                if (began != null) {
                    sessions.began(began, caller);
                }
            });
        }
    }

    private void checkSession(RoutingContext context, @Nullable String session) {
        if (session == null) {
            throw ProblemType.BAD_REQUEST.because("Send the `%s` of your session.".formatted(SESSION));
        }
        if (context.request().method().equals(HttpMethod.DELETE)) {
            context.addEndHandler(end -> sessions.ended(session));
        }
    }
}
