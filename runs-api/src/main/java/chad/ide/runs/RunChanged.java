package chad.ide.runs;

import chad.ide.store.Store;

/** Something that a person can see of this run changed: its row, its nodes, its events. Heartbeats don't count. */
public record RunChanged(Store store, String runId) {}
