package chad.ide.runs;

import chad.ide.engine.RunOwner;
import chad.ide.engine.WorkflowRoots;
import chad.ide.logging.RepeatedErrors;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Page;
import chad.ide.runs.RunIndex.Hit;
import chad.ide.runs.RunIndex.Position;
import chad.ide.runs.StallDetector.Judged;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of runs, and what a run looks like in it. */
@Singleton
public class RunService {

    private static final String CURSOR = "runs";

    /** A search looks at this many matches in each store at most, newest first. */
    private static final int MAX_MATCHES = 5_000;

    /** What filters call a run that gets nowhere, in whatever state it is. */
    private static final String STUCK = "stuck";

    /** What filters call runs that finished with something lost on the way. */
    private static final String CAVEATS = "caveats";

    /** States of ours that the engine has no word for, and that runs have which it does not call ended. */
    private static final Set<String> DERIVED =
            Set.of("stalled", "needs-resume", "cancelling", "not-started", "unknown", STUCK);

    private static final Set<RunState> WANTS_A_PERSON =
            Set.of(RunState.STALLED, RunState.NEEDS_RESUME, RunState.WAITING_APPROVAL, RunState.FAILED);
    private static final String WAITING_QUOTA = "waiting-quota";
    private static final Set<RunState> UNATTENDED = Set.of(RunState.NEEDS_RESUME, RunState.STALLED, RunState.PAUSED);
    private static final Set<RunState> EXECUTED = Set.of(RunState.RUNNING, RunState.CANCELLING);

    /** By as much at most, on a busy machine: a run that parked was told of as stalled for that long. */
    private static final Duration INDEX_IS_BEHIND = Duration.ofSeconds(10);

    /** A failure of yesterday is no news. */
    private static final Duration FAILED_MATTERS = Duration.ofDays(1);

    private static final int MAX_FAILED = 2_000;

    private final RunIndex index;
    private final RunQueries queries;
    private final RunFactsCache facts;
    private final RunCosts costs;
    private final RunHolds holds;
    private final RunHabits habits;
    private final RunProcesses processes;
    private final StallDetector detector;
    private final StuckDetector stuckDetector;
    private final EndedRuns ended;
    private final ScoreQueries scores;
    private final StoreCopies copies;
    private final WorkflowRoots roots;
    private final Clock clock;
    private final RepeatedErrors errors = new RepeatedErrors();
    private volatile @Nullable Standing standing;

    RunService(
            RunIndex index,
            RunQueries queries,
            RunFactsCache facts,
            RunCosts costs,
            RunHolds holds,
            RunHabits habits,
            RunProcesses processes,
            StallDetector detector,
            StuckDetector stuckDetector,
            EndedRuns ended,
            ScoreQueries scores,
            StoreCopies copies,
            WorkflowRoots roots,
            Clock clock) {
        this.index = index;
        this.queries = queries;
        this.facts = facts;
        this.costs = costs;
        this.holds = holds;
        this.habits = habits;
        this.processes = processes;
        this.detector = detector;
        this.stuckDetector = stuckDetector;
        this.ended = ended;
        this.scores = scores;
        this.copies = copies;
        this.roots = roots;
        this.clock = clock;
    }

    /** One page, newest first. Runs of a store that can't be read at this moment are left out of it. */
    public Page<RunSummary> list(RunFilter filter, @Nullable String cursor, int limit) {
        Optional<Position> after = Optional.ofNullable(cursor).map(RunService::position);
        List<Hit> hits = index.newest(filter, after, limit + 1, picked(filter, after));
        List<Hit> page = hits.size() > limit ? hits.subList(0, limit) : hits;
        String next = hits.size() > limit ? cursor(page.getLast().position()) : null;
        return new Page<>(summaries(page), next);
    }

