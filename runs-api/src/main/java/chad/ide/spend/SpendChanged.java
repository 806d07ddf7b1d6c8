package chad.ide.spend;

import chad.ide.store.Store;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something was added to what runs used.
 *
 * @param store null when prices were found for runs of any
 * @param runIds the runs that did
 */
public record SpendChanged(@Nullable Store store, Set<String> runIds) {

    static final SpendChanged PRICES = new SpendChanged(null, Set.of());
}
