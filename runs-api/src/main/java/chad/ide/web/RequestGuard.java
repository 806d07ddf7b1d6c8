package chad.ide.web;

import chad.ide.problem.ProblemType;
import chad.ide.security.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Refuses a body that is too large with a problem, before the HTTP server does so without a word. A body that does not
 * tell its length is cut by the server's own limit, which is higher.
 */
@Singleton
class RequestGuard {

    private static final long MAX_BODY_BYTES = 2L * 1024 * 1024;
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Before the key is looked at. */
    private static final int FIRST = 1_000;

    private final Refusal refusal;

    RequestGuard(Refusal refusal) {
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, FIRST);
    }

    private void look(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && LENGTH.matcher(length).matches() && Long.parseLong(length) > MAX_BODY_BYTES) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            refusal.answer(
                    context,
                    ProblemType.TOO_LARGE.because("A body may have %d bytes at most.".formatted(MAX_BODY_BYTES)));
        } else {
            context.next();
        }
    }
}
