package chad.ide.runs;

import chad.ide.store.Store;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows what runs cost. */
public interface RunCosts {

    /** Costs of these runs will be asked for one by one. */
    void expect(Store store, Collection<String> runIds);

    /** Null when no model was asked, or nobody can tell now. */
    @Nullable Cost of(Store store, String runId);

    /** By {@code node::iteration}. */
    Map<String, Cost> byNode(StoredRun run);

    Map<String, Cost> byModel(StoredRun run);
}
