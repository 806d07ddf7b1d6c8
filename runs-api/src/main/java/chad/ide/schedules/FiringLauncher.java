package chad.ide.schedules;

import chad.edge.ProblemException;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.LaunchRequest;
import chad.ide.lifecycle.LaunchService;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Launches the runs of firings that were decided, by the overlap policy of their schedules.
 *
 * <p>A launch that can't be done at this moment is tried again for as long as the catch-up window allows, and one that was
 * under way when the service ended finds its run by the run's id.
 *
 * <p>Of each schedule one firing is in hand at a time, the oldest first, in three stages that do not wait for each other: one
 * thread sorts out by what is in memory which need no engine, and writes what became of those in one go; two look at the
 * earlier runs where there are some; four start engines and wait for their answers. So a burst of launches that are refused
 * makes no other late.
 */
@Singleton
class FiringLauncher implements FiringAttendant {

    /** Engines that are being started at a time: each takes a core for a second. */
    private static final int STARTERS = 4;

    private static final int LOOKERS = 2;

    /** Sorted out and written at a time; the launches among them begin meanwhile. */
    private static final int SORTED_AT_ONCE = 50;

    /** How the reason begins of one that was tried. */
    private static final String TRIED = "could not be launched yet: ";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** How long after its launch was begun it is certain that the row of a run is there, if there is a process. */
    private static final Duration ROWS_APPEAR = Duration.ofSeconds(15);

    /** What is gone as soon as somebody has done something, or the machine has room again. */
    private static final Set<ProblemType> PASSES = Set.of(
            ProblemType.TOO_BUSY,
            ProblemType.RUN_BUSY,
            ProblemType.TOO_MANY_REQUESTS,
            ProblemType.STORE_IN_USE,
            ProblemType.BACKUP_RUNNING);

    private static final Comparator<Firing> ORDER = Comparator.comparingLong(Firing::dueAtMs)
            .thenComparing(Firing::schedule)
            .thenComparing(Firing::kind);

    private final LaunchService launches;
    private final Steering steering;
    private final RunLocator locator;
    private final ScheduleQueries queries;
    private final OpenFirings open;
    private final FiringOutcomes outcomes;
    private final ScheduleMeters meters;
    private final Clock clock;
    private final RepeatedErrors errors = new RepeatedErrors();

    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    /** The schedules of which a firing is in hand. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean isAsked = new AtomicBoolean();
    private final ExecutorService sorter = threads(1, "schedules-sort-");
    private final ExecutorService lookers = threads(LOOKERS, "schedules-look-");
    private final ExecutorService starters = threads(STARTERS, "schedules-start-");

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

    /** What became of a firing that needs no engine. */
    private record Ended(Schedule schedule, Firing firing) {}

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    @Override
    public void stop() {
        sorter.shutdownNow();
        lookers.shutdownNow();
        starters.shutdownNow();
    }

    @Override
    public void follow() {
        outcomes.look(open.all().stream().filter(Firing::isLive).toList());
    }

    @Override
    public void attend(Function<String, Optional<Schedule>> schedules) {
        if (isAsked.compareAndSet(false, true)) {
            begin(sorter, () -> {
                isAsked.set(false);
                sortOut(schedules);
            });
        }
    }

