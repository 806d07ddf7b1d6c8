package chad.ide.ledger;

import chad.ide.files.StateFolder;
import chad.ide.logging.Warnings;
import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The service's own database: what has to be remembered and can't be worked out again. The capabilities keep their own
 * tables and statements, in SQL that Postgres takes as well.
 *
 * <p>A database that can't be used keeps the service from nothing but what needs it: each use fails with the reason, health
 * says it, and the next use tries again. One that SQLite finds damaged is put aside, never removed, and another one is
 * begun (decision 10).
 */
@Singleton
public class Ledger {

    /** Behind the lock of the state folder, before all who remember. */
    private static final int BEFORE_THE_OTHERS = 2;

    private static final int BEHIND_THE_OTHERS = 9_000;

    /** Busy time-outs in a row after which a lock is told of: about two seconds. */
    private static final int BUSY_TRIES = 8;

    private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);
    private static final String UNAVAILABLE = "service's database";
    private static final String DAMAGED = "damaged database of the service";

    private final LedgerFile file;
    private final Clock clock;
    private final Warnings warnings;
    private final StatementDeadline deadline;
    private AgroalDataSource pool;
    private boolean isReady;
    private boolean wasReady;
    private boolean isSuspect;
    private long failedAtNanos;
    private @Nullable LedgerUnavailableException failed;

    @Inject
    Ledger(StateFolder folder, Clock clock, Warnings warnings) {
        this(folder.ledger(), clock, warnings);
    }

    public Ledger(Path file, Clock clock, Warnings warnings) {
        this(file, clock, warnings, STATEMENT_LIMIT);
    }

    Ledger(Path file, Clock clock, Warnings warnings, Duration statementLimit) {
        this.deadline = new StatementDeadline(statementLimit);
        this.file = new LedgerFile(file);
        this.clock = clock;
        this.warnings = warnings;
        this.pool = this.file.pool();
    }

    /** Several statements, all or none of them. */
    public interface Work<T> {

        /** It may be run again from its beginning when another process has the lock. */
        T run(Transaction transaction) throws SQLException;
    }

    void start(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent starting) {
        try {
            pool();
        } catch (LedgerUnavailableException told) {
            Log.debug("The service starts without its database.", told);
        }
    }

    void stop(@Observes @Priority(BEHIND_THE_OTHERS) ShutdownEvent stopping) {
        close();
    }

    /**
     * Since when nothing is known of before, because the database was damaged; for as long as the damaged one is kept.
     *
     * @throws LedgerUnavailableException when nobody can tell now
     */
    public Optional<Instant> begunAnewAt() {
        pool();
        try {
            return file.damagedBefore().stream().map(LedgerFile::putAsideAt).max(Comparator.naturalOrder());
        } catch (IOException unreadable) {
            throw told("Its folder can't be listed (%s).".formatted(unreadable), unreadable);
        }
    }

    /** SQLite folds the log into the file with the last connection. */
    public synchronized void close() {
        pool.close();
        deadline.close();
    }

    /** @throws LedgerUnavailableException when it can't be read now */
    public <T> List<T> list(String sql, LedgerRow<T> mapper, @Nullable Object... arguments) {
        return use(connection -> new Transaction(connection, deadline).list(sql, mapper, arguments));
    }

    /** @throws LedgerUnavailableException when it can't be read now */
    public <T> Optional<T> first(String sql, LedgerRow<T> mapper, @Nullable Object... arguments) {
        return list(sql, mapper, arguments).stream().findFirst();
    }

    /**
     * One change, on the disk when it returns.
     *
     * @return how many rows it changed
     * @throws LedgerUnavailableException when it can't be written now; nothing was changed then
     */
    public int change(String sql, @Nullable Object... arguments) {
        return use(connection -> new Transaction(connection, deadline).change(sql, arguments));
    }

    /**
     * Several statements, on the disk when it returns.
     *
     * @throws LedgerUnavailableException when it can't be written now; nothing was changed then
     */
    public <T> T inTransaction(Work<T> work) {
        return use(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Transaction(connection, deadline));
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException failure) {
                rollBack(connection, failure);
                throw failure;
            }
        });
    }

    /** SQLite has done so itself when its disk was full, and then refuses: that is not what failed. */
    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
    }

    private interface Use<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T use(Use<T> use) {
        int tries = 0;
        while (true) {
            AgroalDataSource from = pool();
            try (Connection connection = from.getConnection()) {
                T result = use.run(connection);
                warnings.end(UNAVAILABLE);
                return result;
            } catch (SQLException failure) {
                if (LedgerFile.isOurBug(failure)) {
                    throw new IllegalStateException("A statement about the service's database is wrong.", failure);
                }
                tries++;
                if (!LedgerFile.isBusy(failure) || tries == BUSY_TRIES) {
                    throw unavailable(failure);
                }
            }
        }
    }

    private LedgerUnavailableException unavailable(SQLException failure) {
        synchronized (this) {
            isSuspect |= LedgerFile.isDamage(failure);
            if (!LedgerFile.isBusy(failure)) {
                isReady = false;
                pool.flush(AgroalDataSource.FlushMode.GRACEFUL); // the next use sees what is there then
            }
        }
        return told(LedgerFile.reason(failure), failure);
    }

    private LedgerUnavailableException told(String reason, Exception cause) {
        String words = "The service's database can't be used at the moment. %s file=%s".formatted(reason, file.path());
        warnings.begin(UNAVAILABLE, words);
        return new LedgerUnavailableException(
                "The service's database (%s) can't be used at the moment. %s"
                        .formatted(file.path().getFileName(), reason),
                cause);
    }

    /** With the tables of this version. What failed a moment ago is not tried again by everybody who asks. */
    private synchronized AgroalDataSource pool() {
        if (isReady) {
            return pool;
        }
        LedgerUnavailableException before = failed;
        if (before != null && System.nanoTime() - failedAtNanos < TRY_AGAIN_NANOS) {
            throw before;
        }
        try {
            prepare();
            failed = null;
            isReady = true;
            wasReady = true;
            return pool;
        } catch (IOException | SQLException | FlywayException failure) {
            SQLException said = LedgerFile.cause(failure);
            LedgerUnavailableException now = told(said == null ? failure.toString() : LedgerFile.reason(said), failure);
            failed = now;
            failedAtNanos = System.nanoTime();
            throw now;
        }
    }

    private void prepare() throws IOException, SQLException {
        boolean isNew = file.makeIfMissing();
        if (isNew && wasReady) {
            Log.errorf(
                    "The service's database was removed while the service was running; a new one is created."
                            + " file=%s",
                    file.path());
        }
        try {
            migrate();
        } catch (SQLException | FlywayException failure) {
            SQLException said = LedgerFile.cause(failure);
            if (said == null || !LedgerFile.isDamage(said)) {
                throw failure;
            }
            beginAnew();
            migrate();
        }
        tellOfDamaged();
    }

    private void migrate() throws IOException, SQLException {
        boolean areDone;
        boolean isDamaged = file.isCutShort();
        try (Connection connection = pool.getConnection()) {
            isDamaged |= isSuspect && LedgerFile.isDamaged(connection);
            areDone = !isDamaged && Migrations.areDone(connection);
        }
        isSuspect = false;
        if (isDamaged) {
            throw new SQLException("It is truncated, or quick_check found damage.", null, LedgerFile.DAMAGE);
        }
        if (!areDone) {
            Migrations.run(pool);
        }
    }

    private void beginAnew() throws IOException {
        pool.close();
        Path aside = file.putAside(clock.instant());
        Log.errorf("The service's database is damaged. It was moved aside and a new one is created. file=%s", aside);
        pool = file.pool();
        file.makeIfMissing();
    }

    /** For as long as it lies there: nobody shall believe that what was in it is known. */
    private void tellOfDamaged() throws IOException {
        List<Path> damaged = file.damagedBefore();
        if (damaged.isEmpty()) {
            warnings.end(DAMAGED);
        } else {
            warnings.begin(
                    DAMAGED,
                    ("The service's database was damaged and a new one was created: everything recorded until"
                                    + " then, including the audit log, is only in the old one. Restore a backup, or recover what"
                                    + " you can (sqlite3 FILE .recover); then move the file away and restart. file=%s")
                            .formatted(damaged.getLast()));
        }
    }
}
