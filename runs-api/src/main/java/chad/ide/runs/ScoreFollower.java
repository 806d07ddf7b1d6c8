package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of scores. A scorer runs beside its run and may end after it, and the engine writes the score behind the event
 * that says so: what was read of the run at the event lacks it.
 */
@ApplicationScoped
class ScoreFollower {

    private final ScoreQueries queries;
    private final RunIndex index;
    private final Map<Store, Long> known = new ConcurrentHashMap<>();

    ScoreFollower(ScoreQueries queries, RunIndex index) {
        this.queries = queries;
        this.index = index;
    }

    void onStoreChanged(@Observes StoreChanged news) {
        Store store = news.store();
        switch (news.kind()) {
            case GONE -> known.remove(store);
            case REPLACED -> known.put(store, queries.newest(store)); // all that was read of it is thrown away
            case WRITTEN -> {
                long newest = queries.newest(store);
                Long before = known.put(store, newest);
                if (before != null && newest > before) {
                    queries.scoredAfter(store, before).forEach(runId -> index.touch(store, runId));
                }
            }
        }
    }
}
