package chad.ide.schedules;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Firings in numbers. */
@Singleton
@Startup // its meters are there before the first use
class ScheduleMeters {

    private final Map<FiringOutcome, Counter> firings = new EnumMap<>(FiringOutcome.class);
    private final Timer lateness;

    ScheduleMeters(MeterRegistry meters) {
        for (FiringOutcome outcome : FiringOutcome.values()) {
            if (outcome != FiringOutcome.WAITING) {
                firings.put(
                        outcome,
                        Counter.builder("chad.schedule.firings")
                                .description("Firings of schedules, by what became of them")
                                .tag("outcome", outcome.word())
                                .register(meters));
            }
        }
        this.lateness = Timer.builder("chad.schedule.lateness")
                .description("Time between a due time, with its jitter, and the launch of its run")
                .register(meters);
    }

    void count(FiringOutcome outcome) {
        Counter counter = firings.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void launched(Duration late) {
        count(FiringOutcome.LAUNCHED);
        lateness.record(late.isNegative() ? Duration.ZERO : late);
    }
}
