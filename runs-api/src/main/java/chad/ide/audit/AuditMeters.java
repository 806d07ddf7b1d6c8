package chad.ide.audit;

import chad.ide.audit.AuditEntry.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** The audit in numbers. */
@Singleton
@Startup // its meters are there before the first use
class AuditMeters {

    private final Map<Result, Counter> entries = new EnumMap<>(Result.class);
    private final Counter lost;

    AuditMeters(MeterRegistry meters) {
        for (Result result : Result.values()) {
            entries.put(
                    result,
                    Counter.builder("chad.audit.entries")
                            .description("Requested changes, by outcome")
                            .tag("result", result.word())
                            .register(meters));
        }
        this.lost = Counter.builder("chad.audit.lost")
                .description("Lines that the audit log could not keep")
                .register(meters);
    }

    void asked(Result result) {
        Counter counter = entries.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    void lost(int lines) {
        lost.increment(lines);
    }
}
