package chad.ide.store;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConnection;

/**
 * Interrupts reads that take too long.
 *
 * <p>The driver's own query time-out is SQLite's wait for a lock, which an endless statement never comes to. So a thread
 * that does nothing else calls {@code sqlite3_interrupt}, which ends the statement at its next step.
 */
@ApplicationScoped
class ReadDeadline {

    /** What a read may still take once the service is asked to stop. */
    private static final Duration WHEN_STOPPING = Duration.ofSeconds(2);

    private final StoreConfig config;
    private final Set<Read> running = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("read-deadline").factory());
    private volatile boolean stopping;

    ReadDeadline(StoreConfig config) {
        this.config = config;
        alarm.setRemoveOnCancelPolicy(true);
    }

    /** What is done with a connection. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** One read. It ends before its connection goes to somebody else, who must not be interrupted in its place. */
    private static final class Read {

        private final Connection connection;
        private boolean hasEnded;

        Read(Connection connection) {
            this.connection = connection;
        }

        synchronized void end() {
            hasEnded = true;
        }

        synchronized void interrupt() {
            if (hasEnded) {
                return;
            }
            try {
                connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
            } catch (SQLException closed) {
                Log.debug("A read that took too long had ended.", closed);
            }
        }
    }

    /** Does it within the limit of a read, or ends it with SQLITE_INTERRUPT. */
    <T> T within(Connection connection, Work<T> work) throws SQLException {
        Duration limit = stopping ? WHEN_STOPPING : config.readLimit();
        Read read = new Read(connection);
        running.add(read);
        Future<?> late = alarm.schedule(read::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.run();
        } finally {
            read.end();
            running.remove(read);
            late.cancel(false);
        }
    }

    /** Before those who wait for their threads; what is read while they stop has some time of its own. */
    void stop(@Observes @Priority(1) ShutdownEvent stopping) {
        this.stopping = true;
        for (Read read : running) {
            alarm.schedule(read::interrupt, WHEN_STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
