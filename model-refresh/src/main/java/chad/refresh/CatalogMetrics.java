package chad.refresh;

import chad.volume.Catalog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** The catalog in numbers; they read NaN while there is none. */
@ApplicationScoped
public class CatalogMetrics {

    private final RefreshJob job;
    private final Clock clock;
    private final MeterRegistry registry;

    CatalogMetrics(RefreshJob job, Clock clock, MeterRegistry registry) {
        this.job = job;
        this.clock = clock;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        Gauge.builder(
                        "chad.catalog.age",
                        () -> value(catalog -> catalog.age(clock.instant()).toMillis() / 1000.0))
                .baseUnit("seconds")
                .description("Age of the catalog")
                .register(registry);
        models("listed", Catalog::total);
        models("chat", catalog -> catalog.chat().size());
        models("featured", catalog -> catalog.featured().size());
        models("excluded", catalog -> catalog.excluded().size());
        models("new", catalog -> catalog.changes().added().size());
        models("removed", catalog -> catalog.changes().removed().size());
        models(
                "dead",
                catalog -> catalog.liveness().keySet().stream()
                        .filter(catalog::isDead)
                        .count());
    }

    private void models(String kind, ToDoubleFunction<Catalog> count) {
        Gauge.builder("chad.catalog.models", () -> value(count))
                .tag("kind", kind)
                .description("Models of the catalog by kind")
                .register(registry);
    }

    private double value(ToDoubleFunction<Catalog> of) {
        return job.catalog().lastGood().map(of::applyAsDouble).orElse(Double.NaN);
    }
}