    /** How many runs the filter takes, and where they belong, whatever segment it asks for. */
    RunCounts counts(RunFilter filter) {
        RunFilter whole = filter.in(null);
        Standing now = standing();
        Map<RunSegment, Long> counts = new EnumMap<>(RunSegment.class);
        long[] all = new long[1];
        index.visit(whole, picked(whole, Optional.empty()), (store, position, status) -> {
            RunState known = now.active().getOrDefault(store, Map.of()).get(position);
            RunSegment segment = RunSegment.of(known == null ? RunState.ofEngine(status) : known);
            all[0]++;
            if (segment != null && (known != null || segment.ended().contains(status))) {
                counts.merge(segment, 1L, Long::sum);
            }
            if (now.needsYou().has(store, position)) {
                counts.merge(RunSegment.NEEDS_YOU, 1L, Long::sum);
            }
        });
        return RunCounts.of(all[0], counts, now.leavesOut());
    }

    /** The derived states of all runs that have not ended, and of forks that nobody started, by store and position. */
    public Map<Store, Map<Long, RunState>> activeStates() {
        return standing().active();
    }

    /** Runs that failed within a day, newest first, those of copies and subflows among them. */
    public Page<RunSummary> failedLately(int limit) {
        return list(failedLately(), null, limit);
    }

    private RunFilter failedLately() {
        long sinceMs = clock.millis() - FAILED_MATTERS.toMillis();
        return new RunFilter(Set.of(RunState.FAILED.word()), null, null, null, sinceMs, null, null, null, null, null);
    }

    /**
     * Where the runs stand that have not ended.
     *
     * @param revision of the index, until which it holds
     * @param needsYou runs that want a person: not those of a copy, and of a parent and its child runs the parent alone
     * @param leavesOut whether there are more failures than were looked into
     */
    private record Standing(
            long revision,
            Map<Store, Map<Long, RunState>> active,
            PositionFilter.Positions needsYou,
            boolean leavesOut) {}

    /** Judged once for all who ask until something changes: a list with its counts, its parts, the sums. */
    private Standing standing() {
        Standing kept = standing;
        long revision = index.revision();
        if (kept != null && kept.revision() == revision) {
            return kept;
        }
        Map<Store, Map<Long, RunState>> active = new HashMap<>();
        PositionFilter.Positions needsYou = new PositionFilter.Positions();
        index.active().forEach((store, rows) -> active.put(store, judgeAll(store, rows, needsYou)));
        boolean leavesOut = addFailedLately(needsYou);
        addUnseen(active, needsYou);
        Standing fresh = new Standing(revision, active, needsYou, leavesOut);
        standing = fresh;
        return fresh;
    }

    private Map<Long, RunState> judgeAll(Store store, Collection<RunRow> rows, PositionFilter.Positions needsYou) {
        Map<Long, RunState> states = new HashMap<>();
        try {
            for (RunRow row : new ArrayList<>(rows)) {
                Verdict verdict = verdictOf(store, row);
                states.put(row.position(), verdict.state());
                if (!copies.isCopy(store) && !row.isSubflow() && wantsAPerson(store, row, verdict)) {
                    needsYou.add(store, row.position());
                }
            }
        } catch (StoreUnavailableException lockedOrGone) {
            index.unreadable(store);
        }
        return states;
    }

    private boolean wantsAPerson(Store store, RunRow row, Verdict verdict) {
        return WANTS_A_PERSON.contains(verdict.state())
                || verdict.stuck().isPresent()
                || (row.isActive() && holds.of(store, row.id()) != null)
                || !verdict.unusual().isEmpty()
                || (row.isActive()
                        && facts.of(store, row).evidence().waits().stream().anyMatch(Wait::asksSomebody));
    }

