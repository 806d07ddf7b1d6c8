package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.runs.Repeats.Retry;
import chad.ide.runs.Repeats.UnchangedTurns;
import chad.ide.runs.StallDetector.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StuckDetectorTest {

    private static final long NOW = Instant.parse("2026-06-13T04:54:00Z").toEpochMilli();
    private static final Judged RUNNING = Judged.of(RunState.RUNNING);

    private final StuckDetector detector = new StuckDetector(new StuckConfig() {
        @Override
        public int attempts() {
            return 5;
        }

        @Override
        public int turns() {
            return 5;
        }

        @Override
        public Duration after() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration silence() {
            return Duration.ofMinutes(2);
        }
    });

    private static Repeats failing(int failures, int alike, long sinceMs, @Nullable Integer limit, boolean inFlight) {
        Cause error = new Cause(CauseKind.BINARY_MISSING, null, "doomed", 0, failures, "no such binary: kimi", "");
        return new Repeats(
                List.of(new Retry(
                        null,
                        "doomed",
                        0,
                        failures + 1,
                        limit,
                        failures,
                        alike,
                        error,
                        sinceMs,
                        inFlight ? null : Long.valueOf(NOW + 20_000),
                        inFlight ? Long.valueOf(NOW - 5_000) : null,
                        2_000)),
                List.of());
    }

    private static Repeats turning(int unchanged, long sinceMs, @Nullable Integer limit) {
        return new Repeats(
                List.of(),
                List.of(new UnchangedTurns(
                        null, "improve", List.of("draft", "judge"), 12, unchanged, limit, null, sinceMs, NOW)));
    }

    private Optional<Stuck> judge(Judged judged, Repeats repeats) {
        RunRow row = new RunRow(
                1, "r-1", null, null, "forever", null, "running", NOW, NOW, null, NOW, "pid:1:x", null, null, false);
        return detector.judge("night", row, judged, repeats, NOW);
    }

    /** It was called stuck until it succeeded, however long it had been at work by then. */
    @Test
    void anAttemptThatWorksForLongAfterQuickFailuresIsNotStuck() {
        assertThat(judge(RUNNING, trying(NOW - 61_000, 2_000))).isEmpty();
        assertThat(judge(RUNNING, trying(NOW - 59_000, 2_000))).isPresent();
        assertThat(judge(RUNNING, trying(NOW - 61_000, 300_000)))
                .as("each takes minutes to fail")
                .isPresent();
        assertThat(judge(RUNNING, trying(NOW - 601_000, 300_000))).isEmpty();
    }

    private static Repeats trying(long attemptSinceMs, long longestMs) {
        Cause error = new Cause(CauseKind.NETWORK, null, "doomed", 0, 6, "connection refused", "");
        return new Repeats(
                List.of(new Retry(
                        null, "doomed", 0, 7, null, 6, 6, error, NOW - 3_600_000, null, attemptSinceMs, longestMs)),
                List.of());
    }

    @Test
    void attemptsThatRepeatAreToldWithTheErrorTheNextTryAndWhatWouldEndIt() {
        assertThat(judge(RUNNING, failing(6, 6, NOW - 63_000, null, false))).hasValueSatisfying(stuck -> {
            assertThat(stuck.kind()).isEqualTo(Stuck.Kind.RETRIES);
            assertThat(stuck.says())
                    .isEqualTo(
                            "`doomed` has failed 6 times in a row since 04:52:57Z, always with the same error: no such"
                                    + " binary: kimi. Attempt 7 of ∞ follows at 04:54:20Z.");
            assertThat(stuck.errorKind()).isEqualTo(CauseKind.BINARY_MISSING);
            assertThat(stuck.limit()).isNull();
            assertThat(stuck.endsWith()).contains("the attempts have no limit");
            assertThat(stuck.command()).isEqualTo("chad-runs cancel r-1 --store night");
        });
        assertThat(judge(RUNNING, failing(8, 3, NOW - 63_000, 20, true))).hasValueSatisfying(stuck -> {
            assertThat(stuck.says())
                    .contains("the last 3 times with the same error")
                    .endsWith("Attempt 9 of 20 is in flight.");
            assertThat(stuck.endsWith()).contains("the limit of 20 attempts");
        });
    }

    @Test
    void fewFailuresOrFailuresOfAMomentAreNoAlarm() {
        assertThat(judge(RUNNING, failing(4, 4, NOW - 600_000, null, false))).isEmpty();
        assertThat(judge(RUNNING, failing(9, 9, NOW - 59_000, null, false))).isEmpty();
    }

    @Test
    void turnsThatChangeNothingAreTold() {
        assertThat(judge(RUNNING, turning(7, NOW - 90_000, 30))).hasValueSatisfying(stuck -> {
            assertThat(stuck.kind()).isEqualTo(Stuck.Kind.LOOP);
            assertThat(stuck.says())
                    .isEqualTo(
                            "The last 7 turns of the loop `improve` changed nothing since 04:52:30Z: `draft`, `judge`"
                                    + " gave the same each time. Turn 13 of 30 follows.");
            assertThat(stuck.endsWith()).contains("the limit of 30 turns");
        });
        assertThat(judge(RUNNING, turning(4, NOW - 900_000, null))).isEmpty();
        assertThat(judge(RUNNING, turning(40, NOW - 50_000, null))).isEmpty();
    }

    @Test
    void turnsThatFailOfTheSameAreToldWithTheError() {
        Cause red = new Cause(CauseKind.ASSERTION, null, "check", 11, 1, "expected 3 tests to pass.", "");
        Repeats failing = new Repeats(
                List.of(),
                List.of(new UnchangedTurns(
                        null, "improve", List.of("check", "draft"), 12, 7, 30, red, NOW - 90_000, NOW)));

        assertThat(judge(RUNNING, failing)).hasValueSatisfying(stuck -> {
            assertThat(stuck.says())
                    .isEqualTo("The last 7 turns of the loop `improve` changed nothing since 04:52:30Z: `check` failed"
                            + " each time with the same error: expected 3 tests to pass. Turn 13 of 30 follows.");
            assertThat(stuck.lastError()).isEqualTo("expected 3 tests to pass.");
            assertThat(stuck.errorKind()).isEqualTo(CauseKind.ASSERTION);
        });
    }

    /** A verb on the subflow itself is refused. */
    @Test
    void theWayOutOfASubflowIsThatOfItsRun() {
        RunRow deep = new RunRow(
                1,
                "r-1:child:sub:0:child:inner:2",
                "r-1:child:sub:0",
                ParentKind.CHILD,
                "inner",
                null,
                "running",
                NOW,
                NOW,
                null,
                NOW,
                null,
                null,
                null,
                false);

        assertThat(detector.judge("night", deep, RUNNING, failing(6, 6, NOW - 63_000, null, false), NOW))
                .hasValueSatisfying(
                        stuck -> assertThat(stuck.command()).isEqualTo("chad-runs cancel r-1 --store night"));
    }

    /** It said when the next attempt follows, a time that had passed, and told to cancel, which is not acknowledged. */
    @Test
    void theSilenceOfAProcessCountsBeforeWhatItDidAgainAndAgain() {
        Silence silence = new Silence(NOW - 121_000, 4711, "Engine process 4711 is alive but has been silent.");
        Judged silent = new Judged(RunState.RUNNING, Optional.empty(), Optional.of(silence), Optional.empty());

        assertThat(judge(silent, failing(9, 9, NOW - 600_000, null, false))).hasValueSatisfying(stuck -> {
            assertThat(stuck.kind()).isEqualTo(Stuck.Kind.SILENT_PROCESS);
            assertThat(stuck.command()).contains("resume r-1").endsWith("--end-process");
        });
    }

    @Test
    void aSilentProcessIsToldBeforeItsRunIsCalledStalled() {
        Silence silence = new Silence(NOW - 121_000, 4711, "Engine process 4711 is alive but has been silent.");
        Judged silent = new Judged(RunState.RUNNING, Optional.empty(), Optional.of(silence), Optional.empty());
        Judged stalled = new Judged(RunState.STALLED, Optional.empty(), Optional.of(silence), Optional.empty());

        assertThat(judge(silent, Repeats.NONE)).hasValueSatisfying(stuck -> {
            assertThat(stuck.kind()).isEqualTo(Stuck.Kind.SILENT_PROCESS);
            assertThat(stuck.says()).isEqualTo(silence.says());
            assertThat(stuck.command()).contains("resume r-1").contains("--end-process");
        });
        assertThat(judge(stalled, Repeats.NONE)).isEmpty();
        assertThat(judge(
                        new Judged(
                                RunState.RUNNING,
                                Optional.empty(),
                                Optional.of(new Silence(NOW - 60_000, 4711, "")),
                                Optional.empty()),
                        Repeats.NONE))
                .isEmpty();
    }

    @Test
    void whatWaitsIsNotStuck() {
        for (RunState waits :
                List.of(RunState.WAITING_APPROVAL, RunState.WAITING_TIMER, RunState.WAITING_EVENT, RunState.PAUSED)) {
            assertThat(judge(Judged.of(waits), failing(9, 9, NOW - 600_000, null, false)))
                    .isEmpty();
        }
    }
}
