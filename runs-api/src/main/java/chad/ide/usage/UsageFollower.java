package chad.ide.usage;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import chad.ide.usage.UsageQueries.Mark;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the reports of tokens out of the stores as they are written, and out of what lies there from before: runs are
 * pruned, and what they used is still asked for a year later.
 *
 * <p>A store is read by position, some thousand events at a time, so that a large one holds nobody up. Reading one twice
 * changes nothing.
 */
@ApplicationScoped
class UsageFollower {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    /** What one look may take before it leaves the rest for the next. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_FORGOTTEN = 50_000;

    /** By how much the clock of an engine elsewhere may be ahead. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final ReportQueries reports;
    private final UsageQueries usage;
    private final StoreCopies copies;
    private final UsageConfig config;
    private final Clock clock;
    private final Set<Store> written = ConcurrentHashMap.newKeySet();
    private final AtomicLong revision = new AtomicLong();

    /** Until the first look is over nobody knows. */
    private volatile boolean isBehind = true;

    UsageFollower(ReportQueries reports, UsageQueries usage, StoreCopies copies, UsageConfig config, Clock clock) {
        this.reports = reports;
        this.usage = usage;
        this.copies = copies;
        this.config = config;
        this.clock = clock;
    }

    void onStoreChanged(@Observes StoreChanged news) {
        if (news.kind() == StoreChanged.Kind.GONE) {
            written.remove(news.store());
        } else {
            written.add(news.store());
        }
    }

    @Scheduled(every = "${runs.usage.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        isBehind = !readWritten();
    }

    /** Whether the last look left some of what lay there unread; what is written from one look to the next is not meant. */
    boolean isBehind() {
        return isBehind;
    }

    /** Rises with the reports that were taken. */
    long revision() {
        return revision.get();
    }

    /** @return whether all of it was read */
    private boolean readWritten() {
        long began = System.nanoTime();
        boolean isWhole = true;
        for (Store store : Set.copyOf(written)) {
            if (System.nanoTime() - began > LOOK_NANOS) {
                return false;
            }
            written.remove(store); // before it is read: what is written meanwhile is news
            try {
                if (!copies.isCopy(store) && !read(store, began + LOOK_NANOS)) {
                    written.add(store);
                    isWhole = false;
                }
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Tokens of a store can't be read at the moment. store=%s", store.name());
                // Once it can be read again, that is news.
                isWhole = false;
            } catch (LedgerUnavailableException told) {
                written.add(store);
                return false;
            }
        }
        return isWhole;
    }

    /** @return whether all of it was read */
    private boolean read(Store store, long untilNanos) {
        if (!reports.hasEvents(store)) {
            return true;
        }
        Mark mark = usage.mark(store.name());
        // Where events were taken away their positions are given out again.
        boolean isThere = Objects.equals(mark.eventId(), reports.eventId(store, mark.position()));
        long position = isThere ? mark.position() : Mark.BEGINNING.position();
        // What is forgotten must not be added up again, and a time that is none belongs to no hour.
        long sinceMs = clock.millis() - config.keep().toMillis();
        long untilMs = clock.millis() + CLOCKS_APART.toMillis();
        OptionalLong next = reports.further(store, position, CHUNK);
        while (next.isPresent()) {
            long upTo = next.getAsLong();
            List<UsageLine> lines = reports.between(store, position, upTo, sinceMs, untilMs);
            usage.keep(store.name(), lines, new Mark(upTo, reports.eventId(store, upTo)));
            revision.addAndGet(lines.size());
            position = upTo;
            next = reports.further(store, position, CHUNK);
            if (System.nanoTime() > untilNanos) {
                break;
            }
        }
        return next.isEmpty();
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        try {
            long before = clock.millis() - config.keep().toMillis();
            while (usage.forgetBefore(before, MAX_FORGOTTEN) >= MAX_FORGOTTEN) {
                Log.debug("Old reports of tokens were forgotten; there are more.");
            }
        } catch (LedgerUnavailableException told) {
            Log.debug("Old reports of tokens will be forgotten later.", told);
        }
    }
}