    /**
     * There may be thousands: what is in them is read for a page alone.
     *
     * @return whether there are more than that
     */
    private boolean addFailedLately(PositionFilter.Positions needsYou) {
        List<Hit> failed = index.newest(failedLately(), Optional.empty(), MAX_FAILED + 1, PositionFilter.ANY);
        Map<Store, List<Long>> positions = failed.stream()
                .limit(MAX_FAILED)
                .filter(hit -> !copies.isCopy(hit.store()))
                .collect(Collectors.groupingBy(
                        Hit::store, Collectors.mapping(hit -> hit.position().position(), Collectors.toList())));
        positions.forEach((store, of) -> rowsAt(store, of).stream()
                .filter(row -> row.status().equals(RunState.FAILED.word()))
                .filter(row -> !row.isSubflow() && !row.unstartedFork())
                .filter(row -> !ended.isSeen(store, row.id(), row.finishedAtMs()))
                .forEach(row -> needsYou.add(store, row.position())));
        return failed.size() > MAX_FAILED;
    }

    /** Runs that finished with something lost on the way, until somebody has seen it. */
    private void addUnseen(Map<Store, Map<Long, RunState>> active, PositionFilter.Positions needsYou) {
        Map<String, Store> byName = storesByName();
        ended.unseen().forEach((key, lost) -> {
            Store store = byName.get(key.store());
            if (store != null
                    && !active.getOrDefault(store, Map.of()).containsKey(lost.position())) { // revived meanwhile
                needsYou.add(store, lost.position());
            }
        });
    }

    private Map<String, Store> storesByName() {
        return index.stores().stream()
                .filter(store -> !copies.isCopy(store))
                .collect(Collectors.toMap(Store::name, store -> store, (one, other) -> one));
    }

    /** Runs that finished with something lost on the way that nobody has seen, the newest first. */
    public List<RunSummary> unseen(int limit) {
        Map<String, Store> byName = storesByName();
        Map<Store, List<Long>> positions = new HashMap<>();
        ended.newestUnseen(limit).forEach(one -> {
            Store store = byName.get(one.getKey().store());
            if (store != null) {
                positions
                        .computeIfAbsent(store, first -> new ArrayList<>())
                        .add(one.getValue().position());
            }
        });
        List<RunSummary> found = new ArrayList<>();
        positions.forEach((store, of) -> rowsAt(store, of).forEach(row -> found.add(orBare(store, row))));
        return found.stream()
                .filter(run -> !run.caveats().isEmpty() && !run.seen())
                .sorted(Comparator.comparing(RunSummary::finishedAtMs, Comparator.nullsLast(Comparator.reverseOrder())))
                .toList();
    }

    /**
     * Notes that somebody has seen how runs ended: they want nobody any more, until they are revived and end again.
     *
     * @return those that have not ended, so that there is nothing to be seen yet
     */
    List<StoredRun> see(Collection<StoredRun> runs, String by) {
        Map<EndedRuns.RunInStore, Long> ends = new HashMap<>();
        List<StoredRun> going = new ArrayList<>();
        for (StoredRun run : runs) {
            RunRow row = row(run);
            Long endedAtMs = row.finishedAtMs();
            if (row.isActive() || row.unstartedFork() || endedAtMs == null) {
                going.add(run);
            } else {
                ends.put(new EndedRuns.RunInStore(run.store().name(), run.id()), endedAtMs);
            }
        }
        ended.see(ends, by);
        runs.stream().filter(run -> !going.contains(run)).forEach(run -> index.touch(run.store(), run.id()));
        return going;
    }

    private PositionFilter.Part part(RunSegment segment) {
        Standing now = standing();
        PositionFilter.Positions lookedAt = new PositionFilter.Positions();
        PositionFilter.Positions ofSegment = new PositionFilter.Positions();
        now.active()
                .forEach((store, states) -> states.forEach((position, state) -> {
                    lookedAt.add(store, position);
                    if (RunSegment.of(state) == segment) {
                        ofSegment.add(store, position);
                    }
                }));
        return new PositionFilter.Part(
                segment == RunSegment.NEEDS_YOU ? now.needsYou() : ofSegment, segment.ended(), lookedAt);
    }

