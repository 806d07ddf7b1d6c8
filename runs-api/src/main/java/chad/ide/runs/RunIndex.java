package chad.ide.runs;

import chad.ide.engine.WorkflowRoots;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All runs of all stores, newest first, kept up to date by the news of the stores.
 *
 * <p>What changed in a store is told by three cheap reads: the runs inserted since the last look, the runs that the
 * engine does not call ended (by its index on status), and the events inserted since the last look, which name every
 * run that something happened to, a revived one included. So a store with a hundred thousand runs costs as little as a
 * small one, and a store that rests costs nothing.
 *
 * <p>Runs can also be taken away, by an engine that keeps them for some time only, and their positions be given out
 * again. That is noticed by the newest run of the last look (it is gone, or another one is in its place: the store is
 * indexed anew) and by how many there are, which is counted as often as it is cheap, and within a second.
 */
@ApplicationScoped
public class RunIndex {

    private static final String HEARTBEAT = "TaskHeartbeat";

    /** Runs of a store that are asked which store their workflow writes to; mostly it is one workflow. */
    private static final int MAX_ASKED_ABOUT = 100;

    /** Where a run stands in the order: newest first, then by store, then the later inserted. */
    record Position(long createdAtMs, String store, long position) implements Comparable<Position> {

        private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::createdAtMs)
                .reversed()
                .thenComparing(Position::store)
                .thenComparing(Comparator.comparingLong(Position::position).reversed());

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    /** A run in the index. */
    record Hit(Store store, Position position) {}

    private final RunQueries queries;
    private final WorkflowRoots roots;
    private final Event<RunChanged> changes;
    private final StringPool strings = new StringPool();
    private final Map<Store, Indexed> stores = new ConcurrentHashMap<>();
    private final RunRoom room = new RunRoom(Runtime.getRuntime().maxMemory());
    private final AtomicLong revision = new AtomicLong();

    RunIndex(RunQueries queries, WorkflowRoots roots, Event<RunChanged> changes) {
        this.queries = queries;
        this.roots = roots;
        this.changes = changes;
    }

    /** Rises with every change that a list could show. */
    public long revision() {
        return revision.get();
    }

    void onStoreChanged(@Observes StoreChanged news) {
        switch (news.kind()) {
            case GONE -> {
                if (stores.remove(news.store()) != null) {
                    revision.incrementAndGet();
                }
            }
            case REPLACED -> {
                long others = stores.entrySet().stream()
                        .filter(known -> !known.getKey().equals(news.store()))
                        .mapToLong(known -> known.getValue().index.size())
                        .sum();
                room.require(news.store(), queries.count(news.store()), others);
                Indexed fresh = new Indexed(news.store());
                fresh.refresh();
                stores.put(news.store(), fresh);
                revision.incrementAndGet();
            }
            case WRITTEN -> {
                Indexed indexed = stores.get(news.store());
                if (indexed != null) {
                    tell(indexed.store, indexed.refresh());
                }
            }
        }
    }

    /** Something outside the stores changed what is known of the run, such as the end of its process. */
    public void touch(Store store, String runId) {
        tell(store, Set.of(runId));
    }

    /** A list was answered without this store's runs; the next one shall try again. */
    void unreadable(Store store) {
        Log.debugf("A list omits the runs of a store that can't be read at the moment. store=%s", store.name());
        revision.incrementAndGet();
    }

    private void tell(Store store, Set<String> changed) {
        if (!changed.isEmpty()) {
            changed.forEach(runId -> changes.fire(new RunChanged(store, runId)));
            revision.incrementAndGet();
        }
    }

    /** How many runs the store has; exact as of the last look at it. */
    public long count(Store store) {
        return Optional.ofNullable(stores.get(store)).map(Indexed::count).orElse(0L);
    }

    /** As the list of runs names it: files of one name in two folders are two workflows. */
    private String nameOf(StringPool.Workflow workflow) {
        return roots.nameOf(workflow.path(), workflow.name());
    }

    /** How many runs have each of the engine's statuses, by workflow, over all stores. */
    public Map<String, Map<String, Long>> countByWorkflow() {
        Map<Integer, long[]> counts = new HashMap<>();
        stores.values().forEach(indexed -> indexed.countInto(counts));
        Map<String, Map<String, Long>> byName = new HashMap<>();
        counts.forEach((workflow, byStatus) -> {
            Map<String, Long> sums =
                    byName.computeIfAbsent(nameOf(strings.workflowOf(workflow)), first -> new HashMap<>());
            strings.byStatus(byStatus).forEach((status, count) -> sums.merge(status, count, Long::sum));
        });
        return byName;
    }

    /** What became of each workflow's runs, by workflow and store. */
    public List<WorkflowTally> tallies() {
        return stores.values().stream()
                .flatMap(indexed -> indexed.tallies().stream())
                .toList();
    }

