package chad.ide.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.ledger.Ledger;
import chad.ide.lifecycle.RunOptions;
import chad.ide.logging.Warnings;
import chad.ide.runs.RunState;
import chad.ide.testing.MovedClock;
import chad.ide.testing.Sqlite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is moved by hand; what a firing launches is only noted. */
class ScheduleRunnerTest {

    private static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2028-03-02T00:00:00Z");

    private static final RunOptions NO_OPTIONS = new RunOptions(null, null, null, null, null, null, null);

    private final MovedClock clock = new MovedClock(BEGIN);
    private Path folder;
    private Ledger ledger;
    private ScheduleQueries queries;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        ledger = new Ledger(folder.resolve("runs-ide.sqlite"), clock, new Warnings());
        queries = new ScheduleQueries(ledger, clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** Ends each waiting firing as launched, at once. */
    private final class Noting implements FiringAttendant {

        private final OpenFirings open;
        private final Set<String> launched;

        Noting(OpenFirings open, Set<String> launched) {
            this.open = open;
            this.launched = launched;
        }

        @Override
        public void attend(Function<String, Optional<Schedule>> schedules) {
            for (Firing firing : open.all()) {
                if (firing.isWaiting()) {
                    assertThat(launched.add(firing.runId()))
                            .as("launched twice: %s", firing)
                            .isTrue();
                    Firing done = new Firing(
                            firing.schedule(),
                            firing.dueAtMs(),
                            firing.kind(),
                            FiringOutcome.LAUNCHED,
                            null,
                            firing.runId(),
                            "store",
                            firing.decidedAtMs(),
                            clock.millis(),
                            RunState.FINISHED,
                            clock.millis(),
                            null);
                    queries.update(done);
                    open.put(done);
                }
            }
        }

        @Override
        public void follow() {}

        @Override
        public void stop() {}
    }

    private ScheduleRunner service(Set<String> launched) {
        return service(launched, new OpenFirings(), "1000000");
    }

    private ScheduleRunner service(Set<String> launched, OpenFirings open, String kept) {
        ScheduleConfig config = new SmallRyeConfigBuilder()
                .withMapping(ScheduleConfig.class)
                .withConverter(Duration.class, 300, io.quarkus.runtime.configuration.DurationConverter::parseDuration)
                .withDefaultValue("runs.schedules.kept-firings", kept)
                .build()
                .getConfigMapping(ScheduleConfig.class);
        // not started: the test says when it looks at the clock
        ScheduleRunner runner = new ScheduleRunner(
                queries,
                open,
                new Noting(open, launched),
                config,
                new ScheduleMeters(new SimpleMeterRegistry()),
                clock);
        assertThat(runner.readIfNotYet()).isTrue();
        return runner;
    }

    private static ScheduleDefinition definition(String cron, String zone, CatchUp catchUp) {
        return new ScheduleDefinition(
                "probe.jsx",
                null,
                null,
                null,
                null,
                null,
                NO_OPTIONS,
                List.of(cron),
                null,
                zone,
                null,
                null,
                null,
                null,
                catchUp,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

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
    void eachDueTimeOfAYearHasOneOutcomeThoughTheServiceIsDownFortyTimes(String zone) {
        for (CatchUp catchUp : CatchUp.values()) {
            ScheduleDefinition definition = definition("30 2,14 * * *", zone, catchUp);
            String name = "y-" + catchUp.word();
            clock.moveTo(BEGIN);
            assertThat(queries.insert(name, definition, null, "kim")).isTrue();
            play(new Random(zone.hashCode()), 40);

            List<Instant> due = definition.timetable(ZoneId.of("UTC")).between(BEGIN, clock.instant(), 10_000);
            List<Firing> firings = queries.newest(name, 10_000).reversed();
            assertThat(firings)
                    .extracting(firing -> Instant.ofEpochMilli(firing.dueAtMs()))
                    .as("%s in %s", catchUp, zone)
                    .isEqualTo(due);
            assertThat(firings).noneMatch(Firing::isWaiting);
            assertThat(firings)
                    .filteredOn(firing -> firing.outcome() == FiringOutcome.MISSED)
                    .allMatch(
                            firing -> firing.reason() != null && firing.reason().startsWith("the service was not"));
            queries.delete(name);
        }
    }

    /** A year, with the service down at so many random times, for minutes or for days. */
    private void play(Random random, int downs) {
        Set<String> launched = new HashSet<>();
        List<Instant> ends = new ArrayList<>();
        for (int i = 0; i < downs; i++) {
            ends.add(BEGIN.plusSeconds(
                    (long) (random.nextDouble() * Duration.between(BEGIN, END).toSeconds())));
        }
        ends.sort(Instant::compareTo);
        ends.add(END);
        Instant from = BEGIN;
        for (Instant end : ends) {
            if (end.isBefore(from)) {
                continue;
            }
            clock.moveTo(from);
            ScheduleRunner service = service(launched);
            for (Instant now = from; now.isBefore(end); now = now.plusSeconds(50)) {
                clock.moveTo(now);
                service.tick();
            }
            from = end.plusSeconds(random.nextInt(random.nextBoolean() ? 5_000 : 500_000));
        }
        clock.moveTo(END);
        service(launched).tick();
    }

    @ParameterizedTest
    @EnumSource(CatchUp.class)
    void whatWasDueWhileTheServiceWasDownIsCaughtUpOrMissedByThePolicy(CatchUp catchUp) {
        queries.insert("hourly", definition("0 * * * *", "UTC", catchUp), null, "kim");
        clock.moveTo(Instant.parse("2027-01-01T05:10:00Z"));
        service(new HashSet<>()).tick();

        List<FiringOutcome> outcomes = queries.newest("hourly", 10).reversed().stream()
                .map(Firing::outcome)
                .toList();
        assertThat(outcomes)
                .containsExactly(
                        FiringOutcome.MISSED,
                        FiringOutcome.MISSED,
                        FiringOutcome.MISSED,
                        FiringOutcome.MISSED,
                        catchUp == CatchUp.NONE ? FiringOutcome.MISSED : FiringOutcome.LAUNCHED);
    }

    @Test
    void twoServicesThatLookAtTheSameTimeMakeOneRun() {
        queries.insert("shared", definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        Set<String> launched = new HashSet<>();
        ScheduleRunner one = service(launched);
        ScheduleRunner other = service(launched);
        for (int hour = 1; hour < 20; hour++) {
            clock.moveTo(BEGIN.plus(Duration.ofHours(hour)));
            one.tick();
            other.tick();
        }
        assertThat(launched).hasSize(19);
        assertThat(queries.newest("shared", 100)).hasSize(19);
    }

    @Test
    void aDueTimeThatNothingCanBeMadeOfIsAnAlarmAndIsMadeUpForAfterwards() throws SQLException {
        queries.insert("hourly", definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        OpenFirings open = new OpenFirings();
        Set<String> launched = new HashSet<>();
        ScheduleRunner service = service(launched);
        ScheduleAlarms alarms = new ScheduleAlarms(service, open, clock);
        assertThat(alarms.all()).isEmpty();

        try (Connection other = Sqlite.open(folder.resolve("runs-ide.sqlite"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            clock.advance(Duration.ofMinutes(62));
            service.tick();
            assertThat(alarms.all())
                    .singleElement()
                    .matches(alarm -> alarm.kind() == AlarmKind.NOT_FIRED
                            && alarm.says().contains("Another process has locked it."));
            other.createStatement().execute("ROLLBACK");
        }
        clock.advance(Duration.ofSeconds(5));
        service.tick();

        assertThat(launched).containsExactly("hourly-20270101-010000");
        assertThat(alarms.all()).isEmpty();
    }

    /** While a slow run failed, the next due time was skipped: nobody heard of the failure. */
    @Test
    void aFailureIsAnAlarmAlthoughALaterFiringWasSkipped() {
        queries.insert("hourly", definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        OpenFirings open = new OpenFirings();
        ScheduleAlarms alarms = new ScheduleAlarms(service(new HashSet<>()), open, clock);
        Firing first = ended("hourly", 1, RunState.FAILED);
        open.put(first);
        open.put(new Firing(
                "hourly",
                BEGIN.plus(Duration.ofHours(2)).toEpochMilli(),
                FiringKind.SCHEDULED,
                FiringOutcome.SKIPPED,
                "run %s had not ended".formatted(first.runId()),
                "hourly-2",
                null,
                clock.millis(),
                null,
                null,
                null,
                null));

        assertThat(alarms.all())
                .singleElement()
                .matches(alarm ->
                        alarm.kind() == AlarmKind.NOT_SUCCEEDED && first.runId().equals(alarm.runId()));

        open.put(ended("hourly", 3, RunState.FINISHED));
        assertThat(alarms.all()).isEmpty();
    }

    private Firing ended(String schedule, int hour, RunState state) {
        return new Firing(
                schedule,
                BEGIN.plus(Duration.ofHours(hour)).toEpochMilli(),
                FiringKind.SCHEDULED,
                FiringOutcome.LAUNCHED,
                null,
                schedule + "-" + hour,
                "store",
                clock.millis(),
                clock.millis(),
                state,
                clock.millis(),
                null);
    }

    @Test
    void aPausedScheduleIsNotDueAndWhatWasDueMeanwhileIsNotMadeUpFor() {
        queries.insert("paused", definition("0 * * * *", "UTC", CatchUp.ALL), null, "kim");
        ScheduleRunner service = service(new HashSet<>());
        queries.pause("paused", new SchedulePause(clock.millis(), "kim", "later", false));
        service.put(queries.find("paused").orElseThrow());
        clock.advance(Duration.ofHours(5));
        service.tick();
        assertThat(queries.newest("paused", 10)).isEmpty();

        queries.resume("paused");
        service.put(queries.find("paused").orElseThrow());
        clock.advance(Duration.ofHours(1));
        service.tick();
        assertThat(queries.newest("paused", 10))
                .singleElement()
                .matches(firing -> firing.runId().endsWith("-060000"));
    }

    /** An alarm that is seen, a failure that is counted, a pause and a resume: each puts the schedule anew. */
    @Test
    void aScheduleThatIsPutAgainIsStillLookedAtOnce() {
        queries.insert("put", definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        ScheduleRunner service = service(new HashSet<>());
        for (int i = 0; i < 100; i++) {
            service.put(queries.find("put").orElseThrow());
        }
        clock.advance(Duration.ofHours(1));
        assertThat(service.due(clock.instant())).hasSize(1);
    }

    @Test
    void aBurstIsDecidedThoughOneOfItsScheduleCantBe() throws SQLException {
        for (int i = 0; i < 40; i++) {
            queries.insert("burst-" + i, definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        }
        Set<String> launched = new HashSet<>();
        ScheduleRunner service = service(launched);
        try (Connection other = Sqlite.open(folder.resolve("runs-ide.sqlite"))) {
            other.createStatement()
                    .execute("CREATE TRIGGER odd BEFORE INSERT ON firing WHEN new.schedule = 'burst-7'"
                            + " BEGIN SELECT RAISE(ABORT, 'odd'); END");
            clock.advance(Duration.ofMinutes(60));
            service.tick();
            assertThat(launched).hasSize(39).doesNotContain("burst-7-20270101-010000");
            other.createStatement().execute("DROP TRIGGER odd");
        }
        clock.advance(Duration.ofSeconds(5));
        service.tick();
        assertThat(launched).hasSize(40);
    }

    @Test
    void aScheduleThatIsGoneLeavesNoFiringForALaterOneOfItsName() {
        queries.insert("gone", definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        ScheduleRunner service = service(new HashSet<>());
        queries.delete("gone"); // by another service, say: this one knows it still
        clock.advance(Duration.ofMinutes(60));
        service.tick();
        assertThat(queries.open(10)).isEmpty();
    }

    @Test
    void ofTwoServicesThatWantAFiringOneIsGivenIt() {
        Firing firing = waiting("wanted");
        assertThat(queries.begin(firing, 5)).isTrue();
        assertThat(queries.begin(firing, 6)).isFalse();
        assertThat(queries.find(firing)).map(Firing::startedAtMs).contains(5L);
    }

    @Test
    void aFiringThatWasSkippedMeanwhileIsNotBegun() {
        Firing firing = waiting("skipped");
        queries.pause("skipped", new SchedulePause(clock.millis(), "kim", "later", false));
        assertThat(queries.begin(firing, 5)).isFalse();
    }

    private Firing waiting(String schedule) {
        queries.insert(schedule, definition("0 * * * *", "UTC", CatchUp.LATEST), null, "kim");
        Firing firing = service(new HashSet<>())
                .firing(schedule, clock.instant(), FiringKind.SCHEDULED, FiringOutcome.WAITING, null, null);
        assertThat(queries.decide(List.of(new ScheduleQueries.Decision(schedule, List.of(firing), null))))
                .hasSize(1);
        return firing;
    }

    @Test
    void theOldestFiringsAreForgotten() {
        queries.insert("often", definition("* * * * *", "UTC", CatchUp.ALL), null, "kim");
        ScheduleRunner service = service(new HashSet<>(), new OpenFirings(), "5");
        clock.advance(Duration.ofMinutes(20));
        service.tick();
        service.follow();
        assertThat(queries.newest("often", 100)).hasSize(5);
    }

    @Test
    void whatWasMissedWhileTheServiceWasDownIsToldWithItsCauseAlsoAfterTheNextStart() {
        queries.insert("down", definition("0 * * * *", "UTC", CatchUp.NONE), null, "kim");
        clock.advance(Duration.ofMinutes(90));
        service(new HashSet<>()).tick();

        OpenFirings open = new OpenFirings();
        assertThat(new ScheduleAlarms(service(new HashSet<>(), open, "100"), open, clock).all())
                .singleElement()
                .matches(alarm -> alarm.kind() == AlarmKind.NOT_STARTED
                        && alarm.says()
                                .contains("down was due at 2027-01-01T01:00:00Z and did not start: the service"
                                        + " was not running"));
    }

    @Test
    void tenThousandSchedulesAtRestAskTheDatabaseNothing() {
        for (int i = 0; i < 10_000; i++) {
            queries.insert("s-" + i, definition("%d 5 * * *".formatted(i % 60), "UTC", CatchUp.LATEST), null, "kim");
        }
        ScheduleRunner service = service(new HashSet<>());
        ledger.close(); // a statement would fail, and be tried again later
        service.tick();
        assertThat(service.all()).hasSize(10_000);
        assertThat(service.isBehind(service.find("s-7").orElseThrow(), clock.instant()))
                .isFalse();
    }
}
