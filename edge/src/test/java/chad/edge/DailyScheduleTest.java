package chad.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyScheduleTest {

    @ParameterizedTest
    @CsvSource({
        // Berlin has no 02:30 on 29 March and two of them on 25 October.
        "02:30, 2026-03-29T00:29:59Z, 2026-03-28T01:30:00Z",
        "02:30, 2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z",
        "02:30, 2026-10-25T00:30:00Z, 2026-10-25T00:30:00Z",
        "02:30, 2026-10-25T01:30:00Z, 2026-10-25T00:30:00Z",
        "04:45, 2026-03-29T02:45:00Z, 2026-03-29T02:45:00Z",
        "04:45, 2026-10-25T03:44:59Z, 2026-10-24T02:45:00Z",
        "04:45, 2026-10-25T03:45:00Z, 2026-10-25T03:45:00Z",
    })
    void aTimeThatTheClocksSkipOrRepeatComesOnceADay(LocalTime at, Instant now, Instant latest) {
        assertThat(new DailySchedule(at, ZoneId.of("Europe/Berlin")).latest(now))
                .isEqualTo(latest);
    }

    @Test
    void aTimeOfDayIsMeantInTheZoneOfTheClock() {
        Clock clock = Clock.fixed(Instant.parse("2026-06-13T12:00:00Z"), ZoneId.of("America/New_York"));

        assertThat(DailySchedule.of(LocalTime.of(7, 0), clock).latest(clock.instant()))
                .isEqualTo(Instant.parse("2026-06-13T11:00:00Z"));
    }

    @Test
    void eachDateHasOneTimeThoughTheClocksChange() {
        DailySchedule daily = new DailySchedule(LocalTime.of(2, 30), ZoneId.of("Europe/Berlin"));

        assertThat(daily.between(Instant.parse("2026-03-28T01:30:00Z"), Instant.parse("2026-03-31T00:29:59Z")))
                .containsExactly(Instant.parse("2026-03-29T01:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(daily.between(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z")))
                .hasSize(100);
    }
}
