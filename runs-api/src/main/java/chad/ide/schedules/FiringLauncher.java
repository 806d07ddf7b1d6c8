package chad.ide.schedules;

import chad.edge.ProblemException;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.LaunchService;
import chad.ide.lifecycle.Launched;
import chad.ide.lifecycle.Steering;
import chad.ide.logging.RepeatedErrors;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Launches the runs of firings that were decided, by the overlap policy of their schedules.
 *
 * <p>A launch that can't be done at this moment is tried again for as long as the catch-up window allows, and one that was
 * under way when the service ended finds its run by the run's id.
 */
@Singleton
class FiringLauncher implements FiringAttendant {

    private static final int WORKERS = 4;

    /** How the reason begins of one that was tried. */
    private static final String TRIED = "could not be launched yet: ";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** How long after a start it is certain that the row of a run is there whose process was started before. */
    private static final Duration ROWS_APPEAR = Duration.ofSeconds(15);

    /** What is gone as soon as somebody has done something, or the machine has room again. */
    private static final Set<ProblemType> PASSES = Set.of(
            ProblemType.TOO_BUSY,
            ProblemType.RUN_BUSY,
            ProblemType.TOO_MANY_REQUESTS,
            ProblemType.STORE_IN_USE,
            ProblemType.BACKUP_RUNNING);

    private final LaunchService launches;
    private final Steering steering;
    private final RunLocator locator;
    private final ScheduleQueries queries;
    private final OpenFirings open;
    private final FiringOutcomes outcomes;
    private final ScheduleMeters meters;
    private final Clock clock;
    private final RepeatedErrors errors = new RepeatedErrors();

    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newFixedThreadPool(
            WORKERS, Thread.ofPlatform().daemon().name("schedules-", 0).factory());
    private volatile Instant notBefore = Instant.MIN;

    FiringLauncher(
            LaunchService launches,
            Steering steering,
            RunLocator locator,
            ScheduleQueries queries,
            OpenFirings open,
            FiringOutcomes outcomes,
            ScheduleMeters meters,
            Clock clock) {
        this.launches = launches;
        this.steering = steering;
        this.locator = locator;
        this.queries = queries;
        this.open = open;
        this.outcomes = outcomes;
        this.meters = meters;
        this.clock = clock;
    }

    private record Pause(Instant until, Duration length) {}

    @Override
    public void stop() {
        workers.shutdownNow();
    }

    @Override
    public void cautiously() {
        notBefore = clock.instant().plus(ROWS_APPEAR);
    }

    @Override
    public void follow() {
        outcomes.look(open.all().stream().filter(Firing::isLive).toList());
    }

    @Override
    public void attend(Function<String, Optional<Schedule>> schedules) {
        Instant now = clock.instant();
        for (Firing firing : open.all()) {
            boolean isOfBefore =
                    firing.decidedAtMs() < notBefore.minus(ROWS_APPEAR).toEpochMilli();
            if (!firing.isWaiting() || (isOfBefore && now.isBefore(notBefore)) || isPaused(firing, now)) {
                continue;
            }
            if (!workers.isShutdown() && underWay.add(firing.runId())) {
                workers.execute(() -> attend(firing, schedules));
            }
        }
    }

    private boolean isPaused(Firing firing, Instant now) {
        Pause pause = pauses.get(firing.runId());
        return pause != null && now.isBefore(pause.until());
    }

    private void attend(Firing firing, Function<String, Optional<Schedule>> schedules) {
        ReentrantLock lock = locks.computeIfAbsent(firing.schedule(), name -> new ReentrantLock());
        lock.lock();
        try {
            Optional<Schedule> schedule = schedules.apply(firing.schedule());
            Optional<Firing> now = queries.find(firing);
            if (schedule.isEmpty() || now.isEmpty() || !now.get().isWaiting()) {
                now.ifPresentOrElse(open::put, () -> open.put(ended(firing)));
            } else {
                attend(schedule.get(), now.get());
            }
            errors.over(firing.schedule());
        } catch (LedgerUnavailableException | StoreUnavailableException notNow) {
            pause(firing, notNow);
        } catch (RuntimeException failure) {
            errors.log(firing.schedule(), "A firing could not be dealt with; it is tried again.", failure);
            pause(firing, failure);
        } finally {
            lock.unlock();
            underWay.remove(firing.runId());
        }
    }

