package chad.ide.observability;

import chad.edge.RequestIds;
import chad.ide.logging.LogSubject;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** Sees every request before those that may answer it: notes for the log which run it is about, and counts what came of it. */
@ApplicationScoped
class WatchedRequests {

    /** Behind the request ids, so that what others log has the run as well. */
    private static final int PRIORITY = RequestIds.PRIORITY - 1;

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
        filters.register(this::watch, PRIORITY);
    }

    private void watch(RoutingContext context) {
        Matcher run = RUN.matcher(context.normalizedPath());
        if (run.matches()) {
            MDC.put(LogSubject.RUN_ID, run.group(1));
        }
        context.addEndHandler(end -> {
            Counter counter = end.succeeded() ? answered(context.response().getStatusCode()) : unanswered;
            counter.increment();
        });
        context.next();
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
