package chad.ide.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.ledger.Ledger;
import chad.ide.lifecycle.RunOptions;
import chad.ide.logging.Warnings;
import chad.ide.testing.MovedClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk keeps due times from being decided: that is told, and they are made up for when there is room. */
class FullDiskSchedulesTest {

    private static final FiringAttendant NOBODY = new FiringAttendant() {
        @Override
        public void attend(Function<String, Optional<Schedule>> schedules) {}

        @Override
        public void follow() {}

        @Override
        public void stop() {}
    };

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static ScheduleDefinition eachMinute() {
        return new ScheduleDefinition(
                "probe.jsx",
                null,
                null,
                null,
                null,
                null,
                new RunOptions(null, null, null, null, null, null, null),
                List.of("* * * * *"),
                null,
                "UTC",
                null,
                null,
                null,
                null,
                CatchUp.ALL,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void dueTimesAreToldAsNotFiredAndDecidedWhenThereIsRoom(@TempDir Path disk) throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", disk.toString()),
                "No disk can be made by this user: a full one can't be tried.");
        MovedClock clock = new MovedClock(Instant.parse("2027-01-01T00:00:00Z"));
        Warnings warnings = new Warnings();
        Ledger ledger = new Ledger(disk.resolve("runs-ide.sqlite"), clock, warnings);
        try {
            ScheduleQueries queries = new ScheduleQueries(ledger, clock);
            for (int i = 0; i < 300; i++) {
                queries.insert("full-" + i, eachMinute(), null, "kim");
            }
            OpenFirings open = new OpenFirings();
            ScheduleConfig config = new SmallRyeConfigBuilder()
                    .withMapping(ScheduleConfig.class)
                    .withConverter(
                            Duration.class, 300, io.quarkus.runtime.configuration.DurationConverter::parseDuration)
                    .build()
                    .getConfigMapping(ScheduleConfig.class);
            ScheduleRunner service = new ScheduleRunner(
                    queries, open, NOBODY, config, new ScheduleMeters(new SimpleMeterRegistry()), clock);
            assertThat(service.readIfNotYet()).isTrue();
            Path ballast = disk.resolve("ballast");
            fill(ballast);

            clock.advance(Duration.ofMinutes(50)); // 15,000 due times, more than fit into what SQLite has already
            service.tick();
            assertThat(new ScheduleAlarms(service, open, clock).all())
                    .hasSize(300)
                    .allMatch(alarm -> alarm.kind() == AlarmKind.NOT_FIRED
                            && alarm.says().contains("The disk is full. Free some space."));
            assertThat(warnings.present().get("service's database")).contains("The disk is full");

            Files.delete(ballast);
            clock.advance(Duration.ofSeconds(5));
            service.tick();
            assertThat(queries.newest("full-7", 100)).hasSize(50);
        } finally {
            ledger.close();
            run("umount", disk.toString());
        }
    }
}
