package chad.refresh;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * A time of day in a zone, as a sequence of instants, one for each date. On a day whose clocks skip that time it falls
 * later by as much as they skip; on one that has it twice it is the first.
 */
record DailySchedule(LocalTime at, ZoneId zone) {

    /** The newest scheduled instant that is not after {@code now}. */
    Instant latest(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        Instant slot = on(today);
        return slot.isAfter(now) ? on(today.minusDays(1)) : slot;
    }

    private Instant on(LocalDate date) {
        return ZonedDateTime.of(date, at, zone).toInstant();
    }
}
