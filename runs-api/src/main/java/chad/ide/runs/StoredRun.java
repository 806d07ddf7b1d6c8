package chad.ide.runs;

import chad.ide.engine.RunKey;
import chad.ide.store.Store;

/** A run and the store that holds it. */
public record StoredRun(Store store, String id) {

    public RunKey key() {
        return RunKey.of(store, id);
    }
}