    /** @return false when the service is being stopped: what is left waits for the next one */
    private static boolean begin(ExecutorService threads, Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException stopping) {
            Log.debug("No firing is dealt with any more.");
            return false;
        }
    }

    private void sortOut(Function<String, Optional<Schedule>> schedules) {
        List<Firing> next = next();
        for (int i = 0; i < next.size(); i += SORTED_AT_ONCE) {
            List<Ended> ended = new ArrayList<>();
            next.subList(i, Math.min(next.size(), i + SORTED_AT_ONCE)).forEach(firing -> {
                if (busy.add(firing.schedule())) {
                    guarded(firing, schedules, () -> sortOut(firing, schedules, ended));
                }
            });
            keep(ended, schedules);
        }
    }

    /** Of each schedule the oldest that waits and may be tried now. */
    private Collection<Firing> oldestOfEach() {
        Instant now = clock.instant();
        Map<String, Firing> oldest = new HashMap<>();
        for (Firing firing : open.all()) {
            if (firing.isWaiting() && !busy.contains(firing.schedule()) && !isPaused(firing, now)) {
                oldest.merge(firing.schedule(), firing, (one, other) -> ORDER.compare(one, other) <= 0 ? one : other);
            }
        }
        return oldest.values();
    }

    private List<Firing> next() {
        return oldestOfEach().stream().sorted(ORDER).toList();
    }

    private boolean isPaused(Firing firing, Instant now) {
        Pause pause = pauses.get(firing.runId());
        return pause != null && now.isBefore(pause.until());
    }

    /** What a stage does with a firing says whether it was the last. */
    private interface Stage {

        /** @return whether the firing is still in hand, for another stage */
        boolean isGoingOn();
    }

    private void guarded(Firing firing, Function<String, Optional<Schedule>> schedules, Stage stage) {
        boolean isGoingOn = false;
        try {
            isGoingOn = stage.isGoingOn();
            errors.over(firing.schedule());
        } catch (LedgerUnavailableException | StoreUnavailableException notNow) {
            pause(firing, notNow);
        } catch (RuntimeException failure) {
            errors.log(firing.schedule(), "A firing could not be dealt with; it is tried again.", failure);
            pause(firing, failure);
        } finally {
            if (!isGoingOn) {
                release(firing, schedules);
            }
        }
    }

    /** The next one of its schedule does not wait for the clock. */
    private void release(Firing firing, Function<String, Optional<Schedule>> schedules) {
        busy.remove(firing.schedule());
        if (open.of(firing.schedule()).stream().anyMatch(Firing::isWaiting)) {
            attend(schedules);
        }
    }

    /** @return whether it went on to another stage, or is among those that ended */
    private boolean sortOut(Firing firing, Function<String, Optional<Schedule>> schedules, List<Ended> ended) {
        Optional<Schedule> found = schedules.apply(firing.schedule());
        Optional<Firing> kept = queries.find(firing);
        if (found.isEmpty() || kept.isEmpty() || !kept.get().isWaiting()) {
            kept.ifPresentOrElse(open::put, () -> open.put(ended(firing)));
            return false;
        }
        Schedule schedule = found.get();
        Firing now = kept.get();
        open.put(now);
        boolean isAlone = open.of(schedule.name()).stream()
                .allMatch(other -> other.runId().equals(now.runId()));
        if (now.isBegun() || !isAlone) {
            return begin(lookers, () -> guarded(now, schedules, () -> attend(schedule, now, schedules)));
        }
        Optional<Firing> nothing = needsNoEngine(schedule, now);
        if (nothing.isPresent()) {
            return ended.add(new Ended(schedule, nothing.get()));
        }
        return start(schedule, now, schedules);
    }

    /** What becomes of a firing that is not to be launched, or is refused before anything is started. */
    private Optional<Firing> needsNoEngine(Schedule schedule, Firing firing) {
        SchedulePause pause = schedule.pause();
        if (pause != null && firing.kind() != FiringKind.MANUAL) {
            return Optional.of(firing.cameTo(FiringOutcome.SKIPPED, ScheduleQueries.pausedBy(pause)));
        }
        String unlaunched = firing.reason();
        if (unlaunched != null
                && firing.kind() == FiringKind.SCHEDULED
                && unlaunched.startsWith(TRIED)
                && late(schedule, firing).compareTo(schedule.definition().window()) > 0) {
            return Optional.of(firing.cameTo(FiringOutcome.MISSED, unlaunched.substring(TRIED.length())));
        }
        try {
            launches.check(request(schedule, firing));
            return Optional.empty();
        } catch (ProblemException refused) {
            return isForGood(refused)
                    ? Optional.of(firing.cameTo(FiringOutcome.REFUSED, refused.detail()))
                    : Optional.empty(); // it is said, and tried again, by the launch
        }
    }

    private void keep(List<Ended> ended, Function<String, Optional<Schedule>> schedules) {
        if (ended.isEmpty()) {
            return;
        }
        try {
            queries.update(ended.stream().map(Ended::firing).toList());
            ended.forEach(one -> ended(one.schedule(), one.firing()));
        } catch (LedgerUnavailableException notNow) {
            ended.forEach(one -> pause(one.firing(), notNow));
        } finally {
            ended.forEach(one -> release(one.firing(), schedules));
        }
    }

    /** It is in the database. */
    private void ended(Schedule schedule, Firing firing) {
        pauses.remove(firing.runId());
        open.put(firing);
        meters.count(firing.outcome());
        if (firing.outcome() != FiringOutcome.SKIPPED) {
            outcomes.cameToNothing(schedule);
        }
    }

    private static Firing ended(Firing firing) {
        return firing.cameTo(FiringOutcome.SKIPPED, "the schedule was deleted");
    }

    /** With a look at the earlier runs of its schedule, or at the one of a launch that was begun. */
    private boolean attend(Schedule schedule, Firing firing, Function<String, Optional<Schedule>> schedules) {
        if (firing.isBegun()) {
            Optional<StoredRun> begun = locator.find(firing.runId());
            if (begun.isPresent()) {
                launched(schedule, firing, begun.get().store().name(), late(schedule, firing));
                return false;
            }
            Instant certain = Instant.ofEpochMilli(Objects.requireNonNull(firing.startedAtMs()))
                    .plus(ROWS_APPEAR);
            if (clock.instant().isBefore(certain)) {
                pauses.put(firing.runId(), new Pause(certain, ROWS_APPEAR));
                return false;
            }
        }
        Optional<Firing> nothing = needsNoEngine(schedule, firing);
        if (nothing.isPresent()) {
            end(schedule, nothing.get());
            return false;
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
            case ALLOW -> {
                return start(schedule, firing, schedules);
            }
            case SKIP -> {
                if (before.isEmpty()) {
                    return start(schedule, firing, schedules);
                }
                skip(
                        schedule,
                        firing,
                        "run %s had not ended".formatted(before.getFirst().runId()));
            }
            case QUEUE_ONE -> {
                boolean isCatchUp = isMadeUpFor(schedule, firing);
                if (queued.isPresent() && !isCatchUp) {
                    skip(
                            schedule,
                            firing,
                            "run %s was waiting already".formatted(queued.get().runId()));
                } else if (before.isEmpty()) {
                    return start(schedule, firing, schedules);
                } else {
                    await(
                            firing,
                            "waits for the end of run " + before.getFirst().runId());
                }
            }
            case CANCEL_OTHER -> {
                queued.ifPresent(other -> skip(schedule, other, "a later firing took its place"));
                if (live.isEmpty()) {
                    return start(schedule, firing, schedules);
                }
                cancel(schedule, live.get());
                await(firing, "waits for the cancellation of run " + live.get().runId());
            }
        }
        return false;
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

    private boolean start(Schedule schedule, Firing firing, Function<String, Optional<Schedule>> schedules) {
        return begin(
                starters,
                () -> guarded(firing, schedules, () -> {
                    launch(schedule, firing);
                    return false;
                }));
    }

    private LaunchRequest request(Schedule schedule, Firing firing) {
        return schedule.definition().launch(schedule.name(), firing.runId(), Instant.ofEpochMilli(firing.dueAtMs()));
    }

    private void launch(Schedule schedule, Firing firing) {
        Duration late = late(schedule, firing);
        long nowMs = clock.millis(); // what a crash in between leaves behind is looked for by it
        if (!queries.begin(firing, nowMs)) {
            pause(
                    firing,
                    new IllegalStateException("somebody else began with it, or it is not to be launched any more"));
            return;
        }
        Firing begun = firing.begun(nowMs);
        open.put(begun);
        try {
            launched(
                    schedule,
                    begun,
                    launches.launch(request(schedule, begun), by(schedule)).store(),
                    late);
        } catch (ProblemException refused) {
            if (refused.type() == ProblemType.RUN_EXISTS) {
                launched(schedule, begun, storeOf(begun), late); // by us, before a crash
            } else if (isForGood(refused)) {
                end(schedule, begun.cameTo(FiringOutcome.REFUSED, refused.detail()));
            } else {
                // a process may have been started, unless it is one of those that pass
                Long startedAtMs = passes(refused) ? null : (Long) clock.millis();
                keep(begun.begun(startedAtMs).waits(TRIED + refused.detail()));
                pause(begun, refused);
            }
        }
    }

    private static boolean isForGood(ProblemException refused) {
        return refused.type() != ProblemType.RUN_EXISTS
                && !passes(refused)
                && refused.type().status() < 500;
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

    private void skip(Schedule schedule, Firing firing, String reason) {
        end(schedule, firing.cameTo(FiringOutcome.SKIPPED, reason));
    }

    private void end(Schedule schedule, Firing firing) {
        queries.update(firing);
        ended(schedule, firing);
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
