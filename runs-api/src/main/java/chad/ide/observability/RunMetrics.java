package chad.ide.observability;

import chad.ide.runs.RunIndex;
import chad.ide.runs.RunState;
import chad.ide.runs.RunVerdicts;
import chad.ide.store.StoreRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Prometheus is told of runs and stores. */
@ApplicationScoped
class RunMetrics {

    private final RunIndex index;
    private final RunVerdicts verdicts;
    private final StoreRegistry registry;
    private final MultiGauge runs;
    private final MultiGauge active;
    private final MultiGauge stores;
    private final MeterRegistry meters;

    RunMetrics(RunIndex index, RunVerdicts verdicts, StoreRegistry registry, MeterRegistry meters) {
        this.index = index;
        this.verdicts = verdicts;
        this.registry = registry;
        this.meters = meters;
        this.runs = MultiGauge.builder("chad.runs")
                .description("Runs by the engine's status")
                .register(meters);
        this.active = MultiGauge.builder("chad.runs.active")
                .description("Runs that have not ended, by derived state")
                .register(meters);
        this.stores = MultiGauge.builder("chad.stores")
                .description("Database files by state")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        meters.gauge("chad.runs.stalled", verdicts, RunMetrics::stalled);
    }

    private static double stalled(RunVerdicts verdicts) {
        return verdicts.countByState().getOrDefault(RunState.STALLED, 0L);
    }

    @Scheduled(every = "5s", delayed = "1s")
    void count() {
        runs.register(rows("status", index.countByStatus()), true);
        active.register(
                rows(
                        "state",
                        verdicts.countByState().entrySet().stream()
                                .collect(
                                        Collectors.toMap(entry -> entry.getKey().word(), Map.Entry::getValue))),
                true);
        stores.register(
                rows(
                        "state",
                        registry.all().stream()
                                .collect(Collectors.groupingBy(
                                        listed -> listed.state().word(), Collectors.counting()))),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(String tag, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(Tags.of(tag, entry.getKey()), entry.getValue()))
                .toList();
    }
}
