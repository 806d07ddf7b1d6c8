package chad.ide.security;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** So many writes a minute for each caller, allowed or not. */
@Singleton
public class WriteLimit {

    /** After {@link OriginGuard}, before authorization (100). */
    private static final int WHEN_THE_CALLER_IS_KNOWN = 140;

    private final RateLimit limit;
    private final Refusal refusal;

    WriteLimit(SecurityConfig config, Clock clock, Refusal refusal) {
        this.limit = new RateLimit(config.writesPerMinute(), clock);
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, WHEN_THE_CALLER_IS_KNOWN);
    }

    private void look(RoutingContext context) {
        boolean isWrite = !OriginGuard.READING.contains(context.request().method()) && !BatchedCalls.in(context);
        Optional<Duration> wait =
                isWrite ? Caller.of(context).flatMap(caller -> take(caller.name())) : Optional.empty();
        if (wait.isEmpty()) {
            context.next();
            return;
        }
        refusal.answer(context, tooOften(Caller.of(context).map(Caller::name).orElse(""), wait.get()), wait.get());
    }

    /**
     * Counts a write that came as one of several calls in a request.
     *
     * @throws ProblemException 429 when the caller has asked for too many
     */
    public void count(String caller) {
        Optional<Duration> wait = take(caller);
        if (wait.isPresent()) {
            throw tooOften(caller, wait.get());
        }
    }

    private static ProblemException tooOften(String caller, Duration wait) {
        return ProblemType.TOO_MANY_REQUESTS.because(
                "`%s` makes changes too often. Try again in %d s.".formatted(caller, wait.toSeconds()));
    }

    Optional<Duration> take(String caller) {
        return limit.take(caller);
    }
}
