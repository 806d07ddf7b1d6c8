package chad.ide.store;

import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of one store at the moment. Written by the one check that runs at a time, read by everybody.
 */
final class OpenStore {

    /** The longest pause before an unreadable store is tried again although nothing of it changed. */
    private static final long MAX_RETRY_PAUSE_MS = 30_000;

    final Store store;
    final AtomicBoolean checking = new AtomicBoolean();

    private volatile StoreState state = new StoreState.Skipped("It was not looked at yet.");
    private volatile SchemaShape shape = SchemaShape.EMPTY;
    private volatile @Nullable AgroalDataSource pool;
    private volatile @Nullable Stamp stamp;
    private volatile long stampTakenAtMs;
    private volatile int schemaVersion = -1;
    private volatile long retryAtMs;
    private volatile long retryPauseMs;

    OpenStore(Store store) {
        this.store = store;
    }

    StoreState state() {
        return state;
    }

    SchemaShape shape() {
        return shape;
    }

    @Nullable AgroalDataSource pool() {
        return pool;
    }

    @Nullable Stamp stamp() {
        return stamp;
    }

    int schemaVersion() {
        return schemaVersion;
    }

    boolean wantsCheck(Stamp seen, long nowMs) {
        Stamp known = stamp;
        if (known == null || !known.equals(seen) || known.tooFreshToTrust(stampTakenAtMs)) {
            return true;
        }
        return state instanceof StoreState.Unreadable && nowMs >= retryAtMs;
    }

    void looked(Stamp seen, long nowMs) {
        stamp = seen;
        stampTakenAtMs = nowMs;
    }

    void readable(SchemaShape newShape, int version) {
        shape = newShape;
        schemaVersion = version;
        state = new StoreState.Ok();
        retryPauseMs = 0;
    }

    void notReadable(StoreState why, long nowMs) {
        retryPauseMs = Math.min(MAX_RETRY_PAUSE_MS, Math.max(1_000, retryPauseMs * 2));
        retryAtMs = nowMs + retryPauseMs;
        state = why;
    }

    /** Drops the connections, which go on showing a replaced or deleted file's old content. */
    void use(@Nullable AgroalDataSource replacement) {
        AgroalDataSource old = pool;
        pool = replacement;
        if (old != null) {
            old.close();
        }
    }

    void open(SqliteFiles files) throws SQLException {
        switch (store.location()) {
            case StoreLocation.SqliteFile file -> use(files.pool(file));
        }
    }
}