    /** What the index keeps of a run, for sums over many of them: nothing is made for each. */
    @FunctionalInterface
    public interface EntryVisitor {

        /**
         * @param position of the run in its store
         * @param status the engine's word
         * @param workflow a code, see {@link #workflowName}
         * @param durationMs from its start to its end; negative when there is none
         * @return whether to go on with older runs
         */
        boolean visit(long position, long createdAtMs, String status, int workflow, int durationMs);
    }

    /** Shows the runs of a store, newest first, without subflows: those are parts of other runs. */
    public void newestFirst(Store store, EntryVisitor visitor) {
        Indexed indexed = stores.get(store);
        if (indexed != null) {
            indexed.newestFirst(visitor);
        }
    }

    /** As the list of runs names the workflow of that code. */
    public String workflowName(int code) {
        return nameOf(strings.workflowOf(code));
    }

    /** The rows of all runs that have not ended, forks that were never started among them. */
    Map<Store, Collection<RunRow>> active() {
        Map<Store, Collection<RunRow>> active = new HashMap<>();
        stores.values().forEach(indexed -> active.put(indexed.store, indexed.activeRows()));
        return active;
    }

    /**
     * The newest runs that the filter takes.
     *
     * @param after the position of the last run of the page before
     * @param picked what the index can't tell by itself
     */
    List<Hit> newest(RunFilter filter, Optional<Position> after, int limit, PositionFilter picked) {
        List<Hit> hits = new ArrayList<>();
        for (Indexed indexed : stores.values()) {
            if (filter.store() != null && !filter.store().equals(indexed.store.name())) {
                continue;
            }
            hits.addAll(indexed.newest(filter, after, limit, picked));
        }
        hits.sort(Comparator.comparing(Hit::position));
        return hits.size() > limit ? List.copyOf(hits.subList(0, limit)) : hits;
    }

    /** Looks at each run that a filter takes, but for subflows: those are parts of other runs. */
    interface Visitor {
        void visit(Store store, long position, String status);
    }

    void visit(RunFilter filter, PositionFilter picked, Visitor visitor) {
        for (Indexed indexed : stores.values()) {
            if (filter.store() == null || filter.store().equals(indexed.store.name())) {
                indexed.visit(filter, picked, visitor);
            }
        }
    }

    public List<Store> stores() {
        return stores.keySet().stream()
                .sorted(Comparator.comparing(Store::name))
                .toList();
    }

    /** The stores that may hold a run of that id, as of their last look; who needs to know asks them. */
    List<Store> mayHold(String runId) {
        return stores.values().stream()
                .filter(indexed -> indexed.mayHold(runId))
                .map(indexed -> indexed.store)
                .sorted(Comparator.comparing(Store::name))
                .toList();
    }

    /**
     * What may tell whether a store is a copy.
     *
     * @param runByWorkflow paths of workflows as runs recorded them, each with the id of such a run, or an empty one
     */
    public record Origin(Store store, Map<String, String> runByWorkflow) {}

    /** Of the stores that have runs which have not ended, or share runs with another store. */
    public List<Origin> origins() {
        Map<Long, Integer> holders = new HashMap<>();
        stores.values().forEach(indexed -> indexed.samples().forEach(sample -> holders.merge(sample, 1, Integer::sum)));
        List<Origin> origins = new ArrayList<>();
        for (Indexed indexed : stores.values()) {
            Map<String, String> runs = new LinkedHashMap<>();
            indexed.activeRows().stream().limit(MAX_ASKED_ABOUT).forEach(row -> {
                if (row.workflowPath() != null) {
                    runs.putIfAbsent(row.workflowPath(), row.id());
                }
            });
            if (indexed.samples().stream().anyMatch(sample -> holders.getOrDefault(sample, 0) > 1)) {
                indexed.newestWorkflow().ifPresent(path -> runs.putIfAbsent(path, ""));
            }
            if (!runs.isEmpty()) {
                origins.add(new Origin(indexed.store, runs));
            }
        }
        return origins;
    }

    /** What is known of the whole store has changed. */
    public void touchAll(Store store) {
        Indexed indexed = stores.get(store);
        if (indexed != null) {
            Set<String> ids = new HashSet<>();
            indexed.activeRows().forEach(row -> ids.add(row.id()));
            tell(store, ids);
        }
        revision.incrementAndGet();
    }

    /** What was too dear to be counted at each look. */
    @Scheduled(every = "${runs.stall.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void countWhatChanged() {
        for (Indexed indexed : stores.values()) {
            try {
                if (indexed.isUncounted()) {
                    tell(indexed.store, indexed.refresh(true));
                }
            } catch (StoreUnavailableException lockedOrGone) {
                unreadable(indexed.store);
            }
        }
    }

