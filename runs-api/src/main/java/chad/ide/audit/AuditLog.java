package chad.ide.audit;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.Warnings;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Brings lines into the log. Entries are handed over without waiting, as this happens on threads that must not block, and written some at
 * a time by a thread of its own.
 */
@ApplicationScoped
class AuditLog {

    /** Entries that may wait for the disk. */
    private static final int MAX_WAITING = 20_000;

    private static final int MAX_AT_ONCE = 500;

    /** Behind the database's own start. */
    private static final int BEFORE_REQUESTS = 10;

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final String UNWRITTEN = "audit log";
    private static final String LOST = "audit log's lost lines";

    /** How many lines are written before it is looked for old ones. */
    private static final int PRUNE_EVERY = 500;

    /** A delete of so many takes some milliseconds. */
    private static final int PRUNE_AT_ONCE = 2_000;

    private final AuditQueries lines;
    private final AuditTakeOver takeOver;
    private final AuditConfig config;
    private final Clock clock;
    private final AuditMeters meters;
    private final Warnings warnings;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer =
            Thread.ofPlatform().daemon().name("audit-writer").unstarted(this::write);
    private volatile boolean stopping;
    private boolean isTakenOver;
    private int untilPruned;

    AuditLog(
            AuditQueries lines,
            AuditTakeOver takeOver,
            AuditConfig config,
            Clock clock,
            AuditMeters meters,
            Warnings warnings) {
        this.lines = lines;
        this.takeOver = takeOver;
        this.config = config;
        this.clock = clock;
        this.warnings = warnings;
        this.meters = meters;
    }

    /** What an earlier edition wrote is there before the first who asks; while it can't be, it waits as new lines do. */
    void start(@Observes @Priority(BEFORE_REQUESTS) StartupEvent starting) {
        try {
            takeOver();
            prune();
        } catch (LedgerUnavailableException later) {
            Log.debug("The audit log of an earlier edition will be taken over once the database is available.", later);
        }
        writer.start();
    }

    private void takeOver() {
        if (!isTakenOver) {
            takeOver.run();
            isTakenOver = true;
        }
    }

    /** @param entry its number is given here */
    void add(AuditEntry entry) {
        meters.asked(entry.result());
        if (!waiting.offer(entry)) {
            lost(1);
        }
    }

    private void lost(int lines) {
        meters.lost(lines);
        warnings.begin(
                LOST,
                ("The audit log has lost lines since the service started: it could not write them and keeps"
                                + " at most %d in memory. chad_audit_lost_total counts them.")
                        .formatted(MAX_WAITING));
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopping = true;
        writer.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void write() {
        List<AuditEntry> batch = new ArrayList<>();
        while (!stopping || !waiting.isEmpty()) {
            try {
                AuditEntry first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MAX_AT_ONCE - 1);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Tries until the lines are on the disk; while the service stops, once. */
    private void write(List<AuditEntry> batch) throws InterruptedException {
        while (true) {
            try {
                takeOver(); // older lines have smaller numbers
                lines.add(batch);
                warnings.end(UNWRITTEN);
                break;
            } catch (LedgerUnavailableException failure) {
                warnings.begin(
                        UNWRITTEN,
                        ("The audit log can't be written at the moment. Up to %d lines are kept in memory until it"
                                        + " can. cause=%s")
                                .formatted(MAX_WAITING, failure.reason()));
            } catch (RuntimeException bug) {
                Log.errorf(bug, "Lines of the audit log were lost because of an internal error. lines=%s", batch);
                lost(batch.size());
                return;
            }
            if (stopping) {
                lost(batch.size());
                return;
            }
            Thread.sleep(TRY_AGAIN);
        }
        pruneNowAndThen(batch.size());
    }

    private void pruneNowAndThen(int written) {
        untilPruned -= written;
        if (untilPruned <= 0) {
            try {
                prune();
            } catch (LedgerUnavailableException later) {
                Log.debug("Old lines of the audit log are kept until the database can be written.", later);
            }
        }
    }

    private void prune() {
        untilPruned = PRUNE_EVERY;
        int gone = lines.prune(clock.millis() - config.keep().toMillis(), config.lines(), PRUNE_AT_ONCE);
        if (gone > 0) {
            Log.infof("The oldest lines of the audit log were removed. lines=%d", gone);
        }
    }
}
