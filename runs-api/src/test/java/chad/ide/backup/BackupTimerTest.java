package chad.ide.backup;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.MovedClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When daily backups are made. The zone is UTC; the clock is moved by hand. */
class BackupTimerTest {

    private record Settings(@Nullable LocalTime wanted, int keep) implements BackupConfig {

        @Override
        public Optional<LocalTime> at() {
            return Optional.ofNullable(wanted);
        }

        @Override
        public String tick() {
            return "off";
        }

        @Override
        public Duration retryAfterFailure() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration answerWait() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration sizeLimit() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int keepSizeDays() {
            return 60;
        }
    }

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T12:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private BackupTimer timer(@Nullable LocalTime at) {
        return timer(at, 7);
    }

    private BackupTimer timer(@Nullable LocalTime at, int keep) {
        Path state = folder.resolve("state");
        BackupSources layout = new BackupSources(
                state,
                folder.resolve("workflows"),
                List.of(),
                state.resolve("models.json"),
                state.resolve("population.json"),
                state.resolve("credentials.json"));
        BackupConfig config = new Settings(at, keep);
        return new BackupTimer(new BackupService(config, layout, "test", clock, meters), config, clock);
    }

    private List<String> made() {
        return new BackupFolder(folder.resolve("state/backups")).names();
    }

    private void pass(BackupTimer timer, Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            timer.tick();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void withoutATimeNoneIsMade() {
        pass(timer(null), Duration.ofDays(2));

        assertThat(made()).isEmpty();
    }

    @Test
    void oneADayIsMadeAndOlderOnesGo() {
        BackupTimer timer = timer(LocalTime.of(3, 30), 3);
        pass(timer, Duration.ofDays(4));

        assertThat(made()).containsExactly("20260617T033000Z", "20260616T033000Z", "20260615T033000Z");
        assertThat(meters.get("chad.backup.last.success.timestamp").gauge().value())
                .isEqualTo((double) Instant.parse("2026-06-17T03:30:00Z").getEpochSecond());
    }

    @Test
    void anotherServiceMakesUpForATimeAtWhichNoneRanAndForNoMore() {
        timer(LocalTime.of(3, 30)).tick();
        assertThat(made()).containsExactly("20260613T120000Z"); // the first start, behind the hour

        clock.advance(Duration.ofDays(3));
        pass(timer(LocalTime.of(3, 30)), Duration.ofHours(1));

        assertThat(made()).containsExactly("20260616T120000Z", "20260613T120000Z");
    }

    @Test
    void aFailureIsCountedAndTriedAgainAfterAPause() throws IOException {
        Path inTheWay = folder.resolve("state/backups");
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(inTheWay, "");
        BackupTimer timer = timer(LocalTime.of(3, 30));

        pass(timer, Duration.ofMinutes(15));
        assertThat(meters.get("chad.backups.failed").counter().count()).isEqualTo(2);
        Files.delete(inTheWay);
        pass(timer, Duration.ofMinutes(10));

        assertThat(made()).hasSize(1);
        assertThat(meters.get("chad.backups.failed").counter().count()).isEqualTo(2);
    }
}
