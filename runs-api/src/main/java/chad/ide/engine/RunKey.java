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

    /** In a database, where it is a part of a key: the store's name, or an empty text. */
    public String storeText() {
        return store == null ? "" : store;
    }

    /** As the names of entries in files of earlier editions: the store, a tabulator and the id, or the id alone. */
    public static RunKey parse(String text) {
        int tab = text.indexOf('\t');
        return tab < 0 ? launched(text) : new RunKey(text.substring(0, tab), text.substring(tab + 1));
    }
}
