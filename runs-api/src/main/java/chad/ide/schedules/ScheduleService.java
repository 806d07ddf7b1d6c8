package chad.ide.schedules;

import chad.edge.FieldError;
import chad.edge.PlannedWork;
import chad.edge.ProblemException;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Given;
import chad.ide.request.Page;
import chad.ide.workflows.WorkflowFiles;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people and agents do with schedules. */
@Singleton
public class ScheduleService {

    static final String NAME = "[a-z0-9][a-z0-9_-]{0,39}";

    private static final Pattern VALID = Pattern.compile(NAME);

    /** Other things have the addresses that these would have. */
    private static final Set<String> RESERVED = Set.of("alarms", "apply", "export", "preview");

    private static final int NEXT_TIMES = 10;
    private static final int LAST_FIRINGS = 30;
    private static final int MAX_BACKFILL = 100;
    private static final int MAX_PLANNED = 500;
    private static final int MAX_OF_ONE = 100;
    private static final Duration FURTHEST = Duration.ofDays(31);
    private static final Comparator<PlannedRun> SOONEST =
            Comparator.comparingLong(PlannedRun::dueAtMs).thenComparing(PlannedRun::name);

    private static final String SCHEDULES = "schedules";
    private static final String FIRINGS = "firings";

    private final ScheduleQueries queries;
    private final ScheduleRunner runner;
    private final ScheduleAlarms alarms;
    private final WorkflowFiles workflows;
    private final ScheduleConfig config;
    private final Instance<PlannedWork> planned;
    private final Clock clock;

    ScheduleService(
            ScheduleQueries queries,
            ScheduleRunner runner,
            ScheduleAlarms alarms,
            WorkflowFiles workflows,
            ScheduleConfig config,
            @Any Instance<PlannedWork> planned,
            Clock clock) {
        this.queries = queries;
        this.runner = runner;
        this.alarms = alarms;
        this.workflows = workflows;
        this.config = config;
        this.planned = planned;
        this.clock = clock;
    }

    /** By name. */
    public Page<ScheduleItem> list(@Nullable String cursor, int limit) {
        return remembered(() -> {
            String last =
                    cursor == null ? "" : Cursor.parse(SCHEDULES, cursor, 1).getFirst();
            List<Schedule> found = queries.after(last, limit + 1);
            boolean isMore = found.size() > limit;
            List<Schedule> page = isMore ? found.subList(0, limit) : found;
            return new Page<>(
                    page.stream().map(this::item).toList(),
                    isMore ? Cursor.of(SCHEDULES, page.getLast().name()) : null);
        });
    }

    /** All of them as they are kept, by name. */
    List<Schedule> all() {
        return remembered(queries::all);
    }

    public ScheduleItem get(String name) {
        return remembered(() -> item(require(name)));
    }

    /** When a schedule with these times would be due. */
    SchedulePreview preview(
            List<String> cron,
            @Nullable String every,
            @Nullable String zone,
            @Nullable String start,
            @Nullable String end) {
        Timetable timetable = ScheduleDefinition.timetable(cron, every, zone, start, end, clock.getZone());
        return new SchedulePreview(timetable.says(), timetable.zone().getId(), next(timetable));
    }

    private List<Long> next(Timetable timetable) {
        return timetable.between(clock.instant(), Instant.MAX, NEXT_TIMES).stream()
                .map(Instant::toEpochMilli)
                .toList();
    }

    private ScheduleItem item(Schedule schedule) {
        List<Long> next = next(schedule.timetable());
        return new ScheduleItem(
                schedule.name(),
                schedule.definition(),
                schedule.timetable().says(),
                schedule.timetable().zone().getId(),
                schedule.revision(),
                schedule.changedAtMs(),
                schedule.changedBy(),
                schedule.pause(),
                schedule.failures(),
                schedule.isPaused() || next.isEmpty() ? null : next.getFirst(),
                next,
                queries.newest(schedule.name(), LAST_FIRINGS),
                alarms.of(schedule));
    }

    /** @throws ProblemException 400 or 404 that says what is wrong with the name, the times or the workflow */
    void check(String name, ScheduleDefinition definition) {
        if (!VALID.matcher(name).matches()) {
            throw ProblemType.invalid("name", name, "letters a to z, digits, `_`, `-`: " + NAME);
        }
        if (RESERVED.contains(name)) {
            throw ProblemType.invalid("name", name, "another name: the address of this one is taken");
        }
        requireGood(definition);
    }

