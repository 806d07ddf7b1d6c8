package chad.ide.observability;

import chad.ide.approvals.GateService;
import chad.ide.approvals.WaitingGates;
import chad.ide.runs.RunIndex;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/**
 * Gates in numbers. They are counted in the stores, one small query each, but only after the index has seen a change, and
 * never by a scrape.
 */
@ApplicationScoped
class GateMetrics {

    private static final long LOOK_ANYWAY_MS = 60_000;

    private final GateService gates;
    private final RunIndex index;
    private final Clock clock;
    private final MeterRegistry meters;
    private volatile WaitingGates waiting = WaitingGates.NONE;
    private long seenRevision = -1;
    private long lookedAtMs;

    GateMetrics(GateService gates, RunIndex index, Clock clock, MeterRegistry meters) {
        this.gates = gates;
        this.index = index;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("chad.gates.waiting", () -> waiting.count())
                .description("Gates waiting for a decision or an answer")
                .register(meters);
        Gauge.builder(
                        "chad.gates.oldest.age",
                        () -> waiting.oldestAge(clock.instant()).toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("How long the oldest gate has been waiting; 0 if none is")
                .register(meters);
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        long revision = index.revision();
        long nowMs = clock.millis();
        if (revision != seenRevision || Math.abs(nowMs - lookedAtMs) >= LOOK_ANYWAY_MS) {
            waiting = gates.countWaiting();
            seenRevision = revision;
            lookedAtMs = nowMs;
        }
    }
}
