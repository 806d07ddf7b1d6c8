package chad.ide.engine;

import chad.ide.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What tells a run from all others: its store and its id. The same id in two stores is two runs.
 *
 * @param store the store's name; null for a run that is being launched, whose store shows when its row does
 */
public record RunKey(@Nullable String store, String runId) {

    public static RunKey of(Store store, String runId) {
        return new RunKey(store.name(), runId);
    }

    public static RunKey launched(String runId) {
        return new RunKey(null, runId);
    }

    /** For the names of entries in a file. One without a store is the run's id alone, as earlier versions wrote it. */
    public String text() {
        return store == null ? runId : store + '\t' + runId;
    }
}
