package chad.edge;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * A time of day in a zone, as a sequence of instants, one for each date. On a day whose clocks skip that time it falls
 * later by as much as they skip; on one that has it twice it is the first.
 */
public record DailySchedule(LocalTime at, ZoneId zone) {

    private static final int MOST = 100;

    /** In the zone of that clock, which is where an operator's times of day are meant. */
    public static DailySchedule of(LocalTime at, Clock clock) {
        return new DailySchedule(at, clock.getZone());
    }

    /** The newest scheduled instant that is not after {@code now}. */
    public Instant latest(Instant now) {
        LocalDate today = date(now);
        Instant slot = on(today);
        return slot.isAfter(now) ? on(today.minusDays(1)) : slot;
    }

    /** The scheduled instants after the first, up to the second, oldest first; at most a hundred. */
    public List<Instant> between(Instant after, Instant upTo) {
        return Stream.iterate(date(after), date -> date.plusDays(1))
                .map(this::on)
                .filter(slot -> slot.isAfter(after))
                .takeWhile(slot -> !slot.isAfter(upTo))
                .limit(MOST)
                .toList();
    }

    public Instant on(LocalDate date) {
        return ZonedDateTime.of(date, at, zone).toInstant();
    }

    public LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }
}
