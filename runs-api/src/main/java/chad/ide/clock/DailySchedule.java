package chad.ide.clock;

import io.quarkus.logging.Log;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A time of day in a zone, as a sequence of instants, one for each date. On a day whose clocks skip that time it falls
 * later by as much as they skip; on one that has it twice it is the first.
 */
public record DailySchedule(LocalTime at, ZoneId zone) {

    /** @param zone as TZ says it; without one, or with one that Java does not know, the machine's */
    public static DailySchedule of(LocalTime at, Optional<String> zone) {
        return new DailySchedule(at, zone(zone));
    }

    /** TZ also comes as {@code :Europe/Berlin} and in POSIX' own form, which only the system understands. */
    private static ZoneId zone(Optional<String> configured) {
        if (configured.isEmpty()) {
            return ZoneId.systemDefault();
        }
        String name = configured.get();
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

    /** The newest scheduled instant that is not after {@code now}. */
    public Instant latest(Instant now) {
        LocalDate today = date(now);
        Instant slot = on(today);
        return slot.isAfter(now) ? on(today.minusDays(1)) : slot;
    }

    public Instant on(LocalDate date) {
        return ZonedDateTime.of(date, at, zone).toInstant();
    }

    public LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }
}