    private static Firing ended(Firing firing) {
        return firing.cameTo(FiringOutcome.SKIPPED, "the schedule was deleted");
    }

    private void attend(Schedule schedule, Firing firing) {
        Optional<StoredRun> begun = firing.isBegun() ? locator.find(firing.runId()) : Optional.empty();
        if (begun.isPresent()) {
            launched(schedule, firing, begun.get().store().name(), late(schedule, firing));
            return;
        }
        SchedulePause pause = schedule.pause();
        if (pause != null && firing.kind() != FiringKind.MANUAL) {
            skip(firing, ScheduleQueries.pausedBy(pause));
            return;
        }
        List<Firing> ofSchedule = open.of(schedule.name());
        outcomes.look(ofSchedule.stream().filter(Firing::isLive).toList());
        List<Firing> before = open.of(schedule.name()).stream()
                .filter(other -> !other.runId().equals(firing.runId()))
                .filter(other -> other.isLive() || other.dueAtMs() < firing.dueAtMs())
                .toList();
        Optional<Firing> live = before.stream().filter(Firing::isLive).findFirst();
        Optional<Firing> queued = before.stream().filter(Firing::isWaiting).findFirst();
        switch (policy(schedule, firing)) {
            case ALLOW -> launch(schedule, firing);
            case SKIP -> {
                if (before.isEmpty()) {
                    launch(schedule, firing);
                } else {
                    skip(
                            firing,
                            "run %s had not ended".formatted(before.getFirst().runId()));
                }
            }
            case QUEUE_ONE -> {
                boolean isCatchUp = isMadeUpFor(schedule, firing);
                if (queued.isPresent() && !isCatchUp) {
                    skip(
                            firing,
                            "run %s was waiting already".formatted(queued.get().runId()));
                } else if (before.isEmpty()) {
                    launch(schedule, firing);
                } else {
                    await(
                            firing,
                            "waits for the end of run " + before.getFirst().runId());
                }
            }
            case CANCEL_OTHER -> {
                if (queued.isPresent()) {
                    skip(queued.get(), "a later firing took its place");
                }
                if (live.isEmpty()) {
                    launch(schedule, firing);
                } else {
                    cancel(schedule, live.get());
                    await(
                            firing,
                            "waits for the cancellation of run " + live.get().runId());
                }
            }
        }
    }

    /** What is made up for is launched one after the other; what a person triggers, at once. */
    private static Overlap policy(Schedule schedule, Firing firing) {
        if (firing.kind() == FiringKind.MANUAL) {
            return Overlap.ALLOW;
        }
        Overlap overlap = schedule.definition().overlapOrUsual();
        return isMadeUpFor(schedule, firing) && overlap != Overlap.ALLOW ? Overlap.QUEUE_ONE : overlap;
    }

    private static boolean isMadeUpFor(Schedule schedule, Firing firing) {
        return firing.kind() == FiringKind.BACKFILL
                || (schedule.definition().catchUpOrUsual() == CatchUp.ALL
                        && firing.decidedAtMs() - firing.dueAtMs()
                                > Duration.ofMinutes(1).toMillis());
    }

    private void cancel(Schedule schedule, Firing live) {
        try {
            StoredRun run = locator.locate(live.runId(), live.store());
            steering.cancel(run, by(schedule));
        } catch (ProblemException ending) {
            Log.debugf("A run that a schedule cancels is not there to be cancelled. run=%s: %s", live.runId(), ending);
        }
    }

