package chad.ide.observability;

import chad.ide.engine.EngineCalled;
import chad.ide.engine.EngineProcesses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The engine in numbers. The verbs are ours, about twenty; no client can make up one. */
@ApplicationScoped
class EngineMetrics {

    /** A call takes about a second; most limits are 30 s. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final EngineProcesses processes;
    private final MeterRegistry meters;

    EngineMetrics(EngineProcesses processes, MeterRegistry meters) {
        this.processes = processes;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("chad.engine.processes", () -> processes.alive().size())
                .description("Engine processes that execute runs for this service")
                .register(meters);
    }

    void called(@Observes EngineCalled call) {
        Timer.builder("chad.engine.call")
                .description("Calls of the engine's CLI, by verb and outcome")
                .serviceLevelObjectives(BOUNDS)
                .tags("verb", call.verb(), "result", call.outcome().word())
                .register(meters)
                .record(call.took());
    }
}
