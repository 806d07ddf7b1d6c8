package chad.edge;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The service's clock, injected wherever time matters so that a test can move it, in the zone in which an operator's times of
 * day are meant.
 */
@ApplicationScoped
public class ServiceClock {

    /** @param zone as TZ says it; without one, or with one that Java does not know, the machine's */
    @Produces
    @ApplicationScoped
    Clock clock(@ConfigProperty(name = "chad.zone") Optional<String> zone) {
        return Clock.system(zone.map(ServiceClock::zone).orElseGet(ZoneId::systemDefault));
    }

    /** TZ also comes as {@code :Europe/Berlin} and in POSIX' own form, which only the system understands. */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name.startsWith(":") ? name.substring(1) : name);
        } catch (DateTimeException unknown) {
            ZoneId system = ZoneId.systemDefault();
            Log.warnf(
                    "TZ=%s is not a time zone that Java knows (such as Europe/Berlin); times of day use %s",
                    name, system);
            return system;
        }
    }
}
