package chad.ide.store;

import org.jspecify.annotations.Nullable;

/** A store that can't be read at this moment: gone, locked, half-copied or damaged. */
public final class StoreUnavailableException extends RuntimeException {

    private final transient Store store;
    private final String reason;

    StoreUnavailableException(Store store, String reason, @Nullable Throwable cause) {
        super("Store %s: %s".formatted(store.name(), reason), cause);
        this.store = store;
        this.reason = reason;
    }

    /** For one that could be read, but not be taken in. */
    public static StoreUnavailableException because(Store store, String reason) {
        return new StoreUnavailableException(store, reason, null);
    }

    public Store store() {
        return store;
    }

    /** In words for the operator. */
    public String reason() {
        return reason;
    }
}
