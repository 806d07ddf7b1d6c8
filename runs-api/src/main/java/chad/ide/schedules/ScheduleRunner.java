package chad.ide.schedules;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.RepeatedErrors;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the clock: decides what becomes of each due time, once.
 *
 * <p>A due time is decided in the database before anything is launched for it, together with the mark up to which all are
 * decided, so that neither a crash nor a second service makes two runs of one, or none. What is to be launched then is
 * a {@link FiringAttendant}'s.
 */
@Singleton
class ScheduleRunner {

    /** Decided at a time; the rest follows with the next look. */
    private static final int CHUNK = 1_000;

    /** A due time that is no older is on time; the clock is looked at twice a second. */
    private static final Duration ON_TIME = Duration.ofSeconds(60);

    /** The subject of errors of a whole look. */
    private static final String CLOCK = "clock";

    private static final int MAX_OPEN = 10_000;

    /** Firings that are looked at after a start, to find what went wrong last. */
    private static final int LOOKED_BACK = 20;

    private static final int BEHIND_THE_DATABASE = 10;

    /** Before the runs are asked to pause: none must be started behind their back. */
    private static final int FIRST = 50;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ScheduleQueries queries;
    private final OpenFirings open;
    private final FiringAttendant launcher;
    private final ScheduleConfig config;
    private final ScheduleMeters meters;
    private final Clock clock;
    private final Instant startedAt;
    private final RepeatedErrors errors = new RepeatedErrors();

    private final Map<String, Schedule> schedules = new ConcurrentHashMap<>();
    /** When each is acted on next: an alarm looks at all of them, and the arithmetic of a calendar is slow. */
    private final Map<String, Long> planned = new ConcurrentHashMap<>();

    private final PriorityQueue<Look> queue = new PriorityQueue<>();

