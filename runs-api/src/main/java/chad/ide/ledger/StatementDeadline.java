package chad.ide.ledger;

import io.quarkus.logging.Log;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cancels statements that take too long. A driver's own time-out can be a wait for locks only, as that of SQLite is, which
 * an endless statement never comes to.
 */
final class StatementDeadline implements AutoCloseable {

    private final Duration limit;
    private final ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ledger-deadline").factory());

    StatementDeadline(Duration limit) {
        this.limit = limit;
        alarm.setRemoveOnCancelPolicy(true);
    }

    /** What is done with a statement. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** One execution. It ends before its connection goes to somebody else, who must not be cancelled in its place. */
    private static final class Execution {

        private final Statement statement;
        private boolean hasEnded;

        Execution(Statement statement) {
            this.statement = statement;
        }

        synchronized void end() {
            hasEnded = true;
        }

        synchronized void cancel() {
            if (hasEnded) {
                return;
            }
            try {
                statement.cancel();
            } catch (SQLException closed) {
                Log.debug("A statement that took too long had ended.", closed);
            }
        }
    }

    <T> T within(Statement statement, Work<T> work) throws SQLException {
        Execution execution = new Execution(statement);
        Future<?> late = alarm.schedule(execution::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.run();
        } finally {
            execution.end();
            late.cancel(false);
        }
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }
}
