package chad.ide.store;

import io.agroal.api.AgroalDataSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of one store at the moment. Written by the one check that runs at a time, read by everybody.
 */
final class OpenStore {

    /** The longest pause before an unreadable store is retried although nothing of it changed. */
    private static final long MAX_RETRY_PAUSE_MS = 30_000;

    /** As that, for one that is locked: a lock that is released leaves no trace in the file. */
    private static final long MAX_LOCKED_PAUSE_MS = 4_000;

    final Store store;
    final AtomicBoolean checking = new AtomicBoolean();

    private final StorePools pools;
    private final SqliteFiles files;
    private final AtomicInteger readers = new AtomicInteger();
    private volatile StoreState state = new StoreState.Skipped("It has not been read yet.");
    private volatile SchemaShape shape = SchemaShape.EMPTY;
    private volatile SqliteFiles.@Nullable Mode mode;
    private volatile StoreState.@Nullable Skipped refused;
    private volatile @Nullable StoreStamp stamp;
    private volatile long stampTakenAtMs;
    private volatile int schemaVersion = -1;
    private volatile long retryAtMs;
    private volatile long retryPauseMs;
    private volatile boolean newsAreOwed;
    private @Nullable StoreState toldWhy;
    private boolean isToldReadable;
    private @Nullable Connections connections;

    OpenStore(Store store, StorePools pools, SqliteFiles files) {
        this.store = store;
        this.pools = pools;
        this.files = files;
    }

    /** The store's connections, for as long as it is not closed: meanwhile nobody takes them away for another store. */
    final class Lease implements AutoCloseable {

        private final Connections leased;

        private Lease(Connections leased) {
            this.leased = leased;
        }

        AgroalDataSource pool() {
            return leased.pool;
        }

        @Override
        public void close() {
            readers.decrementAndGet();
            boolean isLast;
            synchronized (OpenStore.this) {
                leased.readers--;
                isLast = leased.isRetired && leased.readers == 0;
            }
            if (isLast) {
                leased.pool.close();
            }
        }
    }

    /** A pool and who reads by it: one that is replaced is closed when its last reader is done, not under its hands. */
    private static final class Connections {

        final AgroalDataSource pool;
        int readers;
        boolean isRetired;

        Connections(AgroalDataSource pool) {
            this.pool = pool;
        }
    }

    StoreState state() {
        return state;
    }

    SchemaShape shape() {
        return shape;
    }

    @Nullable StoreStamp stamp() {
        return stamp;
    }

    int schemaVersion() {
        return schemaVersion;
    }

    /** Why it is not even looked into; null when it may be. */
    StoreState.@Nullable Skipped refused() {
        return refused;
    }

    void refuse(StoreState.@Nullable Skipped why) {
        refused = why;
        if (why != null) {
            state = why;
        }
    }

    boolean wantsCheck(StoreStamp seen, long nowMs) {
        StoreStamp known = stamp;
        if (known == null || !known.equals(seen) || known.tooFreshToTrust(stampTakenAtMs)) {
            return true;
        }
        return (newsAreOwed || state instanceof StoreState.Unreadable) && nowMs >= retryAtMs;
    }

    /** It is looked into at the next opportunity, although nothing of its file has changed. */
    void look() {
        stamp = null;
    }

    void looked(StoreStamp seen, long nowMs) {
        stamp = seen;
        stampTakenAtMs = nowMs;
    }

    void readable(SchemaShape newShape, int version) {
        shape = newShape;
        schemaVersion = version;
        state = new StoreState.Ok();
    }

    void notReadable(StoreState why, long nowMs) {
        stopped(why, MAX_RETRY_PAUSE_MS, nowMs);
    }

    void locked(StoreState why, long nowMs) {
        stopped(why, MAX_LOCKED_PAUSE_MS, nowMs);
    }

    private void stopped(StoreState why, long maxPauseMs, long nowMs) {
        retryLater(maxPauseMs, nowMs);
        newsAreOwed = false; // it is told from its beginning once it is readable again
        state = why;
    }

    /** Somebody could not take in what is new of it: all of it is told once more, later. */
    void newsWereLost(long nowMs) {
        newsAreOwed = true;
        retryLater(MAX_RETRY_PAUSE_MS, nowMs);
    }

    /** @return whether the log has not told yet that it is read */
    boolean newsWereTold() {
        newsAreOwed = false;
        retryPauseMs = 0;
        toldWhy = null;
        boolean isNew = !isToldReadable;
        isToldReadable = true;
        return isNew;
    }

    /**
     * Whether the log has not told yet why it is not read. One that opens and can't be looked into has two states by
     * turns, and is told of once.
     */
    boolean isNewReason(StoreState why) {
        boolean isNew = !why.equals(toldWhy);
        toldWhy = why;
        isToldReadable = false;
        return isNew;
    }

    boolean owesNews() {
        return newsAreOwed;
    }

    private void retryLater(long maxPauseMs, long nowMs) {
        retryPauseMs = Math.min(maxPauseMs, Math.max(1_000, retryPauseMs * 2));
        retryAtMs = nowMs + retryPauseMs;
    }

    boolean isBeingRead() {
        return readers.get() > 0;
    }

    /** How its file is opened; null while it is closed to readers. */
    SqliteFiles.@Nullable Mode mode() {
        return mode;
    }

    /**
     * Begins anew with fresh connections, because old ones go on showing a replaced or deleted file's old content.
     *
     * @param how null closes it to readers, those who are reading included
     */
    void open(SqliteFiles.@Nullable Mode how) {
        Connections old;
        boolean mayClose;
        synchronized (this) {
            mode = how;
            old = connections;
            connections = null;
            mayClose = old != null && (how == null || old.readers == 0);
            if (old != null) {
                old.isRetired = true;
            }
        }
        if (old != null) {
            if (mayClose) {
                old.pool.close();
            }
            pools.closed(this);
        }
    }

    /** Its connections, opened anew where they had been closed for another store; null when it is closed to readers. */
    @Nullable Lease lease() {
        Lease lease;
        synchronized (this) {
            SqliteFiles.Mode how = mode;
            if (how == null) {
                return null;
            }
            Connections there = connections;
            if (there == null) {
                there = new Connections(files.pool(store.sqliteFile(), how));
                connections = there;
            }
            there.readers++;
            readers.incrementAndGet();
            lease = new Lease(there);
        }
        pools.used(this);
        return lease;
    }

    /** Whether it has connections now. */
    synchronized boolean isConnected() {
        return connections != null;
    }

    /** Gives the connections back; the next read opens new ones. */
    void rest() {
        Connections old;
        synchronized (this) {
            if (isBeingRead()) {
                return;
            }
            old = connections;
            connections = null;
        }
        if (old != null) {
            old.pool.close();
        }
    }
}