    /** Of each schedule the one of the queue that counts. */
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    /** Of its own: the scheduler of Quarkus looks once a second at the most. */
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("schedules-clock").factory());

    private volatile boolean isRead;
    private volatile boolean isStopping;

    ScheduleRunner(
            ScheduleQueries queries,
            OpenFirings open,
            FiringAttendant launcher,
            ScheduleConfig config,
            ScheduleMeters meters,
            Clock clock) {
        this.queries = queries;
        this.open = open;
        this.launcher = launcher;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** When a schedule is looked at next. */
    private static final class Look implements Comparable<Look> {
        private final long atMs;
        private final String schedule;

        Look(long atMs, String schedule) {
            this.atMs = atMs;
            this.schedule = schedule;
        }

        @Override
        @SuppressWarnings("ComparableAndEquals") // each is itself: of a schedule, the one that was queued last counts
        public int compareTo(Look other) {
            return Long.compare(atMs, other.atMs);
        }
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        readIfNotYet();
        long everyMs = config.tick().toMillis();
        watch.scheduleWithFixedDelay(this::tickSafely, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    /** The executor would never look at the clock again. */
    private void tickSafely() {
        try {
            tick();
            errors.over(CLOCK);
        } catch (RuntimeException failure) {
            errors.log(CLOCK, "The schedules could not be looked at; it is tried again.", failure);
        }
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent stopping) {
        isStopping = true;
        watch.shutdownNow();
        launcher.stop();
    }

    boolean readIfNotYet() {
        if (isRead) {
            return true;
        }
        try {
            List<Firing> firings = queries.open(MAX_OPEN);
            for (Schedule schedule : queries.all()) {
                queries.newest(schedule.name(), LOOKED_BACK).reversed().forEach(open::put);
                put(schedule);
            }
            firings.forEach(open::put);
            launcher.cautiously();
            isRead = true;
        } catch (LedgerUnavailableException notNow) {
            Log.debug("The schedules can't be read at the moment.", notNow);
        }
        return isRead;
    }

    /** It was made or changed. */
    synchronized void put(Schedule schedule) {
        schedules.put(schedule.name(), schedule);
        plan(schedule);
    }

    synchronized void remove(String name) {
        schedules.remove(name);
        planned.remove(name);
        looks.remove(name);
        open.forget(name);
    }

    Optional<Schedule> find(String name) {
        return Optional.ofNullable(schedules.get(name));
    }

    Collection<Schedule> all() {
        return schedules.values();
    }

    boolean isRead() {
        return isRead;
    }

    void onChange(@Observes ScheduleChanged changed) {
        queries.find(changed.name()).ifPresent(this::put);
    }

    /** Looks where the runs stand that have not ended. */
    @Scheduled(
            every = "${runs.schedules.follow:2s}",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void follow() {
        if (isRead && !isStopping) {
            launcher.follow();
        }
    }

    private void plan(Schedule schedule) {
        Optional<Instant> next = schedule.isPaused()
                ? Optional.empty()
                : nextAt(schedule, Instant.ofEpochMilli(schedule.decidedUntilMs()));
        if (next.isEmpty()) {
            planned.remove(schedule.name());
            looks.remove(schedule.name());
            return;
        }
        long atMs = next.get().toEpochMilli();
        planned.put(schedule.name(), atMs);
        look(schedule.name(), atMs);
    }

    private void look(String schedule, long atMs) {
        Look look = new Look(atMs, schedule);
        looks.put(schedule, look);
        queue.add(look);
    }

    /** When the next due time is acted on: later than it by the jitter. */
    private static Optional<Instant> nextAt(Schedule schedule, Instant after) {
        return schedule.timetable().next(after).map(due -> actsAt(schedule, due));
    }

    private static Instant actsAt(Schedule schedule, Instant due) {
        return due.plus(schedule.definition().delay(schedule.name(), due));
    }

    void tick() {
        if (isStopping || !readIfNotYet()) {
            return;
        }
        Instant now = clock.instant();
        for (Schedule schedule : due(now)) {
            try {
                decide(schedule, now);
                errors.over(schedule.name());
            } catch (LedgerUnavailableException notNow) {
                again(schedule); // what is due stays due
            } catch (RuntimeException failure) {
                errors.log(schedule.name(), "A schedule could not be looked at; it is tried again.", failure);
                again(schedule);
            }
        }
        launcher.attend(this::find);
    }

    private synchronized void again(Schedule schedule) {
        look(schedule.name(), clock.millis() + 1_000);
    }

    /** Those whose time has come, each once. */
    synchronized List<Schedule> due(Instant now) {
        List<Schedule> due = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().atMs <= now.toEpochMilli()) {
            Look first = queue.remove();
            Schedule schedule = schedules.get(first.schedule);
            if (schedule != null
                    && !schedule.isPaused()
                    && looks.remove(first.schedule, first)) { // else another was queued for it since
                due.add(schedule);
            }
        }
        return due;
    }

    private void decide(Schedule schedule, Instant now) {
        List<Instant> due =
                schedule.timetable().between(Instant.ofEpochMilli(schedule.decidedUntilMs()), now, CHUNK).stream()
                        .takeWhile(instant -> !actsAt(schedule, instant).isAfter(now))
                        .toList();
        if (due.isEmpty()) {
            replan(schedule, schedule.decidedUntilMs());
            return;
        }
        boolean isAll = due.size() < CHUNK;
        List<Firing> firings = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            boolean isLast = isAll && i == due.size() - 1;
            firings.add(decided(schedule, due.get(i), isLast, now));
        }
        long untilMs = due.getLast().toEpochMilli();
        List<Firing> ours = queries.decide(schedule.name(), firings, untilMs);
        ours.forEach(this::took);
        queries.forget(schedule.name(), config.keptFirings());
        replan(schedule, untilMs);
    }

    private void took(Firing firing) {
        open.put(firing);
        if (!firing.isWaiting()) {
            meters.count(firing.outcome());
        }
    }

    private synchronized void replan(Schedule schedule, long decidedUntilMs) {
        Schedule now = schedules.get(schedule.name());
        if (now != null && now.revision() == schedule.revision()) {
            put(now.decidedUntil(decidedUntilMs));
        }
    }

    private Firing decided(Schedule schedule, Instant due, boolean isLast, Instant now) {
        Duration late = Duration.between(actsAt(schedule, due), now);
        ScheduleDefinition definition = schedule.definition();
        boolean isOnTime = late.compareTo(ON_TIME) <= 0;
        String missed = null;
        if (late.compareTo(definition.window()) > 0 && !isOnTime) {
            missed = why(due) + ", and it was longer ago than the catch-up window of " + definition.window();
        } else if (definition.catchUpOrUsual() == CatchUp.NONE && !isOnTime) {
            missed = why(due) + ", and the schedule catches up with nothing";
        } else if (definition.catchUpOrUsual() == CatchUp.LATEST && !isLast) {
            missed = why(due) + ", and a later due time took its place";
        }
        return firing(
                schedule.name(),
                due,
                FiringKind.SCHEDULED,
                missed == null ? FiringOutcome.WAITING : FiringOutcome.MISSED,
                missed,
                null);
    }

    private String why(Instant due) {
        return due.isBefore(startedAt)
                ? "the service was not running"
                : "the service could not look at the clock in time";
    }

    /** The run's id says which firing it is of, so that a second launch of it finds the first. */
    Firing firing(
            String schedule,
            Instant due,
            FiringKind kind,
            FiringOutcome outcome,
            @Nullable String reason,
            @Nullable String by) {
        String suffix =
                switch (kind) {
                    case SCHEDULED -> "";
                    case MANUAL -> "-m";
                    case BACKFILL -> "-b";
                };
        return new Firing(
                schedule,
                due.toEpochMilli(),
                kind,
                outcome,
                reason,
                "%s-%s%s".formatted(schedule, STAMP.format(due), suffix),
                null,
                clock.millis(),
                null,
                null,
                null,
                by);
    }

    /** Firings that somebody asked for; those that were asked for already are left out. */
    List<Firing> add(String schedule, List<Firing> firings) {
        List<Firing> ours = queries.decide(schedule, firings, null);
        ours.forEach(this::took);
        launcher.attend(this::find);
        return ours;
    }

    /** The soonest of all. */
    OptionalLong nextDueAtMs() {
        return planned.values().stream().mapToLong(Long::longValue).min();
    }

    /** Its due time has passed, and nothing became of it: the database can't be used, or the clock is not looked at. */
    boolean isBehind(Schedule schedule, Instant now) {
        Long atMs = planned.get(schedule.name());
        return atMs != null && atMs + ON_TIME.toMillis() < now.toEpochMilli();
    }
}
