package chad.refresh;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every request an id, by which its lines in the log are found: the caller's own, when it is short and harmless, as
 * it ends up in the log. It is told in the answer. The same as in the other services.
 */
@ApplicationScoped
public class RequestIds {

    private static final String HEADER = "X-Request-Id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final int BEFORE_ALL = 2_000;

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, BEFORE_ALL);
    }

    private static void name(RoutingContext context) {
        String callers = context.request().getHeader(HEADER);
        String id = callers != null && WELL_FORMED.matcher(callers).matches()
                ? callers
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        MDC.put("requestId", id);
        context.response().putHeader(HEADER, id);
        context.next();
    }
}