    private List<RunSummary> summaries(List<Hit> page) {
        Map<Store, List<Long>> byStore = page.stream()
                .collect(Collectors.groupingBy(
                        Hit::store, Collectors.mapping(hit -> hit.position().position(), Collectors.toList())));
        Map<Position, RunSummary> found = new HashMap<>();
        byStore.forEach((store, positions) -> {
            try {
                List<RunRow> rows = queries.byPosition(store, positions);
                costs.expect(store, rows.stream().map(RunRow::id).toList());
                for (RunRow row : rows) {
                    found.put(new Position(row.createdAtMs(), store.name(), row.position()), orBare(store, row));
                }
                if (rows.size() < positions.size()) {
                    index.missing(store);
                }
            } catch (StoreUnavailableException lockedOrGone) {
                index.unreadable(store); // it says why in /api/stores, and must not take the others' runs along
            }
        });
        return page.stream()
                .map(hit -> found.get(hit.position()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** What can be told of a run, whatever is wrong with what it holds: it must not take the page along. */
    private RunSummary orBare(Store store, RunRow row) {
        try {
            return summary(store, row);
        } catch (StoreUnavailableException lockedOrGone) {
            throw lockedOrGone;
        } catch (RuntimeException failure) {
            errors.log(
                    "run=%s store=%s".formatted(row.id(), store.name()),
                    "The state of a run can't be derived; the list shows its stored status.",
                    failure);
            return summary(store, row, RunFacts.UNKNOWN, Judged.of(RunState.UNKNOWN));
        }
    }

    public RunSummary summary(Store store, RunRow row) {
        RunFacts known = facts.of(store, row);
        return summary(store, row, known, judge(store, row, known));
    }

    private RunSummary summary(Store store, RunRow row, RunFacts known, Judged judged) {
        String workflow = workflow(row);
        return new RunSummary(
                row.id(),
                workflow,
                row.workflowName(),
                row.workflowPath(),
                known.title(),
                store.name(),
                row.status(),
                judged.state(),
                judged.stall().orElse(null),
                judged.silence().orElse(null),
                stuck(store, row, judged, known).orElse(null),
                unusual(store, row, workflow, judged, known),
                cause(store, row, known),
                known.caveats(),
                ended.isSeen(store, row.id(), row.finishedAtMs()),
                known.evidence().waits(),
                row.createdAtMs(),
                row.startedAtMs(),
                row.finishedAtMs(),
                row.durationMs(),
                known.progress(),
                known.usage().total().whole(known.usageIsComplete()),
                costs.of(store, row.id()),
                known.usage().models(RunSummary.MAX_MODELS),
                known.score(),
                row.pauseRequestedAtMs(),
                row.parentId(),
                row.parentKind(),
                copies.originalOf(store).orElse(null));
    }

    private @Nullable Cause cause(Store store, RunRow row, RunFacts known) {
        Cause held = row.isActive() ? holds.of(store, row.id()) : null;
        return held == null ? known.cause() : held;
    }

    private Optional<Stuck> stuck(Store store, RunRow row, Judged judged, RunFacts known) {
        return copies.isCopy(store)
                ? Optional.empty()
                : stuckDetector.judge(store.name(), row, judged, known.repeats(), clock.millis());
    }

    private String workflow(RunRow row) {
        return roots.nameOf(row.workflowPath(), row.workflowName());
    }

    /** What is unusual in a copy is so in the original, and a subflow is a part of another run. */
    private List<Unusual> unusual(Store store, RunRow row, String workflow, Judged judged, RunFacts known) {
        if (copies.isCopy(store) || row.isSubflow() || row.unstartedFork()) {
            return List.of();
        }
        Cost cost = costs.of(store, row.id());
        return habits.unusual(
                store,
                row,
                workflow,
                judged.state() == RunState.RUNNING,
                known.usage().total().totalOrZero(),
                cost == null ? null : cost.usd());
    }

    /** What the run is likely to take; empty of one that has ended, or whose workflow nothing can be told of. */
    public Optional<Forecast> forecast(StoredRun run) {
        RunRow row = row(run);
        return !row.isActive() || row.isSubflow() || row.unstartedFork() || copies.isCopy(run.store())
                ? Optional.empty()
                : habits.forecast(
                        run.store(), row, workflow(row), judge(run.store(), row).state() == RunState.RUNNING);
    }

    /** A run as the list shows it. */
    public RunSummary summary(StoredRun run) {
        return summary(run.store(), row(run));
    }

    /** Every run that the engine does not call ended, newest first; without those of stores that can't be read now. */
    public List<RunSummary> active() {
        List<RunSummary> summaries = new ArrayList<>();
        index.active().forEach((store, rows) -> {
            try {
                rows.forEach(row -> summaries.add(orBare(store, row)));
            } catch (StoreUnavailableException lockedOrGone) {
                index.unreadable(store);
            }
        });
        summaries.sort(Comparator.comparingLong(RunSummary::createdAtMs).reversed());
        return summaries;
    }

    /** Runs created from a time on and before another, newest first. */
    public Page<RunSummary> createdBetween(long fromMs, long beforeMs, @Nullable String cursor, int limit) {
        return list(
                new RunFilter(Set.of(), null, null, null, fromMs, beforeMs - 1, null, null, null, null), cursor, limit);
    }

    /**
     * Runs of one store that were created before a time and ended from it on and before another, latest end first. The
     * engine has no index on either, so this reads the store's whole list of runs: for what is asked once a day.
     */
    public List<RunSummary> endedLater(Store store, long fromMs, long beforeMs, int limit) {
        return queries.endedLater(store, fromMs, beforeMs, limit).stream()
                .map(row -> summary(store, row))
                .toList();
    }

    /** The tokens of a run by model, as far as its events have been added up. */
    public Map<String, Tokens> tokensByModel(StoredRun run) {
        return facts.of(run).usage().byModel();
    }

    /** The newest run of the tally; empty when its store can't be read at this moment. */
    public Optional<RunSummary> newest(WorkflowTally tally) {
        return index.stores().stream()
                .filter(store -> store.name().equals(tally.store()))
                .flatMap(store -> summaries(List.of(new Hit(
                                store, new Position(tally.lastCreatedAtMs(), store.name(), tally.lastPosition()))))
                        .stream())
                .findFirst();
    }

    /** What the store says of the runs at these positions; without those that are gone. */
    public List<RunRow> rowsAt(Store store, List<Long> positions) {
        try {
            return positions.isEmpty() ? List.of() : queries.byPosition(store, positions);
        } catch (StoreUnavailableException lockedOrGone) {
            index.unreadable(store);
            return List.of();
        }
    }

    public RunRow row(StoredRun run) {
        return queries.byId(run.store(), run.id())
                .orElseThrow(() -> ProblemType.RUN_NOT_FOUND.because(
                        "The run is gone from its store. GET /api/runs lists all runs."));
    }

    /** Where the run stands now; nothing that was kept is believed. */
    public RunControlState standing(StoredRun run) {
        index.touch(run.store(), run.id());
        return standing(run.store(), row(run));
    }

    /** The engine's word for the run at this moment; for who waits until it changes. */
    public String status(StoredRun run) {
        return row(run).status();
    }

    /** {@code pid:PID:UUID} of the process that owns the run at this moment; null when none does. */
    public @Nullable String ownerId(StoredRun run) {
        return row(run).ownerId();
    }

    /** All runs that could go on and that no process executes: those that need a resume, are stalled or paused. */
    public List<RunControlState> unattended() {
        List<RunControlState> found = new ArrayList<>();
        index.active().forEach((store, rows) -> {
            if (copies.isCopy(store)) {
                return;
            }
            try {
                for (RunRow row : new ArrayList<>(rows)) {
                    if (!row.isSubflow() && UNATTENDED.contains(stateOf(store, row))) {
                        found.add(standing(store, row));
                    }
                }
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Runs of a store that can't be read at the moment are not watched. store=%s", store.name());
            }
        });
        return found;
    }

    /** All runs that a process executes, or may execute; of subflows the run that they are part of. */
    public List<StoredRun> executed() {
        List<StoredRun> found = new ArrayList<>();
        index.active().forEach((store, rows) -> {
            if (copies.isCopy(store)) {
                return;
            }
            try {
                for (RunRow row : new ArrayList<>(rows)) {
                    if (!row.isSubflow() && isExecuted(store, row)) {
                        found.add(new StoredRun(store, row.id()));
                    }
                }
            } catch (StoreUnavailableException lockedOrGone) {
                index.unreadable(store);
            }
        });
        return found;
    }

    private boolean isExecuted(Store store, RunRow row) {
        return EXECUTED.contains(stateOf(store, row))
                || (row.ownerId() != null && processes.of(store, row) instanceof ProcessStatus.Alive);
    }

    private RunControlState standing(Store store, RunRow row) {
        return new RunControlState(
                new StoredRun(store, row.id()),
                summary(store, row),
                processes.of(store, row),
                row.ownerId(),
                processes.owner(store, row),
                row.heartbeatAtMs(),
                row.cancelRequestedAtMs(),
                row.pauseRequestedAtMs(),
                judge(store, row).need());
    }

    /** Who lives at this moment under the number that the run names as its owner's. */
    public RunOwner ownerNow(StoredRun run) {
        return processes.owner(run.store(), row(run));
    }

    Judged judge(Store store, RunRow row) {
        return judge(store, row, facts.of(store, row));
    }

    RunState stateOf(Store store, RunRow row) {
        return verdictOf(store, row).state();
    }

    /**
     * What changes with time alone.
     *
     * @param isSilent whether its process lives and does not beat
     * @param stuck how it gets nowhere; empty when that can't be said
     * @param unusual what it takes far more of than usual
     */
    record Verdict(RunState state, boolean isSilent, Optional<Stuck.Kind> stuck, Set<Unusual.Kind> unusual) {

        Verdict {
            unusual = Set.copyOf(unusual);
        }

        boolean isIn(Set<String> words) {
            return words.contains(state.word()) || (stuck.isPresent() && words.contains(STUCK));
        }
    }

    /** {@code UNKNOWN} for a run that can't be judged, which must not keep the others of its store from it. */
    Verdict verdictOf(Store store, RunRow row) {
        try {
            RunFacts known = facts.of(store, row);
            Judged judged = judge(store, row, known);
            return new Verdict(
                    judged.state(),
                    judged.silence().isPresent(),
                    stuck(store, row, judged, known).map(Stuck::kind),
                    row.isActive()
                            ? unusual(store, row, workflow(row), judged, known).stream()
                                    .map(Unusual::kind)
                                    .collect(Collectors.toSet())
                            : Set.of());
        } catch (StoreUnavailableException lockedOrGone) {
            throw lockedOrGone;
        } catch (RuntimeException failure) {
            errors.log(
                    "run=%s store=%s".formatted(row.id(), store.name()),
                    "The state of a run can't be derived.",
                    failure);
            return new Verdict(RunState.UNKNOWN, false, Optional.empty(), Set.of());
        }
    }

    private Judged judge(Store store, RunRow row, RunFacts known) {
        if (row.isActive() && copies.isCopy(store)) {
            return Judged.of(
                    RunState.ofEngine(row.status())); // what is late or dead there is so in the original, if at all
        }
        if (row.isActive() && row.isSubflow()) {
            Optional<RunRow> parent = queries.byId(store, String.valueOf(row.parentId()));
            if (parent.isPresent()) {
                return ofSubflow(row, judge(store, parent.get())); // each parent's id is shorter: this ends
            }
        }
        if (row.status().equals(WAITING_QUOTA) && holds.isParked(store, row.id())) {
            return Judged.of(RunState.PAUSED); // the calls that were refused look like a provider's quota to the engine
        }
        ProcessStatus process = row.status().equals("running") ? processes.of(store, row) : new ProcessStatus.Unknown();
        if (process instanceof ProcessStatus.Gone gone
                && clock.millis() - gone.sinceMs() < INDEX_IS_BEHIND.toMillis()) {
            // An engine writes how its run stands before it ends, and its end is known before that was read.
            Optional<RunRow> now =
                    queries.byId(store, row.id()).filter(read -> !read.status().equals("running"));
            if (now.isPresent()) {
                return Judged.of(RunState.ofEngine(now.get().status()));
            }
        }
        return detector.judge(row, known.evidence(), process, known.progress().lost(), clock.millis());
    }

    /** Its parent's process executes it, so its verdict is the parent's. */
    private static Judged ofSubflow(RunRow row, Judged parent) {
        return switch (parent.state()) {
            case STALLED ->
                new Judged(
                        RunState.STALLED,
                        parent.stall()
                                .map(stall -> new StallVerdict(
                                        "Its parent run `%s` is stalled: %s".formatted(row.parentId(), stall.reason()),
                                        stall.sinceAtMs(),
                                        stall.signals())),
                        Optional.empty(),
                        Optional.empty());
            case NEEDS_RESUME, PAUSED, CANCELLED, FAILED, CANCELLING, NOT_STARTED -> Judged.of(parent.state());
            case RUNNING,
                    WAITING_APPROVAL,
                    WAITING_EVENT,
                    WAITING_TIMER,
                    WAITING_QUOTA,
                    FINISHED,
                    FINISHED_WITH_FAILURES,
                    CONTINUED,
                    UNKNOWN -> Judged.of(RunState.ofEngine(row.status()));
        };
    }

    private PositionFilter picked(RunFilter filter, Optional<Position> after) {
        Optional<PositionFilter.Positions> only = Optional.empty();
        PositionFilter.Positions never = new PositionFilter.Positions();
        if (filter.words() != null) {
            only = Optional.of(matching(filter, filter.words(), after));
        }
        if (filter.scoreBelow() != null) {
            PositionFilter.Positions below = scoredBelow(filter, filter.scoreBelow());
            only = Optional.of(only.isPresent() ? only.get().and(below) : below);
        }
        if (filter.stalled() != null) {
            PositionFilter.Positions stalled = inState(Set.of(RunState.STALLED.word()));
            if (filter.stalled()) {
                only = Optional.of(only.isPresent() ? only.get().and(stalled) : stalled);
            } else {
                never = stalled;
            }
        }
        if (filter.unusual() != null) {
            PositionFilter.Positions unusual = unusual();
            if (filter.unusual()) {
                only = Optional.of(only.isPresent() ? only.get().and(unusual) : unusual);
            } else {
                never.addAll(unusual);
            }
        }
        if (!filter.statuses().isEmpty() && !filter.statuses().contains(RunState.NOT_STARTED.word())) {
            addUnstarted(never);
        }
        Set<Caveat.Kind> lost = lost(filter.statuses());
        boolean asksForDerived = filter.statuses().stream().anyMatch(DERIVED::contains);
        PositionFilter.Positions also = asksForDerived ? inState(filter.statuses()) : new PositionFilter.Positions();
        if (!lost.isEmpty()) {
            addLossy(lost, also);
        }
        return new PositionFilter(
                only, also, never, Optional.ofNullable(filter.segment()).map(this::part));
    }

    /** What a filter asks for by the words of what a run may have lost; all of it by {@code caveats}. */
    private static Set<Caveat.Kind> lost(Set<String> words) {
        if (words.contains(CAVEATS)) {
            return Set.of(Caveat.Kind.values());
        }
        Set<Caveat.Kind> kinds = words.stream()
                .flatMap(word -> Caveat.Kind.ofWord(word).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Caveat.Kind.class)));
        if (words.contains(RunState.FINISHED_WITH_FAILURES.word())) {
            kinds.add(Caveat.Kind.FAILURES);
        }
        return kinds;
    }

    private void addLossy(Set<Caveat.Kind> kinds, PositionFilter.Positions also) {
        for (Store store : index.stores()) {
            ended.lossy(store).forEach((position, of) -> {
                if (of.stream().anyMatch(kinds::contains)) {
                    also.add(store, position);
                }
            });
        }
    }

    private PositionFilter.Positions matching(RunFilter filter, String words, Optional<Position> after) {
        PositionFilter.Positions matching = new PositionFilter.Positions();
        long upToMs = after.map(Position::createdAtMs).orElse(Long.MAX_VALUE);
        for (Store store : index.stores()) {
            if (filter.store() == null || filter.store().equals(store.name())) {
                try {
                    queries.matching(store, words, upToMs, MAX_MATCHES)
                            .forEach(position -> matching.add(store, position));
                } catch (StoreUnavailableException lockedOrGone) {
                    index.unreadable(store);
                }
            }
        }
        return matching;
    }

    private PositionFilter.Positions scoredBelow(RunFilter filter, double mean) {
        PositionFilter.Positions below = new PositionFilter.Positions();
        for (Store store : index.stores()) {
            if (filter.store() == null || filter.store().equals(store.name())) {
                try {
                    scores.below(store, mean).forEach(position -> below.add(store, position));
                } catch (StoreUnavailableException lockedOrGone) {
                    index.unreadable(store);
                }
            }
        }
        return below;
    }

    /** Their status is their parent's, so no filter on it means them. */
    private void addUnstarted(PositionFilter.Positions never) {
        index.active()
                .forEach((store, rows) ->
                        rows.stream().filter(RunRow::unstartedFork).forEach(row -> never.add(store, row.position())));
    }

    private PositionFilter.Positions unusual() {
        PositionFilter.Positions unusual = where(verdict -> !verdict.unusual().isEmpty());
        habits.unusualFinished()
                .forEach((store, positions) -> positions.forEach(position -> unusual.add(store, position)));
        return unusual;
    }

    private PositionFilter.Positions where(Predicate<Verdict> is) {
        PositionFilter.Positions positions = new PositionFilter.Positions();
        index.active().forEach((store, rows) -> {
            try {
                new ArrayList<>(rows)
                        .stream()
                                .filter(row -> is.test(verdictOf(store, row)))
                                .forEach(row -> positions.add(store, row.position()));
            } catch (StoreUnavailableException lockedOrGone) {
                index.unreadable(store);
            }
        });
        return positions;
    }

    private PositionFilter.Positions inState(Set<String> states) {
        PositionFilter.Positions positions = new PositionFilter.Positions();
        for (Map.Entry<Store, Collection<RunRow>> active : index.active().entrySet()) {
            Store store = active.getKey();
            try {
                for (RunRow row : new ArrayList<>(active.getValue())) {
                    Verdict verdict = verdictOf(store, row);
                    boolean isItsParents = row.isSubflow()
                            && (UNATTENDED.contains(verdict.state())
                                    || !states.contains(verdict.state().word()));
                    if (!isItsParents && verdict.isIn(states)) {
                        positions.add(store, row.position());
                    }
                }
            } catch (StoreUnavailableException lockedOrGone) {
                index.unreadable(store);
            }
        }
        return positions;
    }

    private static String cursor(Position position) {
        return Cursor.of(CURSOR, position.createdAtMs(), position.store(), position.position());
    }

    private static Position position(String cursor) {
        List<String> parts = Cursor.parse(CURSOR, cursor, 3);
        return new Position(Cursor.number(cursor, parts.get(0)), parts.get(1), Cursor.number(cursor, parts.get(2)));
    }
}