    /** A page named runs of this store that it does not hold any more. */
    void missing(Store store) {
        Indexed indexed = stores.get(store);
        if (indexed != null) {
            indexed.isUncounted(true);
        }
    }

    /** One store in the index. Refreshed by one thread at a time, read by many. */
    private final class Indexed {

        /** Counting may take this share of the time, one in so many. */
        private static final int SHARE = 50;

        final Store store;
        private StoreIndex index = new StoreIndex(strings);
        private Map<String, RunRow> active = Map.of();
        private long lastEventPosition = -1;
        private @Nullable String lastEvent;
        private long countedAtNanos;
        private long countTookNanos;
        private volatile boolean uncounted;
        private final Object lock = new Object();

        Indexed(Store store) {
            this.store = store;
        }

        boolean isUncounted() {
            return uncounted;
        }

        void isUncounted(boolean now) {
            uncounted = now;
        }

        /** Reads what is new. Returns the ids of the runs that changed. */
        Set<String> refresh() {
            return refresh(false);
        }

        /** @param count whether to count the runs even if that is dear */
        synchronized Set<String> refresh(boolean count) {
            boolean first = lastEventPosition < 0;
            RunQueries.Mark mark = queries.mark(store, lastEventPosition, index.lastPosition());
            Set<String> changed = first ? new HashSet<>() : changedByEvents(mark);
            lastEventPosition = mark.newestEvent();
            lastEvent = mark.newestEventId();
            if (!first && index.size() > 0 && !index.lastId().equals(mark.knownRunId())) {
                indexAnew(changed);
            }
            takeInserted();
            if (!first) {
                takeDeleted(changed, count);
            }
            return takeChanged(changed, first);
        }

        private Set<String> changedByEvents(RunQueries.Mark mark) {
            long newestEvent = mark.newestEvent();
            Set<String> runs = new HashSet<>();
            if (newestEvent < lastEventPosition || !Objects.equals(lastEvent, mark.knownEventId())) {
                // Events were taken away and their positions are given out again: look at all that is active.
                lastEventPosition = newestEvent;
                runs.addAll(active.keySet());
            }
            List<RunQueries.NewEvent> news = queries.eventsAfter(store, lastEventPosition);
            while (!news.isEmpty()) {
                news.stream()
                        .filter(event -> !event.type().equals(HEARTBEAT))
                        .map(RunQueries.NewEvent::runId)
                        .forEach(runs::add);
                lastEventPosition = news.getLast().position();
                news = lastEventPosition < newestEvent ? queries.eventsAfter(store, lastEventPosition) : List.of();
            }
            return runs;
        }

        private void indexAnew(Set<String> changed) {
            changed.addAll(active.keySet());
            StoreIndex fresh = new StoreIndex(strings);
            fill(fresh);
            replace(fresh);
        }

        private void replace(StoreIndex fresh) {
            synchronized (lock) {
                index = fresh;
            }
            revision.incrementAndGet();
        }

        private void fill(StoreIndex fresh) {
            List<RunQueries.Entry> inserted = queries.insertedAfter(store, fresh.lastPosition());
            while (!inserted.isEmpty()) {
                inserted.forEach(fresh::add);
                inserted = queries.insertedAfter(store, fresh.lastPosition());
            }
        }

        private void takeInserted() {
            List<RunQueries.Entry> inserted = queries.insertedAfter(store, index.lastPosition());
            while (!inserted.isEmpty()) {
                synchronized (lock) {
                    inserted.forEach(index::add);
                }
                revision.incrementAndGet();
                inserted = queries.insertedAfter(store, index.lastPosition());
            }
        }

        private void takeDeleted(Set<String> changed, boolean count) {
            long now = System.nanoTime();
            if (!count && now - countedAtNanos < countTookNanos * SHARE) {
                uncounted = true;
                return;
            }
            long there = queries.count(store);
            countedAtNanos = System.nanoTime();
            countTookNanos = countedAtNanos - now;
            uncounted = false;
            if (there < index.size()) {
                Set<Long> present = queries.positions(store);
                synchronized (lock) {
                    index.retain(present);
                }
                revision.incrementAndGet();
            }
            if (there > index.size()) {
                indexAnew(changed); // some were inserted below the newest
            }
        }

