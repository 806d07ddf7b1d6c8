package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.ProcessStatus.Gone;
import chad.ide.runs.ProcessStatus.Unknown;
import chad.ide.runs.ResumeNeed.Cause;
import chad.ide.runs.StallDetector.Judged;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

    private static final long NOW = 1_795_252_400_000L;
    private static final RunEvidence.Arrived NOTHING = RunEvidence.Arrived.NOTHING;
    private static final RunEvidence WORKING = new RunEvidence(
            NOW - 60_000,
            List.of(new RunEvidence.InFlight("evaluate-3", 0, 2, NOW - 60_000, null)),
            null,
            0,
            NOTHING,
            List.of(),
            true);

    private final StallDetector detector = new StallDetector(new StallConfig() {
        @Override
        public Duration heartbeatLimit() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration frozenLimit() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration lookEvery() {
            return Duration.ofSeconds(1);
        }
    });

    private static RunRow run(String status, @Nullable Long heartbeat, @Nullable String owner, @Nullable Long cancel) {
        return new RunRow(
                1,
                "r",
                null,
                null,
                "w",
                "/srv/w.jsx",
                status,
                NOW - 3_600_000,
                NOW - 3_600_000,
                null,
                heartbeat,
                owner,
                cancel,
                null,
                false);
    }

    private static RunRow running(long silentMs) {
        return run("running", NOW - silentMs, "pid:4711:x", null);
    }

    private RunState state(RunRow row, RunEvidence evidence, ProcessStatus process) {
        return detector.judge(row, evidence, process, 0, NOW).state();
    }

    @Test
    void aRunThatBeatsIsRunning() {
        assertThat(state(running(2_000), WORKING, new Unknown())).isEqualTo(RunState.RUNNING);
        assertThat(state(running(30_000), WORKING, new Unknown())).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aForeignRunIsStalledWhenItsHeartbeatIsOlderThanTheEnginesLimit() {
        assertThat(state(running(30_001), WORKING, new Unknown())).isEqualTo(RunState.STALLED);
    }

    @Test
    void ourRunIsStalledAsSoonAsItsProcessIsGone() {
        Judged judged = detector.judge(running(500), WORKING, new Gone(4711, NOW - 200, 137), 0, NOW);

        assertThat(judged.state()).isEqualTo(RunState.STALLED);
        assertThat(judged.stall()).hasValueSatisfying(stall -> {
            assertThat(stall.reason())
                    .contains(
                            "Engine process 4711 has been gone since",
                            "exit code 137",
                            "node `evaluate-3` was in flight");
            assertThat(stall.sinceAtMs()).isEqualTo(NOW - 200);
        });
    }

    @Test
    void aRunThatAnotherProcessTookOverIsNotStalled() {
        assertThat(state(running(500), WORKING, new Gone(4711, NOW - 60_000, null)))
                .isEqualTo(RunState.RUNNING);
    }

    @Test
    void aBusyProcessThatLivesIsBelievedForTenMinutesAndNoLonger() {
        assertThat(state(running(120_000), WORKING, new Alive(4711, true, NOW - 900_000)))
                .isEqualTo(RunState.RUNNING);
        assertThat(state(running(601_000), WORKING, new Alive(4711, true, NOW - 900_000)))
                .isEqualTo(RunState.STALLED);
    }

    /** For ten minutes it was called running, and then it was said that nobody executes it, while resume said who does. */
    @Test
    void aLivingProcessThatGivesNoHeartbeatIsNamedFromTheEnginesLimitOn() {
        Alive alive = new Alive(4711, true, NOW - 900_000);

        assertThat(detector.judge(running(30_000), WORKING, alive, 0, NOW).silence())
                .isEmpty();
        Judged early = detector.judge(running(31_000), WORKING, alive, 0, NOW);
        assertThat(early.state()).isEqualTo(RunState.RUNNING);
        assertThat(early.silence()).hasValueSatisfying(silence -> {
            assertThat(silence.pid()).isEqualTo(4711);
            assertThat(silence.sinceAtMs()).isEqualTo(NOW - 31_000);
            assertThat(silence.says())
                    .startsWith("Engine process 4711 is alive but has been silent since ")
                    .endsWith(": it is busy or hung; node `evaluate-3` is in flight.");
        });
        Judged late = detector.judge(running(601_000), WORKING, alive, 0, NOW);
        assertThat(late.state()).isEqualTo(RunState.STALLED);
        assertThat(late.silence()).isPresent();
        assertThat(late.stall().orElseThrow().reason())
                .startsWith("Engine process 4711 is alive but has been silent since ");

        Alive justStarted = new Alive(4711, true, NOW - 5_000);
        assertThat(detector.judge(running(601_000), WORKING, justStarted, 0, NOW)
                        .silence())
                .isEmpty();
        assertThat(detector.judge(running(601_000), WORKING, new Gone(4711, NOW, 1), 0, NOW)
                        .silence())
                .isEmpty();
    }

    @Test
    void aStoreWithoutHeartbeatsIsJudgedByItsNewestEvent() {
        RunRow old = new RunRow(
                1,
                "r",
                null,
                null,
                "w",
                null,
                "running",
                NOW - 100_000,
                NOW - 100_000,
                null,
                null,
                null,
                null,
                null,
                false);

        assertThat(state(
                        old,
                        new RunEvidence(NOW - 5_000, List.of(), null, 0, NOTHING, List.of(), false),
                        new Unknown()))
                .isEqualTo(RunState.RUNNING);
        assertThat(state(
                        old,
                        new RunEvidence(NOW - 31_000, List.of(), null, 0, NOTHING, List.of(), false),
                        new Unknown()))
                .isEqualTo(RunState.STALLED);
    }

    @Test
    void aRewoundRunNeedsAResumeAndIsNotStalled() {
        RunEvidence rewound = new RunEvidence(NOW - 90_000, List.of(), null, 0, NOTHING, List.of(), true);

        assertThat(state(run("running", null, null, null), rewound, new Unknown()))
                .isEqualTo(RunState.NEEDS_RESUME);
    }

    @Test
    void aCancelThatWasAskedIsShownUntilTheEngineAcknowledgesIt() {
        assertThat(state(run("running", NOW - 100, "pid:1:x", NOW - 50), WORKING, new Unknown()))
                .isEqualTo(RunState.CANCELLING);
    }

    @Test
    void aProcessThatWasJustStartedForAnOldStallIsBelieved() {
        assertThat(state(running(3_600_000), WORKING, new Alive(4711, true, NOW - 1_000)))
                .isEqualTo(RunState.RUNNING);
    }

    @Test
    void aTimerThatIsDueNeedsAResumeWhenNoProcessWaitsForIt() {
        RunEvidence due = new RunEvidence(null, List.of(), NOW - 1, 0, NOTHING, List.of(), true);
        RunEvidence soon = new RunEvidence(null, List.of(), NOW + 1_000, 0, NOTHING, List.of(), true);

        assertThat(need(run("waiting-timer", null, null, null), due)).isEqualTo(new ResumeNeed(Cause.DUE, NOW - 1));
        assertThat(state(run("waiting-timer", null, "pid:4711:x", null), due, new Unknown()))
                .isEqualTo(RunState.WAITING_TIMER);
        assertThat(state(run("waiting-timer", null, null, null), soon, new Unknown()))
                .isEqualTo(RunState.WAITING_TIMER);
    }

    @Test
    void aDecisionOrASignalNeedsAResumeAndAWaitDoesNot() {
        RunRow parked = run("waiting-event", null, null, null);

        assertThat(need(parked, parked(0, new RunEvidence.Arrived(7L, null, null))))
                .isEqualTo(new ResumeNeed(Cause.DECIDED, 7));
        assertThat(need(parked, parked(0, new RunEvidence.Arrived(null, 8L, null))))
                .isEqualTo(new ResumeNeed(Cause.DENIED, 8));
        assertThat(need(parked, parked(1, new RunEvidence.Arrived(null, null, 9L))))
                .isEqualTo(new ResumeNeed(Cause.SIGNALLED, 9));
        assertThat(state(parked, parked(1, NOTHING), new Unknown())).isEqualTo(RunState.WAITING_EVENT);
        assertThat(state(parked, parked(1, new RunEvidence.Arrived(null, 8L, null)), new Unknown()))
                .isEqualTo(RunState.WAITING_EVENT);
    }

    private static RunEvidence parked(int eventWaits, RunEvidence.Arrived arrived) {
        return new RunEvidence(null, List.of(), null, eventWaits, arrived, List.of(), true);
    }

    private ResumeNeed need(RunRow row, RunEvidence evidence) {
        Judged judged = detector.judge(row, evidence, new Unknown(), 0, NOW);
        assertThat(judged.state()).isEqualTo(RunState.NEEDS_RESUME);
        return judged.need().orElseThrow();
    }

    @Test
    void anUnknownWordOfANewerEngineIsShownAsUnknown() {
        assertThat(state(run("hibernating", null, null, null), RunEvidence.NONE, new Unknown()))
                .isEqualTo(RunState.UNKNOWN);
    }
}
