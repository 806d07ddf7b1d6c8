package chad.edge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which build this is, as a series that others can be joined with. */
@ApplicationScoped
public class BuildInfo {

    private final String version;
    private final MeterRegistry meters;

    BuildInfo(@ConfigProperty(name = "quarkus.application.version") String version, MeterRegistry meters) {
        this.version = version;
        this.meters = meters;
    }

    void register(@Observes StartupEvent started) {
        Gauge.builder("chad.build.info", () -> 1)
                .description("Always 1; the labels tell the build")
                .tags("version", version, "java", Runtime.version().toString())
                .register(meters);
    }
}
