package chad.ide.store;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/**
 * Which stores are copies: files that hold runs whose workflow writes to another store. They are shown, marked, and
 * nothing is done because of them, since the same rows in two files are one thing that happened once. Who can tell is
 * above ({@code lifecycle}, which asks the workflows); who has to know is everywhere.
 */
@Singleton
public class StoreCopies {

    private volatile Map<Store, String> originals = Map.of();

    /** The store, or the file, that the runs of this store really live in; empty for a store that is no copy. */
    public Optional<String> originalOf(Store store) {
        return Optional.ofNullable(originals.get(store));
    }

    public boolean isCopy(Store store) {
        return originals.containsKey(store);
    }

    /** @param found the original by copy; whatever is not among them is no copy */
    public void found(Map<Store, String> found) {
        originals = Map.copyOf(found);
    }

    public Map<Store, String> all() {
        return originals;
    }
}
