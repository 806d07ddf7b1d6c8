package chad.ide.spend;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.runs.EventMark;
import chad.ide.runs.RunIndex;
import chad.ide.spend.SpendQueries.Unpriced;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import chad.volume.PriceTable;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the reports of tokens out of the stores as they are written, and out of what lies there from before, and gives each
 * its price: runs are pruned, prices change, and what a run cost is still asked for a year later.
 *
 * <p>A store is read by position, some thousand events at a time, so that a large one holds nobody up. Reading one twice
 * changes nothing.
 */
@ApplicationScoped
class SpendFollower {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    /** Long enough for a burst of events to be one look. */
    private static final long LOOK_AFTER_MS = 100;

    /** What one look may take before it leaves the rest for the next. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_FORGOTTEN = 50_000;
    private static final int MAX_UNPRICED = 1_000;
    private static final int PRICED_AT_ONCE = 2_000;

    /** By how much the clock of an engine elsewhere may be ahead. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final ReportQueries reports;
    private final SpendQueries spend;
    private final Prices prices;
    private final StoreCopies copies;
    private final SpendConfig config;
    private final Clock clock;
    private final RunIndex index;
    private final Event<SpendChanged> changes;
    private final Set<Store> written = ConcurrentHashMap.newKeySet();
    private final AtomicLong revision = new AtomicLong();
    /** Held while a sum and its revision change. */
    private final ReadWriteLock sums = new ReentrantReadWriteLock();

    private final AtomicBoolean isAwake = new AtomicBoolean();
    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("spend-follower").factory());
    private @Nullable PriceTable pricedBy;

    /** Until the first look is over nobody knows. */
    private volatile boolean isBehind = true;

    SpendFollower(
            ReportQueries reports,
            SpendQueries spend,
            Prices prices,
            StoreCopies copies,
            SpendConfig config,
            Clock clock,
            RunIndex index,
            Event<SpendChanged> changes) {
        this.reports = reports;
        this.spend = spend;
        this.prices = prices;
        this.copies = copies;
        this.config = config;
        this.clock = clock;
        this.index = index;
        this.changes = changes;
    }

    void onStoreChanged(@Observes StoreChanged news) {
        if (news.kind() == StoreChanged.Kind.GONE) {
            written.remove(news.store());
        } else {
            written.add(news.store());
            if (isAwake.compareAndSet(false, true)) {
                follower.schedule(this::lookNow, LOOK_AFTER_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** A budget may be spent by what was just written, so nobody waits for the next look of the clock. */
    private void lookNow() {
        isAwake.set(false); // before it looks: what is written meanwhile is news
        try {
            look();
        } catch (RuntimeException failure) {
            Log.error("What models used could not be read; it is tried again within a second.", failure);
        }
    }

    @PreDestroy
    void stop() {
        follower.shutdownNow();
    }

    @Scheduled(every = "${runs.spend.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void look() {
        isBehind = !readWritten();
    }

    /** Whether the last look left some of what lay there unread; what is written from one look to the next is not meant. */
    boolean isBehind() {
        return isBehind;
    }

    /** Rises with what was added up. */
    long revision() {
        return revision.get();
    }

    /** Nothing is added up while it reads. */
    <T> T atOneRevision(Supplier<T> reading) {
        sums.readLock().lock();
        try {
            return reading.get();
        } finally {
            sums.readLock().unlock();
        }
    }

    private <T> T adding(Supplier<T> writing) {
        sums.writeLock().lock();
        try {
            return writing.get();
        } finally {
            sums.writeLock().unlock();
        }
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
                Log.debugf("The spend of a store can't be read at the moment. store=%s", store.name());
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
        long position = reports.after(store, spend.mark(store.name()));
        // What is forgotten must not be added up again, and a time that is none belongs to no hour.
        long sinceMs = forgottenBefore();
        long untilMs = clock.millis() + CLOCKS_APART.toMillis();
        OptionalLong next = reports.further(store, position, CHUNK);
        while (next.isPresent()) {
            long upTo = next.getAsLong();
            List<SpendEvent> events = reports.between(store, position, upTo, sinceMs, untilMs);
            Set<String> runsOfEvents = events.stream().map(SpendEvent::runId).collect(Collectors.toSet());
            Map<String, Map<String, String>> labels = reports.labels(store, runsOfEvents);
            EventMark mark = reports.mark(store, upTo);
            Set<String> runs = adding(() -> {
                Set<String> changed = spend.keep(store.name(), events, labels, mark);
                revision.addAndGet(changed.size());
                return changed;
            });
            tell(store, runs);
            position = upTo;
            next = reports.further(store, position, CHUNK);
            if (System.nanoTime() > untilNanos) {
                break;
            }
        }
        return next.isEmpty();
    }

    /** Outside of the lock: who hears of it reads what was added up. */
    private void tell(Store store, Set<String> runs) {
        if (runs.isEmpty()) {
            return;
        }
        changes.fire(new SpendChanged(store, runs));
        runs.forEach(run -> index.touch(store, run));
    }

    long forgottenBefore() {
        return SpendQueries.hour(clock.millis() - config.keep().toMillis());
    }

    /** What had no price gets the one that held then, once the table has it. */
    @Scheduled(every = "5s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void price() {
        PriceTable table = prices.table();
        if (table.equals(pricedBy)) {
            return;
        }
        try {
            for (Unpriced model : spend.unpriced(MAX_UNPRICED)) {
                while (addedPrices(model) > 0) {
                    changes.fire(SpendChanged.PRICES);
                }
            }
            pricedBy = table;
        } catch (LedgerUnavailableException told) {
            Log.debug("What has no price is looked up later.", told);
        }
    }

    private int addedPrices(Unpriced model) {
        return adding(() -> {
            int priced = spend.price(model, PRICED_AT_ONCE);
            revision.addAndGet(priced);
            return priced;
        });
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        try {
            while (spend.forgetBefore(forgottenBefore(), MAX_FORGOTTEN) >= MAX_FORGOTTEN) {
                Log.debug("Old lines of spend were forgotten; there are more.");
            }
        } catch (LedgerUnavailableException told) {
            Log.debug("Old lines of spend will be forgotten later.", told);
        }
    }
}
