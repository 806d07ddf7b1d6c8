package chad.ide.web;

import chad.ide.problem.ProblemType;
import chad.ide.security.Refusal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Addresses that can't be decoded, such as {@code /%zz}: they never come to a route, so not to any filter either. */
@Singleton
class MalformedRequests {

    private static final int BAD_REQUEST = 400;

    private final SecurityHeaders headers;
    private final Refusal refusal;

    MalformedRequests(SecurityHeaders headers, Refusal refusal) {
        this.headers = headers;
        this.refusal = refusal;
    }

    void register(@Observes Router router) {
        router.errorHandler(BAD_REQUEST, this::answer);
    }

    private void answer(RoutingContext context) {
        if (!context.response().ended()) {
            headers.add(context);
            refusal.answer(context, ProblemType.BAD_REQUEST.because("The address is malformed: check its %-escapes."));
        }
    }
}
