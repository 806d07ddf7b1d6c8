package chad.ide.runs;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.runs.EndedRuns.Ended;
import chad.ide.runs.EndedRuns.RunInStore;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Looks once at each run that has finished: what it lost is found in the tree, the nodes and the attempts, which is too much
 * to be read of each run in a list or a sum. The ends are taken from the events by position, as they are written.
 */
@ApplicationScoped
class CaveatFollower {

    private static final int CHUNK = 5_000;

    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(3);

    /** What one look may take before it leaves the rest for the next. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CaveatQueries queries;
    private final CaveatReader reader;
    private final EndedRuns ended;
    private final RunIndex index;
    private final StoreRegistry stores;
    private final StoreCopies copies;
    private final CaveatConfig config;
    private final Clock clock;
    private final Set<Store> written = ConcurrentHashMap.newKeySet();

    /** Of which something is known that may not be so any more. */
    private final Map<Store, Set<String>> moved = new ConcurrentHashMap<>();

    /** When a run is looked at once more: the engine settles its last rows a moment after it has told of the end. */
    private final Map<Store, Map<String, Long>> unsettled = new ConcurrentHashMap<>();

    CaveatFollower(
            CaveatQueries queries,
            CaveatReader reader,
            EndedRuns ended,
            RunIndex index,
            StoreRegistry stores,
            StoreCopies copies,
            CaveatConfig config,
            Clock clock) {
        this.queries = queries;
        this.reader = reader;
        this.ended = ended;
        this.index = index;
        this.stores = stores;
        this.copies = copies;
        this.config = config;
        this.clock = clock;
    }

    void onStoreChanged(@Observes StoreChanged news) {
        switch (news.kind()) {
            case GONE -> {
                written.remove(news.store());
                moved.remove(news.store());
                unsettled.remove(news.store());
            }
            case WRITTEN -> written.add(news.store());
            case REPLACED -> {
                written.add(news.store());
                movedOf(news.store()).addAll(ended.known(news.store().name()));
            }
        }
    }

    /** Runs are revived, rewound, and pruned. */
    void onRunChanged(@Observes RunChanged news) {
        if (ended.isKnown(news.store().name(), news.runId())) {
            movedOf(news.store()).add(news.runId());
            written.add(news.store());
        }
    }

    private Set<String> movedOf(Store store) {
        return moved.computeIfAbsent(store, first -> ConcurrentHashMap.newKeySet());
    }

    @Scheduled(every = "${runs.caveats.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        long until = System.nanoTime() + LOOK_NANOS;
        unsettled.forEach((store, runs) -> takeDue(store, runs));
        for (Store store : Set.copyOf(written)) {
            if (System.nanoTime() > until) {
                return;
            }
            written.remove(store); // before it is read: what is written meanwhile is news
            if (stores.byName(store.name()).filter(store::equals).isEmpty()) {
                moved.remove(store); // gone, and another look at it would be asked for again and again
                continue;
            }
            try {
                if (!copies.isCopy(store) && !read(store, until)) {
                    written.add(store);
                }
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Ends of runs can't be read at the moment. store=%s", store.name());
                written.add(store);
            } catch (LedgerUnavailableException told) {
                written.add(store);
                return;
            }
        }
    }

    private void takeDue(Store store, Map<String, Long> runs) {
        runs.forEach((runId, atMs) -> {
            if (atMs <= clock.millis()) {
                runs.remove(runId);
                movedOf(store).add(runId);
                written.add(store);
            }
        });
    }

    /** @return whether all of it was read */
    private boolean read(Store store, long untilNanos) {
        Set<String> again = Optional.ofNullable(moved.remove(store)).orElse(Set.of());
        if (!again.isEmpty()) {
            try {
                keep(store, List.copyOf(again), false, EventMark.BEGINNING);
            } catch (StoreUnavailableException | LedgerUnavailableException notNow) {
                movedOf(store).addAll(again); // nothing in the store says a second time that they have moved
                throw notNow;
            }
        }
        if (!queries.hasEvents(store)) {
            return true;
        }
        long position = queries.after(store, ended.mark(store.name()));
        long sinceMs = clock.millis() - config.keep().toMillis();
        OptionalLong next = queries.further(store, position, CHUNK);
        while (next.isPresent()) {
            long upTo = next.getAsLong();
            List<String> finished = queries.finished(store, position, upTo, sinceMs);
            long againAtMs = clock.millis() + SETTLES_WITHIN.toMillis();
            queries.finished(store, position, upTo, clock.millis() - SETTLES_WITHIN.toMillis())
                    .forEach(runId -> unsettled
                            .computeIfAbsent(store, first -> new ConcurrentHashMap<>())
                            .put(runId, againAtMs));
            keep(store, finished, true, queries.mark(store, upTo));
            position = upTo;
            next = queries.further(store, position, CHUNK);
            if (System.nanoTime() > untilNanos) {
                break;
            }
        }
        return next.isEmpty();
    }

    private void keep(Store store, Collection<String> runIds, boolean marks, EventMark readUpTo) {
        Map<RunInStore, Ended> found = new HashMap<>();
        Set<RunInStore> gone = new HashSet<>();
        for (String runId : runIds) {
            RunInStore key = new RunInStore(store.name(), runId);
            Optional<Ended> lost = reader.lost(store, runId);
            lost.ifPresent(one -> found.put(key, one));
            if (lost.isEmpty()) {
                gone.add(key);
            }
        }
        ended.keep(found, gone, marks ? store.name() : null, readUpTo)
                .forEach(changed -> index.touch(store, changed.runId()));
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        try {
            ended.forget();
        } catch (LedgerUnavailableException told) {
            Log.debug("What runs of long ago have lost will be forgotten later.", told);
        }
    }
}
