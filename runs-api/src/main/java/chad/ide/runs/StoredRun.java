package chad.ide.runs;

import chad.ide.answers.TruncatedValue;
import chad.ide.engine.RunKey;
import chad.ide.store.Store;

/** A run and the store that holds it. */
public record StoredRun(Store store, String id) {

    public RunKey key() {
        return RunKey.of(store, id);
    }

    /**
     * The address of something of this run.
     *
     * @param rest begins with a slash; a query may be in it
     */
    public String href(String rest) {
        return TruncatedValue.href(id, rest, store.name());
    }
}
