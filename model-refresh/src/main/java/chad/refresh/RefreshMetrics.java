package chad.refresh;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Refreshes in numbers. */
@ApplicationScoped
public class RefreshMetrics {

    private final MeterRegistry registry;

    RefreshMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (FailureKind kind : FailureKind.values()) {
            registry.counter("chad.refresh.failures", "reason", kind.word()); // a rate needs the zero before the first
        }
    }

    void record(RefreshOutcome outcome, Duration took) {
        String word =
                switch (outcome) {
                    case RefreshOutcome.Refreshed _ -> "refreshed";
                    case RefreshOutcome.Busy _ -> "busy";
                    case RefreshOutcome.Failed(Failure failure) -> {
                        registry.counter(
                                        "chad.refresh.failures",
                                        "reason",
                                        failure.kind().word())
                                .increment();
                        yield "failed";
                    }
                };
        Timer.builder("chad.refresh.duration")
                .description("Refreshes by outcome")
                .tag("outcome", word)
                .register(registry)
                .record(took);
    }
}
