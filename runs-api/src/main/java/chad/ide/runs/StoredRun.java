package chad.ide.runs;

import chad.ide.store.Store;

/** A run and the store that holds it. */
public record StoredRun(Store store, String id) {}
