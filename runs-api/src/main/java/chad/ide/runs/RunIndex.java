package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
 */
@ApplicationScoped
public class RunIndex {

    private static final String HEARTBEAT = "TaskHeartbeat";

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
    private final Event<RunChanged> changes;
    private final Words words = new Words();
    private final Map<Store, Indexed> stores = new ConcurrentHashMap<>();
    private final RunRoom room = new RunRoom(Runtime.getRuntime().maxMemory());
    private final AtomicLong revision = new AtomicLong();

    RunIndex(RunQueries queries, Event<RunChanged> changes) {
        this.queries = queries;
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
    void touch(Store store, String runId) {
        tell(store, Set.of(runId));
    }

    /** A list was answered without this store's runs; the next one shall try again. */
    void unreadable(Store store) {
        Log.debugf("A list leaves out the runs of a store that can't be read now. store=%s", store.name());
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

    /** How many runs have each of the engine's statuses, by the file name of their workflow, over all stores. */
    public Map<String, Map<String, Long>> countByWorkflow() {
        Map<Integer, long[]> counts = new HashMap<>();
        stores.values().forEach(indexed -> indexed.countInto(counts));
        Map<String, Map<String, Long>> byFile = new HashMap<>();
        counts.forEach((workflow, byStatus) -> {
            Map<String, Long> sums =
                    byFile.computeIfAbsent(words.workflowOf(workflow).fileName(), first -> new HashMap<>());
            words.byStatus(byStatus).forEach((status, count) -> sums.merge(status, count, Long::sum));
        });
        return byFile;
    }

    /** What became of each workflow's runs, by workflow and store. */
    public List<WorkflowTally> tallies() {
        return stores.values().stream()
                .flatMap(indexed -> indexed.tallies().stream())
                .toList();
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
    List<Hit> newest(RunFilter filter, Optional<Position> after, int limit, Picked picked) {
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

    List<Store> stores() {
        return stores.keySet().stream()
                .sorted(Comparator.comparing(Store::name))
                .toList();
    }

    /** One store in the index. Refreshed by one thread at a time, read by many. */
    private final class Indexed {

        final Store store;
        private final StoreIndex index = new StoreIndex(words);
        private Map<String, RunRow> active = Map.of();
        private long lastEventPosition = -1;

        Indexed(Store store) {
            this.store = store;
        }

        /** Reads what is new. Returns the ids of the runs that changed. */
        Set<String> refresh() {
            boolean first = lastEventPosition < 0;
            long newestEvent = queries.lastEventPosition(store);
            Set<String> changed = first ? Set.of() : changedByEvents(newestEvent);
            lastEventPosition = newestEvent;
            takeInserted();
            return takeChanged(changed, first);
        }

        private Set<String> changedByEvents(long newestEvent) {
            Set<String> runs = new HashSet<>();
            if (newestEvent < lastEventPosition) {
                // A rewind took events away and their positions are given out again: look at all that is active.
                lastEventPosition = newestEvent;
                runs.addAll(active.keySet());
            }
            List<RunQueries.News> news = queries.eventsAfter(store, lastEventPosition);
            while (!news.isEmpty()) {
                news.stream()
                        .filter(event -> !event.type().equals(HEARTBEAT))
                        .map(RunQueries.News::runId)
                        .forEach(runs::add);
                lastEventPosition = news.getLast().position();
                news = lastEventPosition < newestEvent ? queries.eventsAfter(store, lastEventPosition) : List.of();
            }
            return runs;
        }

        private void takeInserted() {
            List<RunQueries.Entry> inserted = queries.insertedAfter(store, index.lastPosition());
            while (!inserted.isEmpty()) {
                synchronized (index) {
                    inserted.forEach(index::add);
                }
                revision.incrementAndGet();
                inserted = queries.insertedAfter(store, index.lastPosition());
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
            synchronized (index) {
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

        List<Hit> newest(RunFilter filter, Optional<Position> after, int limit, Picked picked) {
            synchronized (index) {
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

        private IntPredicate matching(RunFilter filter, Picked picked) {
            IntPredicate matches = at -> true;
            if (!filter.statuses().isEmpty()) {
                matches = matches.and(at ->
                        filter.statuses().contains(index.statusAt(at)) || picked.alsoTaken(store, index.position(at)));
            }
            if (filter.workflow() != null) {
                String asked = filter.workflow();
                boolean[] taken = words.workflowsWhere(workflow -> workflow.isNamed(asked));
                matches = matches.and(at -> index.workflow(at) < taken.length && taken[index.workflow(at)]);
            }
            return matches.and(at -> picked.isTaken(store, index.position(at)));
        }

        long count() {
            synchronized (index) {
                return index.size();
            }
        }

        List<WorkflowTally> tallies() {
            synchronized (index) {
                return index.tallies(store.name());
            }
        }

        void countInto(Map<Integer, long[]> counts) {
            synchronized (index) {
                index.countInto(counts);
            }
        }

        Collection<RunRow> activeRows() {
            synchronized (index) {
                return active.values();
            }
        }
    }
}