        private Set<String> takeChanged(Set<String> byEvents, boolean first) {
            Map<String, RunRow> before = active;
            Map<String, RunRow> now = new HashMap<>();
            queries.active(store).forEach(row -> now.put(row.id(), row));

            Set<String> changed = new HashSet<>(byEvents);
            now.forEach((id, row) -> {
                if (!looksSame(before.get(id), row) && !first) {
                    changed.add(id);
                }
            });
            before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(changed::add);

            List<RunRow> rows = new ArrayList<>(now.values());
            changed.stream()
                    .filter(id -> !now.containsKey(id))
                    .map(id -> queries.byId(store, id))
                    .flatMap(Optional::stream)
                    .forEach(rows::add);
            synchronized (lock) {
                rows.forEach(index::update);
                active = now;
            }
            return changed;
        }

        /** Whether a person would see no difference: a heartbeat is a clock, not news. */
        private static boolean looksSame(@Nullable RunRow before, RunRow now) {
            return before != null
                    && before.status().equals(now.status())
                    && Objects.equals(before.startedAtMs(), now.startedAtMs())
                    && Objects.equals(before.ownerId(), now.ownerId())
                    && Objects.equals(before.cancelRequestedAtMs(), now.cancelRequestedAtMs())
                    && Objects.equals(before.pauseRequestedAtMs(), now.pauseRequestedAtMs())
                    && before.workflowName().equals(now.workflowName());
        }

        List<Hit> newest(RunFilter filter, Optional<Position> after, int limit, PositionFilter picked) {
            synchronized (lock) {
                long beforeMs = after.map(Position::createdAtMs).orElse(Long.MAX_VALUE);
                long beforePosition = Long.MAX_VALUE;
                if (after.isPresent()) {
                    // At the very time of the last run, stores before its own are done, those behind it are not.
                    int byName = store.name().compareTo(after.get().store());
                    beforePosition =
                            byName == 0 ? after.get().position() : byName < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
                }
                if (filter.untilMs() != null && filter.untilMs() < beforeMs) {
                    beforeMs = filter.untilMs() + 1;
                    beforePosition = Long.MIN_VALUE;
                }
                IntPredicate matches = matching(filter, picked);
                long sinceMs = filter.sinceMs() == null ? Long.MIN_VALUE : filter.sinceMs();
                return index.newest(sinceMs, beforeMs, beforePosition, limit, matches).stream()
                        .map(at ->
                                new Hit(store, new Position(index.createdAtMs(at), store.name(), index.position(at))))
                        .toList();
            }
        }

        void visit(RunFilter filter, PositionFilter picked, Visitor visitor) {
            synchronized (lock) {
                long sinceMs = filter.sinceMs() == null ? Long.MIN_VALUE : filter.sinceMs();
                long beforeMs = filter.untilMs() == null ? Long.MAX_VALUE : filter.untilMs() + 1;
                IntPredicate matches = matching(filter, picked);
                index.between(sinceMs, beforeMs)
                        .filter(at -> !index.isSubflow(at))
                        .filter(matches)
                        .forEach(at -> visitor.visit(store, index.position(at), index.statusAt(at)));
            }
        }

        private IntPredicate matching(RunFilter filter, PositionFilter picked) {
            IntPredicate matches = at -> true;
            if (!filter.statuses().isEmpty()) {
                matches = matches.and(at ->
                        filter.statuses().contains(index.statusAt(at)) || picked.alsoTaken(store, index.position(at)));
            }
            if (filter.workflow() != null) {
                String asked = filter.workflow();
                boolean[] taken =
                        strings.workflowsWhere(workflow -> workflow.isNamed(asked) || asked.equals(nameOf(workflow)));
                matches = matches.and(at -> index.workflow(at) < taken.length && taken[index.workflow(at)]);
            }
            return matches.and(at -> picked.isTaken(store, index.position(at), index.statusAt(at)));
        }

        void newestFirst(EntryVisitor visitor) {
            synchronized (lock) {
                for (int at = index.size() - 1; at >= 0; at--) {
                    if (!index.isSubflow(at)
                            && !visitor.visit(
                                    index.position(at),
                                    index.createdAtMs(at),
                                    index.statusAt(at),
                                    index.workflow(at),
                                    index.tookMs(at))) {
                        return;
                    }
                }
            }
        }

        Set<Long> samples() {
            synchronized (lock) {
                return Set.copyOf(index.samples());
            }
        }

        Optional<String> newestWorkflow() {
            synchronized (lock) {
                return index.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(strings.workflowOf(index.workflow(index.size() - 1))
                                .path());
            }
        }

        boolean mayHold(String runId) {
            synchronized (lock) {
                return index.mayHold(runId);
            }
        }

        long count() {
            synchronized (lock) {
                return index.size();
            }
        }

        List<WorkflowTally> tallies() {
            synchronized (lock) {
                return index.tallies(store.name());
            }
        }

        void countInto(Map<Integer, long[]> counts) {
            synchronized (lock) {
                index.countInto(counts);
            }
        }

        Collection<RunRow> activeRows() {
            synchronized (lock) {
                return active.values();
            }
        }
    }
}
