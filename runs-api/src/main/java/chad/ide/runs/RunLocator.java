package chad.ide.runs;

import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemType;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the store of a run. */
@Singleton
public class RunLocator {

    /** The engine takes any string as an id; longer ones were never made by it. */
    private static final int MAX_ID_CHARS = 512;

    private final StoreRegistry registry;
    private final StoreReader reader;
    private final Cache<String, Store> known =
            Caffeine.newBuilder().maximumSize(10_000).build();

    RunLocator(StoreRegistry registry, StoreReader reader) {
        this.registry = registry;
        this.reader = reader;
    }

    /**
     * The run with that id.
     *
     * @param store the name of the store to look in; null looks in all, and takes the first by name when a store was
     *     copied and several hold the run
     * @throws chad.ide.problem.ProblemException 404 when no readable store has it
     */
    public StoredRun locate(String runId, @Nullable String store) {
        if (store != null) {
            Store named = registry.byName(store)
                    .orElseThrow(() -> ProblemType.STORE_NOT_FOUND.because(
                            "There is no store of that name. GET /api/stores lists them.",
                            List.of(new FieldError("store", store, "the name of a store"))));
            if (has(named, runId)) {
                return new StoredRun(named, runId);
            }
            throw notFound(runId);
        }
        return find(runId).orElseThrow(() -> notFound(runId));
    }

    /** The run with that id in any readable store. */
    public Optional<StoredRun> find(String runId) {
        if (runId.isEmpty() || runId.length() > MAX_ID_CHARS) {
            return Optional.empty();
        }
        Store remembered = known.getIfPresent(runId);
        if (remembered != null && registry.readable().contains(remembered) && has(remembered, runId)) {
            return Optional.of(new StoredRun(remembered, runId));
        }
        for (Store store : registry.readable()) {
            if (hasIfReadable(store, runId)) {
                known.put(runId, store);
                return Optional.of(new StoredRun(store, runId));
            }
        }
        return Optional.empty();
    }

    private boolean hasIfReadable(Store store, String runId) {
        try {
            return has(store, runId);
        } catch (StoreUnavailableException lockedOrGone) {
            return false; // it says so itself in /api/stores, and must not hide the runs of the others
        }
    }

    private boolean has(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT 1 AS found FROM _smithers_runs WHERE run_id = ?",
                        row -> row.getInt("found"),
                        runId)
                .isPresent();
    }

    private static RuntimeException notFound(String runId) {
        return ProblemType.RUN_NOT_FOUND.because(
                "There is no such run in a store that can be read. GET /api/runs lists the runs there are.",
                List.of(new FieldError("id", runId, "the id of a run")));
    }
}
