package chad.ide.runs;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.problem.ProblemType;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the store of a run. An id names a run only together with its store: the engine takes the same id in two stores,
 * and a copied file holds all of them once more.
 */
@Singleton
public class RunLocator {

    /** The index is a tenth of a second behind: stores that were written last are asked for a run that it lacks. */
    private static final int MAX_ASKED = 16;

    /** Stores that are named as a choice: a folder may hold a copy for each day of the year. */
    private static final int MAX_CHOICES = 20;

    private final StoreRegistry registry;
    private final StoreReader reader;
    private final RunIndex index;
    private final Instance<FormerRuns> former;

    RunLocator(StoreRegistry registry, StoreReader reader, RunIndex index, @Any Instance<FormerRuns> former) {
        this.registry = registry;
        this.reader = reader;
        this.index = index;
        this.former = former;
    }

    /**
     * The run with that id.
     *
     * @param store the name of the store to look in; null looks in all
     * @throws chad.edge.ProblemException 404 when no readable store has it; 409 with the choices when several
     *     have it and none was named
     */
    public StoredRun locate(String runId, @Nullable String store) {
        if (store != null) {
            Store named = registry.byName(store)
                    .orElseThrow(() -> archived(runId)
                            .orElseGet(() -> ProblemType.STORE_NOT_FOUND.because(
                                    "There is no store with that name. GET /api/stores lists them.",
                                    List.of(new FieldError("store", store, "the name of a store")))));
            if (has(named, runId)) {
                return new StoredRun(named, runId);
            }
            throw notFound(runId);
        }
        List<StoredRun> found = all(runId);
        if (found.size() > 1) {
            throw ambiguous(runId, found);
        }
        return found.stream().findFirst().orElseThrow(() -> notFound(runId));
    }

    /** The runs with that id, one for each readable store that has it, by the store's name; the first 21 of more. */
    public List<StoredRun> all(String runId) {
        if (runId.isEmpty() || runId.length() > StoreReader.MAX_ID_BYTES) {
            return List.of();
        }
        registry.awaitFirstLook();
        List<StoredRun> indexed = in(index.mayHold(runId), runId);
        return indexed.isEmpty() ? in(registry.latestWritten(MAX_ASKED), runId) : indexed;
    }

    /** A run with that id in any readable store. */
    public Optional<StoredRun> find(String runId) {
        return all(runId).stream().findFirst();
    }

    /** That run, when its store can be read. */
    public Optional<StoredRun> find(RunKey run) {
        return all(run.runId()).stream().filter(one -> one.key().equals(run)).findFirst();
    }

    private List<StoredRun> in(List<Store> stores, String runId) {
        return stores.stream()
                .filter(store -> hasIfReadable(store, runId))
                .limit(MAX_CHOICES + 1L)
                .map(store -> new StoredRun(store, runId))
                .toList();
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

    /** One error for each store that could be meant, so that a client can offer them. */
    private static RuntimeException ambiguous(String runId, List<StoredRun> found) {
        String stores =
                found.stream().map(run -> "`" + run.store().name() + "`").collect(Collectors.joining(", "));
        return ProblemType.RUN_AMBIGUOUS.because(
                "Several stores hold a run `%s`: %s. Specify which one with `store`.".formatted(runId, stores),
                found.stream()
                        .map(run -> new FieldError("store", run.store().name(), "the name of the run's store"))
                        .toList());
    }

    private ProblemException notFound(String runId) {
        return archived(runId)
                .orElseGet(() -> ProblemType.RUN_NOT_FOUND.because(
                        "There is no such run in any readable store. GET /api/runs lists all runs.",
                        List.of(new FieldError("id", runId, "the id of a run"))));
    }

    /** A link to a run outlives the run's place in the list: it says where the run went. */
    private Optional<ProblemException> archived(String runId) {
        if (runId.isEmpty() || runId.length() > StoreReader.MAX_ID_BYTES) {
            return Optional.empty();
        }
        return former.stream()
                .flatMap(known -> known.whereabouts(runId).stream())
                .findFirst()
                .map(ProblemType.RUN_ARCHIVED::because);
    }
}
