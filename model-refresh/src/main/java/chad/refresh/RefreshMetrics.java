package chad.refresh;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Refreshes in numbers. */
@ApplicationScoped
public class RefreshMetrics {

    private static final String REFRESHED = "refreshed";
    private static final String FAILED = "failed";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, Double> lastSeconds = new ConcurrentHashMap<>();

    RefreshMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        for (FailureKind kind : FailureKind.values()) {
            failures(kind); // a rate needs the zero before the first
        }
        for (String outcome : List.of(REFRESHED, FAILED)) {
            Gauge.builder("chad.refresh.last", () -> lastSeconds.getOrDefault(outcome, Double.NaN))
                    .baseUnit("timestamp_seconds")
                    .description(
                            "When the last refresh with this outcome ended; NaN if there has been none since the start")
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }

    private Counter failures(FailureKind kind) {
        return Counter.builder("chad.refresh.failures")
                .description("Failed refreshes, by cause")
                .tag("reason", kind.word())
                .register(registry);
    }

    void record(RefreshOutcome outcome, Duration took) {
        String word =
                switch (outcome) {
                    case RefreshOutcome.Refreshed _ -> REFRESHED;
                    case RefreshOutcome.Busy _ -> "busy";
                    case RefreshOutcome.Failed(Failure failure) -> {
                        failures(failure.kind()).increment();
                        yield FAILED;
                    }
                };
        Timer.builder("chad.refresh.duration")
                .description("Refreshes by outcome")
                .tag("outcome", word)
                .register(registry)
                .record(took);
        lastSeconds.put(word, clock.millis() / 1000.0);
    }
}