    private static String by(Schedule schedule) {
        return "schedule " + schedule.name();
    }

    private void launch(Schedule schedule, Firing firing) {
        Instant due = Instant.ofEpochMilli(firing.dueAtMs());
        Duration late = late(schedule, firing);
        String unlaunched = firing.reason();
        if (unlaunched != null
                && firing.kind() == FiringKind.SCHEDULED
                && unlaunched.startsWith(TRIED)
                && late.compareTo(schedule.definition().window()) > 0) {
            end(schedule, firing, FiringOutcome.MISSED, unlaunched.substring(TRIED.length()));
            return;
        }
        keep(firing.begun(clock.millis())); // what a crash in between leaves behind is looked for by it
        try {
            Launched launched =
                    launches.launch(schedule.definition().launch(schedule.name(), firing.runId(), due), by(schedule));
            launched(schedule, firing, launched.store(), late);
        } catch (ProblemException refused) {
            if (refused.type() == ProblemType.RUN_EXISTS) {
                launched(schedule, firing, storeOf(firing), late); // by us, before a crash
            } else if (passes(refused)) {
                keep(firing.begun(null).waits(TRIED + refused.detail()));
                pause(firing, refused);
            } else if (refused.type().status() >= 500) {
                // a process may have been started
                keep(firing.begun(clock.millis()).waits(TRIED + refused.detail()));
                pause(firing, refused);
            } else {
                end(schedule, firing, FiringOutcome.REFUSED, refused.detail());
            }
        }
    }

    private Duration late(Schedule schedule, Firing firing) {
        Instant due = Instant.ofEpochMilli(firing.dueAtMs());
        return Duration.between(due.plus(schedule.definition().delay(schedule.name(), due)), clock.instant());
    }

    private static boolean passes(ProblemException refused) {
        return PASSES.stream().anyMatch(type -> type == refused.type());
    }

    private @Nullable String storeOf(Firing firing) {
        return locator.find(firing.runId()).map(run -> run.store().name()).orElse(null);
    }

    private void launched(Schedule schedule, Firing firing, @Nullable String store, Duration late) {
        pauses.remove(firing.runId());
        keep(firing.launched(store, clock.millis()));
        if (firing.kind() == FiringKind.SCHEDULED) {
            meters.launched(late);
        } else {
            meters.count(FiringOutcome.LAUNCHED);
        }
        outcomes.started(schedule);
    }

    private void skip(Firing firing, String reason) {
        pauses.remove(firing.runId());
        keep(firing.cameTo(FiringOutcome.SKIPPED, reason));
        meters.count(FiringOutcome.SKIPPED);
    }

    private void end(Schedule schedule, Firing firing, FiringOutcome outcome, String reason) {
        pauses.remove(firing.runId());
        keep(firing.cameTo(outcome, reason));
        meters.count(outcome);
        outcomes.cameToNothing(schedule);
    }

    private void await(Firing firing, String reason) {
        if (!reason.equals(firing.reason())) {
            keep(firing.waits(reason));
        }
        pauses.putIfAbsent(firing.runId(), new Pause(clock.instant().plusSeconds(1), Duration.ofSeconds(1)));
        pauses.computeIfPresent(
                firing.runId(), (run, pause) -> new Pause(clock.instant().plusSeconds(1), pause.length()));
    }

    private void keep(Firing firing) {
        queries.update(firing);
        open.put(firing);
    }

    private void pause(Firing firing, Exception because) {
        Log.debugf(because, "A firing waits. run=%s", firing.runId());
        pauses.compute(firing.runId(), (run, before) -> {
            Duration length = before == null || before.length().compareTo(FIRST_PAUSE) < 0
                    ? FIRST_PAUSE
                    : before.length().multipliedBy(2);
            Duration bounded = length.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : length;
            return new Pause(clock.instant().plus(bounded), bounded);
        });
    }
}
