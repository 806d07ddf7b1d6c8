package chad.ide.observability;

import chad.ide.spend.SpendSum;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was spent in the last 24 hours. It is added up after something was spent, and never by a scrape. */
@ApplicationScoped
class SpendMetrics {

    private static final Duration SPAN = Duration.ofHours(24);
    private static final long LOOK_ANYWAY_MS = 300_000;

    private final Spending spending;
    private final Clock clock;
    private final MeterRegistry meters;
    private volatile Spent spent = Spent.NOTHING;
    private long seenRevision = -1;
    private long lookedAtMs;

    SpendMetrics(Spending spending, Clock clock, MeterRegistry meters) {
        this.spending = spending;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        gauge("chad.spend.day", "dollars", "What models cost in the last 24 hours, as far as it is known", Spent::usd);
        gauge("chad.spend.day.input", "tokens", "Tokens that were sent to models in the last 24 hours", Spent::input);
        gauge("chad.spend.day.output", "tokens", "Tokens that models wrote in the last 24 hours", Spent::output);
        gauge("chad.spend.day.calls", "", "Calls of models in the last 24 hours", Spent::calls);
        gauge(
                "chad.spend.day.unpriced.calls",
                "",
                "Calls in the last 24 hours of models that have no price",
                Spent::unpricedCalls);
        gauge(
                "chad.spend.day.unknown.calls",
                "",
                "Calls in the last 24 hours whose tokens were not all reported",
                Spent::unknownCalls);
    }

    private void gauge(String name, String unit, String description, ToDoubleFunction<Spent> value) {
        Gauge.builder(name, () -> value.applyAsDouble(spent))
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .register(meters);
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void addUp() {
        long revision = spending.revision();
        long nowMs = clock.millis();
        if (revision != seenRevision || Math.abs(nowMs - lookedAtMs) >= LOOK_ANYWAY_MS) {
            List<SpendSum> sums =
                    spending.between(nowMs - SPAN.toMillis(), nowMs + 1).orElse(List.of());
            spent = sums.stream().map(SpendSum::spent).reduce(Spent.NOTHING, Spent::plus);
            seenRevision = revision;
            lookedAtMs = nowMs;
        }
    }
}