    /**
     * A new one.
     *
     * @param pauseNote makes it paused, with that note; null for one that counts at once
     */
    public ScheduleItem create(String name, ScheduleDefinition definition, @Nullable String pauseNote, String by) {
        check(name, definition);
        return remembered(() -> {
            if (queries.count() >= config.most()) {
                throw ProblemType.TOO_BUSY.because(
                        "There are %d schedules already (runs.schedules.most). Delete some first."
                                .formatted(config.most()));
            }
            SchedulePause pause = pauseNote == null ? null : new SchedulePause(clock.millis(), by, pauseNote, false);
            if (!queries.insert(name, definition, pause, by)) {
                throw ProblemType.SCHEDULE_EXISTS.because(
                        "There is a schedule `%s` already. Change it, or choose another name.".formatted(name),
                        List.of(new FieldError("name", name, "a name that no schedule has yet")));
            }
            return changed(name);
        });
    }

    /**
     * @param revision of the definition that the client has seen; null to overwrite whatever there is
     */
    public ScheduleItem update(String name, ScheduleDefinition definition, @Nullable Long revision, String by) {
        requireGood(definition);
        return remembered(() -> {
            Schedule now = require(name);
            if ((revision != null && revision != now.revision()) || !queries.update(now, definition, by)) {
                throw ProblemType.PRECONDITION_FAILED.because(
                        "Schedule `%s` was changed by %s since you read it. Read it again, and merge."
                                .formatted(name, require(name).changedBy()));
            }
            return changed(name);
        });
    }

    private void requireGood(ScheduleDefinition definition) {
        definition.timetable(clock.getZone());
        workflows.resolve("workflow", definition.workflow());
    }

    public void delete(String name) {
        remembered(() -> {
            if (!queries.delete(require(name).name())) {
                throw notFound(name);
            }
            runner.remove(name);
            return name;
        });
    }

    public ScheduleItem pause(String name, @Nullable String note, String by) {
        Given.text("note", note, 1_000);
        return remembered(() -> {
            Schedule now = require(name);
            if (!now.isPaused()) {
                queries.pause(name, new SchedulePause(clock.millis(), by, note, false));
            }
            return changed(name);
        });
    }

    public ScheduleItem resume(String name) {
        return remembered(() -> {
            if (require(name).isPaused()) {
                queries.resume(name);
            }
            return changed(name);
        });
    }

    /** Its alarms until now were seen by a person. */
    public ScheduleItem seen(String name) {
        return remembered(() -> {
            queries.seen(require(name).name(), clock.millis());
            return changed(name);
        });
    }

    /** Launches a run now, whatever else runs, and whether or not it is paused. */
    public Firing trigger(String name, String by) {
        return remembered(() -> {
            Schedule schedule = require(name);
            Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
            Firing firing = runner.firing(schedule.name(), now, FiringKind.MANUAL, FiringOutcome.WAITING, null, by);
            return runner.add(schedule.name(), List.of(firing)).stream()
                    .findFirst()
                    .orElseThrow(() -> ProblemType.TOO_BUSY.because(
                            "Schedule `%s` was triggered a moment ago. Try again in a second.".formatted(name)));
        });
    }

    /**
     * Launches the due times of a period one after the other; those that were made up for before are left out.
     *
     * @param dryRun only says which they are
     */
    public List<Firing> backfill(String name, long fromMs, long beforeMs, boolean dryRun, String by) {
        return remembered(() -> {
            Schedule schedule = require(name);
            if (beforeMs <= fromMs || beforeMs > clock.millis()) {
                throw ProblemType.invalid(
                        "before", String.valueOf(beforeMs), "a time after `from`, and not in the future");
            }
            List<Instant> due = schedule.timetable()
                    .between(
                            Instant.ofEpochMilli(fromMs).minusMillis(1),
                            Instant.ofEpochMilli(beforeMs).minusMillis(1),
                            MAX_BACKFILL + 1);
            if (due.size() > MAX_BACKFILL) {
                throw ProblemType.invalid(
                        "before",
                        String.valueOf(beforeMs),
                        "a period with at most %d due times".formatted(MAX_BACKFILL));
            }
            List<Firing> firings = due.stream()
                    .map(at -> runner.firing(name, at, FiringKind.BACKFILL, FiringOutcome.WAITING, null, by))
                    .toList();
            return dryRun ? firings : runner.add(name, firings);
        });
    }

