package chad.roster;

import chad.volume.Catalog;
import chad.volume.FileRead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The roster in numbers. */
@ApplicationScoped
public class RosterMetrics {

    private final MeterRegistry registry;
    private final RosterResolver resolver;
    private final Clock clock;
    private final Map<Stage, Counter> answers = new EnumMap<>(Stage.class);

    RosterMetrics(MeterRegistry registry, RosterResolver resolver, Clock clock) {
        this.registry = registry;
        this.resolver = resolver;
        this.clock = clock;
        for (Stage stage : Stage.values()) {
            answers.put(
                    stage,
                    Counter.builder("chad.roster.answers")
                            .description("Rosters served, by the stage that decided")
                            .tag("stage", stage.word())
                            .register(registry));
        }
    }

    void register(@Observes StartupEvent start) {
        gauge(
                "chad.roster.models",
                "Models that the next fusion will use",
                () -> resolver.resolve(Optional.empty()).models().size());
        Gauge.builder(
                        "chad.roster.catalog.age",
                        () -> resolver.catalog()
                                .lastGood()
                                .map(this::ageSeconds)
                                .orElse(Double.NaN))
                .baseUnit("seconds")
                .description("Age of the catalog in use; NaN while there is none")
                .register(registry);
        gauge(
                "chad.roster.catalog.broken",
                "1 while models.json is missing or can't be used",
                () -> resolver.catalog().fileIsGood() ? 0 : 1);
        gauge(
                "chad.roster.population.broken",
                "1 while population.json can't be used",
                () -> resolver.population().file() instanceof FileRead.Broken ? 1 : 0);
    }

    void answered(Roster roster) {
        Counter counter = answers.get(roster.stage());
        if (counter != null) {
            counter.increment();
        }
    }

    private double ageSeconds(Catalog catalog) {
        return catalog.age(clock.instant()).toMillis() / 1000.0;
    }

    private void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble).description(description).register(registry);
    }
}
