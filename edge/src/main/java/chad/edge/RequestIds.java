package chad.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id, by which its lines in the log are found: the caller's own, when it is short and harmless, as
 * it ends up in the log. It is told in the answer.
 */
@ApplicationScoped
public class RequestIds {

    /** Above every filter that may log a line: a larger number comes first. */
    public static final int PRIORITY = 2_000;

    private static final String HEADER = "X-Request-Id";

    /** The field of a line in the log. */
    private static final String FIELD = "requestId";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, PRIORITY);
    }

    private static void name(RoutingContext context) {
        String id = id(context.request().getHeader(HEADER));
        MDC.put(FIELD, id);
        context.response().putHeader(HEADER, id);
        context.next();
    }

    static String id(@Nullable String callers) {
        return callers != null && WELL_FORMED.matcher(callers).matches()
                ? callers
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
