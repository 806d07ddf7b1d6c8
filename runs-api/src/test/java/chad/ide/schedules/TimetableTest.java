package chad.ide.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

    private static final Instant YEAR = Instant.parse("2027-12-31T00:00:00Z");
    private static final Instant YEAR_LATER = Instant.parse("2029-01-02T00:00:00Z");

    /** Clocks that change by an hour, by half an hour, at midnight, in the south, around a holy month, and never. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Santiago",
                "Africa/Casablanca",
                "Asia/Kolkata",
                "UTC"
            })
    void aYearOfDaysIsDueAsACalendarSays(String zone) {
        for (LocalTime time : List.of(
                LocalTime.of(0, 0),
                LocalTime.of(1, 45),
                LocalTime.of(2, 15),
                LocalTime.of(2, 30),
                LocalTime.of(4, 45))) {
            assertThat(due("%d %d * * *".formatted(time.getMinute(), time.getHour()), zone))
                    .as("%s in %s", time, zone)
                    .isEqualTo(expected(time, ZoneId.of(zone), day -> true));
        }
        assertThat(due("30 2 * * 1-5", zone))
                .isEqualTo(expected(
                        LocalTime.of(2, 30),
                        ZoneId.of(zone),
                        day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0));
        assertThat(due("0 6 29 2 *", zone))
                .isEqualTo(expected(LocalTime.of(6, 0), ZoneId.of(zone), day -> day.equals(LocalDate.of(2028, 2, 29))));
        assertThat(due("0 6 31 * *", zone))
                .isEqualTo(expected(LocalTime.of(6, 0), ZoneId.of(zone), day -> day.getDayOfMonth() == 31));
    }

    @Test
    void anHourOfQuartersIsDueOnceWhereClocksGoForwardAndWhereTheyGoBack() {
        assertThat(between("*/15 2 * * *", "Europe/Berlin", "2027-03-27T20:00:00Z", "2027-03-28T20:00:00Z"))
                .containsExactly(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(between("*/15 2 * * *", "Europe/Berlin", "2027-10-30T20:00:00Z", "2027-10-31T20:00:00Z"))
                .containsExactly(
                        Instant.parse("2027-10-31T00:00:00Z"),
                        Instant.parse("2027-10-31T00:15:00Z"),
                        Instant.parse("2027-10-31T00:30:00Z"),
                        Instant.parse("2027-10-31T00:45:00Z"));
    }

    @Test
    void aStepFromInsideTheHourThatComesTwiceGoesOnBehindIt() {
        Timetable timetable = Timetable.of(List.of("*/15 2 * * *"), null, ZoneId.of("Europe/Berlin"), null, null);

        assertThat(timetable.next(Instant.parse("2027-10-31T01:20:00Z")))
                .contains(Instant.parse("2027-11-01T01:00:00Z"));
    }

    /** As in Unix: with both a day of the month and one of the week, either will do. */
    @Test
    void severalExpressionsAndBothKindsOfDaysAreAllDue() {
        assertThat(between("0 0 13 * 5", "UTC", "2026-02-01T00:00:00Z", "2026-02-21T00:00:00Z"))
                .containsExactly(
                        Instant.parse("2026-02-06T00:00:00Z"),
                        Instant.parse("2026-02-13T00:00:00Z"),
                        Instant.parse("2026-02-20T00:00:00Z"));
        Timetable two = Timetable.of(List.of("0 4 * * *", "0 3 * * *", "0 4 * * *"), null, ZoneOffset.UTC, null, null);
        assertThat(two.between(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofHours(12)), 10))
                .containsExactly(Instant.parse("1970-01-01T03:00:00Z"), Instant.parse("1970-01-01T04:00:00Z"));
    }

    @Test
    void aDistanceCountsFromItsStartAndEndsAtItsEnd() {
        Timetable quarters = Timetable.of(List.of(), Duration.ofMinutes(15), ZoneOffset.UTC, null, null);
        Timetable bounded = Timetable.of(
                List.of(),
                Duration.ofMinutes(15),
                ZoneOffset.UTC,
                Instant.parse("2027-01-01T00:07:00Z"),
                Instant.parse("2027-01-01T00:30:00Z"));

        assertThat(quarters.next(Instant.parse("2027-01-01T00:15:00Z")))
                .contains(Instant.parse("2027-01-01T00:30:00Z"));
        assertThat(bounded.between(Instant.EPOCH, Instant.MAX, 10))
                .containsExactly(Instant.parse("2027-01-01T00:07:00Z"), Instant.parse("2027-01-01T00:22:00Z"));
        assertThat(quarters.says()).isEqualTo("every 15 minutes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "45 4 * * *         | every day at 04:45",
                "45  4 * *  1-5     | every weekday at 04:45",
                "0 6,18 * * 6,7     | every Saturday and Sunday at 06:00 and 18:00",
                "5 9 * * 1,3,5      | every Monday, Wednesday and Friday at 09:05",
                "0 0 1 * *          | at 00:00 at 1 day",
                "*/15 * * * *       | every 15 minutes",
                "45 4 * * 2-4       | at 04:45 every day between Tuesday and Thursday",
            })
    void itSaysInWordsWhenItIsDue(String expression, String says) {
        assertThat(Timetable.of(List.of(expression), null, ZoneId.of("Europe/Berlin"), null, null)
                        .says())
                .isEqualTo(says + " (Europe/Berlin)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "0 25 * * *",
                "@daily",
                "0 0 L * *",
                "0 0 30 2 *",
                "a b c d e",
                "0 0 31 4 *",
                "*/0 * * * *",
                "5-1 * * * *; rm"
            })
    void whatIsNoExpressionOrNeverDueIsRefusedByItsField(String expression) {
        assertThatThrownBy(() -> Timetable.of(List.of(expression), null, ZoneOffset.UTC, null, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cron[0]");
    }

    private static List<Instant> due(String expression, String zone) {
        return Timetable.of(List.of(expression), null, ZoneId.of(zone), null, null)
                .between(YEAR, YEAR_LATER, 1_000);
    }

    private static List<Instant> between(String expression, String zone, String after, String upTo) {
        return Timetable.of(List.of(expression), null, ZoneId.of(zone), null, null)
                .between(Instant.parse(after), Instant.parse(upTo), 1_000);
    }

    /** Worked out day by day with the calendar of the JDK. */
    private static List<Instant> expected(LocalTime time, ZoneId zone, Predicate<LocalDate> days) {
        TreeSet<Instant> due = new TreeSet<>();
        for (LocalDate day = LocalDate.of(2027, 12, 29);
                day.getYear() < 2029 || day.getDayOfYear() < 5;
                day = day.plusDays(1)) {
            LocalDateTime local = day.atTime(time);
            var offsets = zone.getRules().getValidOffsets(local);
            Instant instant = offsets.isEmpty()
                    ? zone.getRules().getTransition(local).getInstant()
                    : ZonedDateTime.ofLocal(local, zone, offsets.getFirst()).toInstant();
            if (days.test(day) && instant.isAfter(YEAR) && !instant.isAfter(YEAR_LATER)) {
                due.add(instant);
            }
        }
        return List.copyOf(due);
    }
}
