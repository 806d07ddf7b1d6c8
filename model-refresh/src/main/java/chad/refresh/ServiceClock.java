package chad.refresh;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;

/** The clock of the service, in the zone in which 04:45 is meant. */
@ApplicationScoped
public class ServiceClock {

    @Produces
    @ApplicationScoped
    Clock clock(RefreshConfig config) {
        return Clock.system(config.zone().map(ServiceClock::zone).orElseGet(ZoneId::systemDefault));
    }

    /** TZ also comes as {@code :Europe/Berlin} and in POSIX' own form, which only the system understands. */
    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name.startsWith(":") ? name.substring(1) : name);
        } catch (DateTimeException e) {
            ZoneId system = ZoneId.systemDefault();
            Log.warnf(
                    "TZ=%s is not a time zone that Java knows (such as Europe/Berlin); the daily refresh uses %s",
                    name, system);
            return system;
        }
    }
}