    /** Newest first. */
    public Page<Firing> firings(String name, @Nullable String cursor, int limit) {
        return remembered(() -> {
            List<String> last = cursor == null ? List.of("", "") : Cursor.parse(FIRINGS, cursor, 2);
            long beforeMs = cursor == null ? Long.MAX_VALUE : Cursor.number(cursor, last.getFirst());
            List<Firing> firings = queries.after(require(name).name(), beforeMs, last.getLast(), limit + 1);
            boolean isMore = firings.size() > limit;
            List<Firing> page = isMore ? firings.subList(0, limit) : firings;
            return new Page<>(
                    page,
                    isMore
                            ? Cursor.of(
                                    FIRINGS,
                                    page.getLast().dueAtMs(),
                                    page.getLast().kind().name())
                            : null);
        });
    }

    /** What the clock will start from now on. */
    public List<PlannedRun> upcoming(long untilMs) {
        return upcoming(0, untilMs);
    }

    /**
     * What the clock will start, soonest first; of each schedule at most a hundred times, at most five hundred in all.
     *
     * @param sinceMs the first due time that counts, which is not before now; who wants a week whole asks for each day
     */
    public List<PlannedRun> upcoming(long sinceMs, long untilMs) {
        Instant now = clock.instant();
        Instant from =
                sinceMs > now.toEpochMilli() ? Instant.ofEpochMilli(sinceMs).minusMillis(1) : now;
        Instant until = Instant.ofEpochMilli(untilMs);
        if (until.isBefore(now) || until.isAfter(now.plus(FURTHEST))) {
            throw ProblemType.invalid("until", until.toString(), "a time within the next 31 days");
        }
        if (until.isBefore(from)) {
            throw ProblemType.invalid("until", until.toString(), "a time after `since`");
        }
        Stream<PlannedRun> ofService = planned.stream()
                .flatMap(work -> work.between(from, until).stream()
                        .map(due -> new PlannedRun(work.name(), "service", null, due.toEpochMilli())));
        return Stream.concat(soonest(from, until).stream(), ofService)
                .sorted(SOONEST)
                .limit(MAX_PLANNED)
                .toList();
    }

    /** The first five hundred: of each schedule the next due time is worked out when the one before is among them. */
    private List<PlannedRun> soonest(Instant from, Instant until) {
        Map<Timetable.Same, Optional<Instant>> firstOf = new HashMap<>();
        PriorityQueue<Coming> queue = new PriorityQueue<>();
        for (Schedule schedule : runner.all()) {
            if (!schedule.isPaused()) {
                runner.plannedAfter(schedule.name(), from)
                        .or(() -> firstOf.computeIfAbsent(
                                schedule.timetable().same(),
                                same -> schedule.timetable().next(from)))
                        .filter(due -> !due.isAfter(until))
                        .ifPresent(due -> queue.add(new Coming(due, 1, schedule)));
            }
        }
        List<PlannedRun> soonest = new ArrayList<>();
        while (!queue.isEmpty() && soonest.size() < MAX_PLANNED) {
            Coming first = queue.remove();
            soonest.add(first.run());
            if (first.count() < MAX_OF_ONE) {
                first.schedule()
                        .timetable()
                        .next(first.due())
                        .filter(due -> !due.isAfter(until))
                        .ifPresent(due -> queue.add(new Coming(due, first.count() + 1, first.schedule())));
            }
        }
        return soonest;
    }

    /** @param count how many of the schedule there are up to it */
    private record Coming(Instant due, int count, Schedule schedule) implements Comparable<Coming> {

        @Override
        public int compareTo(Coming other) {
            return SOONEST.compare(run(), other.run());
        }

        PlannedRun run() {
            return new PlannedRun(
                    schedule.name(), "schedule", schedule.definition().workflow(), due.toEpochMilli());
        }
    }

    /** The soonest due time of all that are not paused; of each it is known already. */
    public OptionalLong nextDueAtMs() {
        return runner.nextDueAtMs();
    }

    /**
     * The names of those that were made, changed or deleted, or of which a due time came to something else, since the last
     * time that somebody asked. For the one who tells all clients; what time alone makes an alarm of is not among it.
     */
    public Set<String> takeChanged() {
        return runner.takeChanged();
    }

    private ScheduleItem changed(String name) {
        Schedule schedule = require(name);
        runner.put(schedule);
        return item(schedule);
    }

    private Schedule require(String name) {
        return queries.find(name).orElseThrow(() -> notFound(name));
    }

    private static ProblemException notFound(String name) {
        return ProblemType.SCHEDULE_NOT_FOUND.because(
                "There is no schedule `%s`. GET /api/schedules lists them.".formatted(name));
    }

    private static <T> T remembered(Supplier<T> work) {
        try {
            return work.get();
        } catch (LedgerUnavailableException unavailable) {
            throw ProblemType.LEDGER_UNAVAILABLE.because(
                    "Schedules can't be read or changed at the moment. " + unavailable.reason(), unavailable);
        }
    }
}
