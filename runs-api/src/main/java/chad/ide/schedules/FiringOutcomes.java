package chad.ide.schedules;

import chad.edge.ProblemException;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows the runs that schedules launched to their ends, and what follows from those: watchdogs, pauses, alarms. */
@Singleton
class FiringOutcomes {

    /** A store that can't be found for so long was deleted. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(1);

    /** Looked at in one go; the next go begins where this one ended. */
    private static final int MAX_LOOKED_AT = 500;

    private final RunLocator locator;
    private final RunService runs;
    private final ScheduleQueries queries;
    private final OpenFirings open;
    private final Watchdog watchdog;
    private final Event<ScheduleChanged> news;
    private final Clock clock;
    private final RepeatedErrors errors = new RepeatedErrors();
    private final AtomicInteger lookedAt = new AtomicInteger();

    FiringOutcomes(
            RunLocator locator,
            RunService runs,
            ScheduleQueries queries,
            OpenFirings open,
            Watchdog watchdog,
            Event<ScheduleChanged> news,
            Clock clock) {
        this.locator = locator;
        this.runs = runs;
        this.queries = queries;
        this.open = open;
        this.watchdog = watchdog;
        this.news = news;
        this.clock = clock;
    }

    /** Looks where the runs of these firings stand now. */
    void look(List<Firing> live) {
        int first = live.size() > MAX_LOOKED_AT ? Math.floorMod(lookedAt.getAndAdd(MAX_LOOKED_AT), live.size()) : 0;
        for (int i = 0; i < Math.min(live.size(), MAX_LOOKED_AT); i++) {
            Firing firing = live.get((first + i) % live.size());
            try {
                look(firing);
                errors.over(firing.runId());
            } catch (LedgerUnavailableException | StoreUnavailableException notNow) {
                Log.debugf("A run of a schedule can't be followed at the moment. run=%s", firing.runId());
            } catch (RuntimeException failure) {
                errors.log(firing.runId(), "A run of a schedule could not be followed; it is tried again.", failure);
            }
        }
    }

    private void look(Firing firing) {
        Optional<RunSummary> run = run(firing);
        long nowMs = clock.millis();
        if (run.isEmpty()) {
            long sinceMs = Objects.requireNonNullElse(firing.startedAtMs(), firing.decidedAtMs());
            if (nowMs - sinceMs > GIVEN_UP_AFTER.toMillis()) {
                end(firing.followed(RunState.UNKNOWN, firing.store(), nowMs));
            }
            return;
        }
        RunSummary now = run.get();
        if (now.state().hasEnded()) {
            end(firing.followed(now.state(), now.store(), Objects.requireNonNullElse(now.finishedAtMs(), nowMs)));
        } else if (now.state() != firing.runState() || !now.store().equals(firing.store())) {
            Firing changed = firing.followed(now.state(), now.store(), null);
            queries.update(changed);
            open.put(changed);
        }
    }

    private Optional<RunSummary> run(Firing firing) {
        try {
            Optional<StoredRun> run = firing.store() == null
                    ? locator.find(firing.runId())
                    : Optional.of(locator.locate(firing.runId(), firing.store()));
            return run.map(runs::summary);
        } catch (ProblemException gone) {
            return Optional.empty();
        }
    }

    private void end(Firing firing) {
        queries.update(firing);
        open.put(firing);
        Optional<Schedule> of = queries.find(firing.schedule());
        if (of.isEmpty()) {
            return;
        }
        Schedule schedule = of.get();
        if (firing.succeeded()) {
            watchdog.tell(schedule.name(), schedule.definition().pingUrl(), Watchdog.Event.SUCCESS);
            count(schedule, 0);
        } else if (firing.failed()) {
            cameToNothing(schedule);
            count(schedule, schedule.failures() + 1);
        }
    }

    private void count(Schedule schedule, int failures) {
        if (failures == schedule.failures()) {
            return;
        }
        queries.failures(schedule.name(), failures);
        Integer most = schedule.definition().pauseAfterFailures();
        if (most != null && failures >= most && !schedule.isPaused()) {
            queries.pause(
                    schedule.name(),
                    new SchedulePause(
                            clock.millis(),
                            "the schedule itself",
                            "%s (pauseAfterFailures)"
                                    .formatted(
                                            failures == 1 ? "its last run failed" : failures + " runs in a row failed"),
                            true));
            Log.warnf("A schedule is paused, as %d runs in a row failed. schedule=%s", failures, schedule.name());
        }
        news.fire(new ScheduleChanged(schedule.name()));
    }

    void started(Schedule schedule) {
        watchdog.tell(schedule.name(), schedule.definition().pingUrl(), Watchdog.Event.START);
    }

    void cameToNothing(Schedule schedule) {
        watchdog.tell(schedule.name(), schedule.definition().pingUrl(), Watchdog.Event.FAILURE);
    }
}
