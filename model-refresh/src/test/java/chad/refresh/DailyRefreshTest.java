package chad.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.MovedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock is moved, everything else is real: the timer, the refresh, the file. */
class DailyRefreshTest {

    static final Duration TICK = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path state;

    final FakeProvider provider = new FakeProvider();

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void overAYearThereIsOneRefreshADayAtTheLocalTime() {
        ZonedDateTime start =
                ZonedDateTime.of(LocalDate.of(2026, 1, 1), LocalTime.of(3, 0), ZoneId.of("Europe/Berlin"));
        var clock = new MovedClock(start.toInstant(), start.getZone());
        List<ZonedDateTime> refreshes = watch(clock);
        var service = new RefreshBed(state, clock, provider);
        service.timer.tick(); // there is no file yet
        refreshes.clear();

        tickUntil(start.plusYears(1).toInstant(), clock, service);

        assertThat(refreshes)
                .hasSize(365)
                .allSatisfy(refresh -> assertThat(refresh.toLocalTime()).isEqualTo(LocalTime.of(4, 45)));
        assertThat(refreshes.stream().map(ZonedDateTime::toLocalDate).distinct())
                .hasSize(365);
    }

    @Test
    void noMorningIsMissedWhenTheServiceWasDownAtThatTime() {
        ZonedDateTime start =
                ZonedDateTime.of(LocalDate.of(2026, 1, 1), LocalTime.of(4, 45), ZoneId.of("Europe/Berlin"));
        var clock = new MovedClock(start.toInstant(), start.getZone());
        List<ZonedDateTime> refreshes = watch(clock);

        // Every night the service is stopped at another time before 04:45, those of daylight saving included, and a new
        // one started at another time after it.
        Map<LocalDate, LocalTime> startedAt = new TreeMap<>();
        for (int day = 0; day < 365; day++) {
            ZonedDateTime up = start.plusDays(day).plusMinutes(day * 3L % 1000);
            clock.moveTo(up.toInstant());
            startedAt.put(up.toLocalDate(), up.toLocalTime());
            var service = new RefreshBed(state, clock, provider);
            tickUntil(up.plusMinutes(90).toInstant(), clock, service);
        }

        assertThat(refreshes.stream().map(ZonedDateTime::toLocalDate))
                .doesNotHaveDuplicates()
                .hasSize(365);
        assertThat(refreshes)
                .allSatisfy(
                        refresh -> assertThat(refresh.toLocalTime()).isEqualTo(startedAt.get(refresh.toLocalDate())));
    }

    @Test
    void aRestartOnTheSameDayRefreshesNothing() {
        var clock = new MovedClock(Instant.parse("2026-06-13T10:00:00Z"), ZoneId.of("Europe/Berlin"));
        provider.lists("z-ai/glm-5.1");
        new RefreshBed(state, clock, provider).timer.tick();

        clock.advance(Duration.ofHours(3));
        new RefreshBed(state, clock, provider).timer.tick();

        assertThat(provider.listRequests()).isEqualTo(1);
    }

    @Test
    void aRefreshByHandDoesNotReplaceTheMorningsOne() {
        var clock = new MovedClock(Instant.parse("2026-06-13T02:00:00Z"), ZoneId.of("Europe/Berlin")); // 04:00
        provider.lists("z-ai/glm-5.1");
        var service = new RefreshBed(state, clock, provider);
        service.job.refresh(false);

        clock.advance(Duration.ofMinutes(44));
        service.timer.tick();
        assertThat(provider.listRequests()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        service.timer.tick();
        assertThat(provider.listRequests()).isEqualTo(2);
    }

    @Test
    void aFailedMorningIsTriedAgainWithGrowingWaitsUntilItWorks() {
        var clock = new MovedClock(Instant.parse("2026-06-13T04:45:00Z"), ZoneId.of("UTC"));
        provider.usually(FakeProvider.status(401));
        var service = new RefreshBed(state, clock, provider);
        var tries = new ArrayList<String>();
        provider.usually(exchange -> {
            tries.add(LocalTime.ofInstant(clock.instant(), clock.getZone()).toString());
            FakeProvider.status(401).to(exchange);
        });

        tickUntil(Instant.parse("2026-06-13T14:00:00Z"), clock, service);

        assertThat(tries).containsExactly("04:45", "05:00", "05:30", "06:30", "08:30", "12:30");
        provider.lists("z-ai/glm-5.1");
        tickUntil(Instant.parse("2026-06-14T04:44:00Z"), clock, service);
        assertThat(service.catalog().generatedAt()).isEqualTo(Instant.parse("2026-06-13T16:30:00Z"));
    }

    @Test
    void aProviderThatAsksForTimeIsGivenIt() {
        var clock = new MovedClock(Instant.parse("2026-06-13T04:45:00Z"), ZoneId.of("UTC"));
        provider.usually(FakeProvider.busy("7200"));
        var service = new RefreshBed(state, clock, provider);

        tickUntil(Instant.parse("2026-06-13T06:44:00Z"), clock, service);
        assertThat(provider.listRequests()).isEqualTo(1);
        tickUntil(Instant.parse("2026-06-13T06:46:00Z"), clock, service);
        assertThat(provider.listRequests()).isEqualTo(2);
    }

    @Test
    void aCatalogFromTheFutureDoesNotStopTheRefreshes() {
        var clock = new MovedClock(Instant.parse("2031-01-01T00:00:00Z"), ZoneId.of("UTC"));
        provider.lists("z-ai/glm-5.1");
        new RefreshBed(state, clock, provider).timer.tick();

        clock.moveTo(Instant.parse("2026-06-13T12:00:00Z"));
        var service = new RefreshBed(state, clock, provider);
        service.timer.tick();

        assertThat(service.catalog().generatedAt()).isEqualTo(clock.instant());
    }

    /** The local times at which the provider is asked. */
    private List<ZonedDateTime> watch(MovedClock clock) {
        var refreshes = new ArrayList<ZonedDateTime>();
        provider.usually(exchange -> {
            refreshes.add(clock.instant().atZone(clock.getZone()));
            FakeProvider.models(List.of("z-ai/glm-5.1")).to(exchange);
        });
        return refreshes;
    }

    private static void tickUntil(Instant end, MovedClock clock, RefreshBed service) {
        while (clock.instant().isBefore(end)) {
            service.timer.tick();
            clock.advance(TICK);
        }
    }
}
