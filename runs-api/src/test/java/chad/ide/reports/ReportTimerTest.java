package chad.ide.reports;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.request.Page;
import chad.ide.testing.FakeWebUi;
import chad.ide.testing.MovedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When reports are made and what they cover. The zone is Berlin's; the clock is moved by hand. */
class ReportTimerTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path state;

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    private static ReportPeriod night(String date, String from, String until) {
        return new ReportPeriod(LocalDate.parse(date), at(from), at(until));
    }

    private ReportBed bed(MovedClock clock) {
        return new ReportBed(state.resolve("reports"), clock, null);
    }

    private static void tickUntil(Instant end, MovedClock clock, ReportBed bed) {
        while (clock.instant().isBefore(end)) {
            bed.timer.tick();
            clock.advance(Duration.ofMinutes(10));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "07:00, 2026-03-27T12:00, 2026-03-31T12:00", // the clocks go forward on the 29th
        "02:30, 2026-03-27T12:00, 2026-03-31T12:00", // and have no 02:30 then
        "07:00, 2026-10-23T12:00, 2026-10-27T12:00", // back on the 25th
        "02:30, 2026-10-23T12:00, 2026-10-27T12:00", // and have it twice
        "00:00, 2026-10-23T12:00, 2026-10-27T12:00",
    })
    void thereIsOneReportANightAndNoMomentIsLeftOutOrToldTwice(LocalTime at, String from, String to) {
        MovedClock clock = new MovedClock(at(from));
        ReportBed bed = new ReportBed(state.resolve("reports"), clock, null, FakeWebUi.KEY, at);
        tickUntil(at(to), clock, bed);

        assertThat(bed.read.stream().map(ReportPeriod::date))
                .doesNotHaveDuplicates()
                .hasSize(5);
        for (int i = 1; i < bed.read.size(); i++) {
            ReportPeriod period = bed.read.get(i);
            assertThat(period.from()).isEqualTo(bed.read.get(i - 1).until());
            assertThat(LocalTime.ofInstant(period.until(), BERLIN))
                    .isBetween(at, at.plusHours(1).plusMinutes(10));
        }
    }

    @Test
    void theFirstCoversADay() {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);

        bed.timer.tick();

        assertThat(bed.read).containsExactly(night("2026-06-13", "2026-06-12T07:00", "2026-06-13T07:00"));
    }

    @Test
    void aMorningOnWhichTheServiceWasDownIsMadeUpForWithAllThatRanSince() {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        bed(clock).timer.tick();

        clock.moveTo(at("2026-06-16T09:30"));
        ReportBed restarted = bed(clock);
        tickUntil(at("2026-06-16T12:00"), clock, restarted);

        assertThat(restarted.read).containsExactly(night("2026-06-16", "2026-06-13T07:00", "2026-06-16T09:30"));
    }

    @Test
    void aSecondReportOfTheNightCoversWhatTheFirstDidAndMore() {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);
        bed.timer.tick();

        clock.moveTo(at("2026-06-13T21:00"));
        bed.service.make((String) null);
        clock.moveTo(at("2026-06-14T00:30"));
        bed.service.make((String) null);
        tickUntil(at("2026-06-14T08:00"), clock, bed);

        assertThat(bed.read)
                .containsExactly(
                        night("2026-06-13", "2026-06-12T07:00", "2026-06-13T07:00"),
                        night("2026-06-13", "2026-06-12T07:00", "2026-06-13T21:00"),
                        night("2026-06-14", "2026-06-13T21:00", "2026-06-14T00:30"),
                        night("2026-06-14", "2026-06-13T21:00", "2026-06-14T07:00"));
    }

    @Test
    void theReportOfAPastNightIsMadeAgainForTheSameTime() {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);
        bed.timer.tick();
        clock.moveTo(at("2026-06-15T12:00"));

        bed.service.make("2026-06-13");
        bed.service.make("2026-06-14");

        assertThat(bed.read.subList(1, 3))
                .containsExactly(
                        night("2026-06-13", "2026-06-12T07:00", "2026-06-13T07:00"),
                        night("2026-06-14", "2026-06-13T07:00", "2026-06-14T07:00"));
    }

    @Test
    void aReportThatCantBeReadHidesNoOther() throws IOException {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);
        bed.timer.tick();
        Files.createDirectory(state.resolve("reports/2026-06-12.md"));

        assertThat(bed.service.list(null, 10).items().stream().map(ReportView::night))
                .containsExactly("2026-06-13");
    }

    @Test
    void aReportThatCantBeMadeIsTriedAgainAfterAPause() throws IOException {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);
        Path inTheWay = Files.writeString(state.resolve("reports"), "no folder");
        tickUntil(at("2026-06-13T07:30"), clock, bed);
        assertThat(bed.read).hasSize(3);

        Files.delete(inTheWay);
        tickUntil(at("2026-06-13T08:00"), clock, bed);

        assertThat(bed.service.list(null, 10).items()).hasSize(1);
    }

    @Test
    void reportsAreListedInPagesNewestFirst() {
        MovedClock clock = new MovedClock(at("2026-06-13T07:00"));
        ReportBed bed = bed(clock);
        tickUntil(at("2026-06-16T08:00"), clock, bed);

        Page<ReportView> first = bed.service.list(null, 3);
        Page<ReportView> rest = bed.service.list(first.nextCursor(), 3);

        assertThat(first.items().stream().map(ReportView::night))
                .containsExactly("2026-06-16", "2026-06-15", "2026-06-14");
        assertThat(rest.items().stream().map(ReportView::night)).containsExactly("2026-06-13");
        assertThat(rest.nextCursor()).isNull();
        assertThat(bed.meters.get("chad.reports.made").counter().count()).isEqualTo(4);
    }
}
