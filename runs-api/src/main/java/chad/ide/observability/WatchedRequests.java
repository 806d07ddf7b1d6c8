package chad.ide.observability;

import chad.ide.logging.LogSubject;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Sees every request before anybody else: gives it an id, by which its lines in the log are found, and counts what came
 * of it. The id is the caller's when it is short and harmless, because it ends up in the log.
 */
@ApplicationScoped
class WatchedRequests {

    static final String HEADER = "X-Request-Id";

    /** Above all others, the audit's (1000) among them, so that their lines have the id. */
    private static final int BEFORE_ALL = 2_000;

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern RUN = Pattern.compile("/api/runs/([A-Za-z0-9_.:@-]{1,200})(?:/.*)?");

    private final MeterRegistry meters;

    /** By status, some twenty; those that no answer of ours has come from libraries, and are few as well. */
    private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();

    private final Counter unanswered;

    WatchedRequests(MeterRegistry meters) {
        this.meters = meters;
        this.unanswered = answers("none");
        for (int status : new int[] {200, 401, 403, 429, 500}) {
            answers.put(status, answers(Integer.toString(status))); // a rate needs the zero before the first
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_ALL);
    }

    private void watch(RoutingContext context) {
        String id = id(context.request().getHeader(HEADER));
        MDC.put(LogSubject.REQUEST_ID, id);
        Matcher run = RUN.matcher(context.normalizedPath());
        if (run.matches()) {
            MDC.put(LogSubject.RUN_ID, run.group(1));
        }
        context.response().putHeader(HEADER, id);
        context.addEndHandler(end -> {
            Counter counter = end.succeeded() ? answered(context.response().getStatusCode()) : unanswered;
            counter.increment();
        });
        context.next();
    }

    private static String id(@Nullable String callers) {
        return callers != null && WELL_FORMED.matcher(callers).matches()
                ? callers
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private Counter answered(int status) {
        return answers.computeIfAbsent(status, first -> answers(Integer.toString(first)));
    }

    private Counter answers(String code) {
        return Counter.builder("chad.http.responses")
                .description("Answers by HTTP status; `none` if the client disconnected before the end")
                .tag("code", code)
                .register(meters);
    }
}
