package chad.ide.store;

/**
 * News of a store, fired on a worker thread. The news of one store come one after the other, never at the same time.
 *
 * @param kind what happened; {@code REPLACED} means that nothing known of it holds any more
 */
public record StoreChanged(Store store, Kind kind) {

    /** What happened to it. */
    public enum Kind {
        /** Somebody may have committed something. */
        WRITTEN,
        /** It appeared, or became readable, or another file took its place. */
        REPLACED,
        /** The file is gone, or is no store any more. */
        GONE
    }
}
