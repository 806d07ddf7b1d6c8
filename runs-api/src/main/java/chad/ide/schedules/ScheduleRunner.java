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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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

    /** Of one schedule, decided at a time; the rest follows with the next look. */
    private static final int CHUNK = 1_000;

    /** Schedules whose due times are decided with one write: a burst of them waits for the disk once. */
    private static final int DECIDED_AT_ONCE = 500;

    /** Schedules whose oldest firings are forgotten at a time. */
    private static final int TRIMMED_AT_ONCE = 50;

    /** Schedules whose last firings are read with one statement. */
    private static final int READ_AT_ONCE = 500;

    /** How long somebody waits who asks before the first look at the database is over. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(20);

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
    /** What is due next of each: an alarm looks at all of them, and the arithmetic of a calendar is slow. */
    private final Map<String, Planned> planned = new ConcurrentHashMap<>();

    /** Deleted while all are being read for the first time. */
    private final Set<String> goneMeanwhile = new HashSet<>();

    /** Those that got firings, the oldest of which may be more than are kept. */
    private final Set<String> grown = ConcurrentHashMap.newKeySet();

    private final CountDownLatch firstLook = new CountDownLatch(1);

    private final PriorityQueue<Look> queue = new PriorityQueue<>();

    /** Of each schedule the one of the queue that counts. */
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    /** Of its own: the scheduler of Quarkus looks once a second at the most. */
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("schedules-clock").factory());

    private volatile boolean isRead;

    /** Whether what had become due before the start has been looked at. */
    private volatile boolean hasLooked;

    private volatile boolean isStopping;

    /** Why due times can't be decided at the moment; null while they can. */
    private volatile @Nullable String hindrance;

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

    /** @param atMs when it is acted on: later than it is due, by the jitter */
    private record Planned(Instant due, long atMs) {}

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

    /** All schedules are read behind the start, which waits for nothing of it. */
    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        watch.execute(this::lookOn);
    }

    /** Looks at the clock, and says when to look again: when something is due, but every tick at least. */
    private void lookOn() {
        tickSafely();
        try {
            watch.schedule(this::lookOn, untilNextMs(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            Log.debug("The clock is not looked at any more.");
        }
    }

    private synchronized long untilNextMs() {
        long everyMs = config.tick().toMillis();
        Look first = queue.peek();
        return first == null ? everyMs : Math.clamp(first.atMs - clock.millis(), 1, everyMs);
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
            List<Schedule> all = queries.all();
            for (int i = 0; i < all.size(); i += READ_AT_ONCE) {
                List<Schedule> some = all.subList(i, Math.min(all.size(), i + READ_AT_ONCE));
                queries.newestOfEach(some.getFirst().name(), some.getLast().name(), LOOKED_BACK)
                        .forEach(open::put);
                some.forEach(this::putAsRead);
            }
            queries.open(MAX_OPEN).forEach(open::put);
            isRead = true;
        } catch (LedgerUnavailableException notNow) {
            Log.debug("The schedules can't be read at the moment.", notNow);
        } finally {
            firstLook.countDown();
        }
        return isRead;
    }

    /** Unless somebody has changed or deleted it since it was read. */
    private synchronized void putAsRead(Schedule schedule) {
        if (goneMeanwhile.contains(schedule.name())) {
            open.forget(schedule.name());
        } else if (!schedules.containsKey(schedule.name())) {
            put(schedule);
        }
    }

    /** Until all were read after a start, or can't be. What is asked of all of them before would be wrong. */
    private void awaitFirstLook() {
        try {
            if (!firstLook.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.warn("The schedules are still being read.");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** It was made or changed. */
    synchronized void put(Schedule schedule) {
        schedules.put(schedule.name(), schedule);
        plan(schedule);
        open.changed(schedule.name());
    }

    synchronized void remove(String name) {
        if (!isRead) {
            goneMeanwhile.add(name);
        }
        schedules.remove(name);
        planned.remove(name);
        looks.remove(name);
        grown.remove(name);
        open.forget(name);
    }

    Set<String> takeChanged() {
        return open.takeChanged();
    }

    Optional<Schedule> find(String name) {
        return Optional.ofNullable(schedules.get(name));
    }

    Collection<Schedule> all() {
        awaitFirstLook();
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
            trim();
        }
    }

    /** Not when they are decided, as nothing that is due need wait for it. */
    private void trim() {
        List<String> some = grown.stream().limit(TRIMMED_AT_ONCE).toList();
        if (some.isEmpty()) {
            return;
        }
        try {
            queries.forget(some, config.keptFirings());
            some.forEach(grown::remove);
        } catch (LedgerUnavailableException notNow) {
            Log.debug("The oldest firings can't be forgotten at the moment.", notNow);
        }
    }

    private void plan(Schedule schedule) {
        Optional<Instant> due = schedule.isPaused()
                ? Optional.empty()
                : schedule.timetable().next(Instant.ofEpochMilli(schedule.decidedUntilMs()));
        if (due.isEmpty()) {
            planned.remove(schedule.name());
            looks.remove(schedule.name());
            return;
        }
        long atMs = actsAt(schedule, due.get()).toEpochMilli();
        planned.put(schedule.name(), new Planned(due.get(), atMs));
        look(schedule.name(), atMs);
    }

    private void look(String schedule, long atMs) {
        Look look = new Look(atMs, schedule);
        looks.put(schedule, look);
        queue.add(look);
    }

    private static Instant actsAt(Schedule schedule, Instant due) {
        return due.plus(schedule.definition().delay(schedule.name(), due));
    }

    void tick() {
        if (isStopping || !readIfNotYet()) {
            return;
        }
        Instant now = clock.instant();
        List<Schedule> due = due(now);
        for (int i = 0; i < due.size(); i += DECIDED_AT_ONCE) {
            decide(due.subList(i, Math.min(due.size(), i + DECIDED_AT_ONCE)), now);
        }
        hasLooked = true;
        launcher.attend(this::find);
    }

    /** All in one write; when that fails for one of them, each in its own. */
    private void decide(List<Schedule> due, Instant now) {
        Map<Schedule, ScheduleQueries.Decision> decisions = new LinkedHashMap<>();
        for (Schedule schedule : due) {
            try {
                decision(schedule, now)
                        .ifPresentOrElse(
                                decision -> decisions.put(schedule, decision),
                                () -> replan(schedule, schedule.decidedUntilMs()));
            } catch (RuntimeException failure) {
                failed(schedule, failure);
            }
        }
        try {
            keep(decisions);
        } catch (LedgerUnavailableException notNow) {
            hindrance = notNow.reason();
            decisions.keySet().forEach(this::again); // what is due stays due
        } catch (RuntimeException failure) {
            decisions.forEach(this::keepAlone);
        }
    }

    private void keepAlone(Schedule schedule, ScheduleQueries.Decision decision) {
        try {
            keep(Map.of(schedule, decision));
        } catch (LedgerUnavailableException notNow) {
            again(schedule);
        } catch (RuntimeException failure) {
            failed(schedule, failure);
        }
    }

    private void failed(Schedule schedule, RuntimeException failure) {
        errors.log(schedule.name(), "A schedule could not be looked at; it is tried again.", failure);
        again(schedule);
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

    /** What becomes of the due times of a schedule; empty when there is none yet. */
    private Optional<ScheduleQueries.Decision> decision(Schedule schedule, Instant now) {
        List<Instant> due =
                schedule.timetable().between(Instant.ofEpochMilli(schedule.decidedUntilMs()), now, CHUNK).stream()
                        .takeWhile(instant -> !actsAt(schedule, instant).isAfter(now))
                        .toList();
        if (due.isEmpty()) {
            return Optional.empty();
        }
        boolean isAll = due.size() < CHUNK;
        List<Firing> firings = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            boolean isLast = isAll && i == due.size() - 1;
            firings.add(decided(schedule, due.get(i), isLast, now));
        }
        return Optional.of(new ScheduleQueries.Decision(
                schedule.name(), firings, due.getLast().toEpochMilli()));
    }

    private void keep(Map<Schedule, ScheduleQueries.Decision> decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        queries.decide(List.copyOf(decisions.values())).forEach(this::took);
        hindrance = null;
        decisions.forEach((schedule, decision) -> {
            replan(schedule, Objects.requireNonNullElse(decision.decidedUntilMs(), schedule.decidedUntilMs()));
            errors.over(schedule.name());
        });
    }

    private void took(Firing firing) {
        open.put(firing);
        grown.add(firing.schedule());
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
        List<Firing> ours = queries.decide(List.of(new ScheduleQueries.Decision(schedule, firings, null)));
        ours.forEach(this::took);
        if (isRead) { // else it is attended with what is read
            launcher.attend(this::find);
        }
        return ours;
    }

    /** The soonest of all. */
    OptionalLong nextDueAtMs() {
        awaitFirstLook();
        return planned.values().stream().mapToLong(Planned::atMs).min();
    }

    /** Its first due time after that instant, when it is known without arithmetic; empty while it is paused too. */
    Optional<Instant> plannedAfter(String schedule, Instant after) {
        return Optional.ofNullable(planned.get(schedule)).map(Planned::due).filter(due -> due.isAfter(after));
    }

    /** Why nothing becomes of due times at the moment. */
    String hindrance() {
        String known = hindrance;
        return known == null ? "The service is overloaded." : known;
    }

    /** Its due time has passed, and nothing became of it: the database can't be used, or the clock is not looked at. */
    boolean isBehind(Schedule schedule, Instant now) {
        Planned next = planned.get(schedule.name());
        return hasLooked && next != null && next.atMs() + ON_TIME.toMillis() < now.toEpochMilli();
    }
}
