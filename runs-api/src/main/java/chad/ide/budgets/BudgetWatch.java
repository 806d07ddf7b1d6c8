package chad.ide.budgets;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.RunPauses;
import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.RunIndex;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StoredRun;
import chad.ide.spend.SpendChanged;
import chad.ide.store.Store;
import chad.ide.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pauses the runs whose budget is spent, as soon as that was reported. A run that is held is written down before the engine
 * is asked to pause it, so a service that dies in between goes on with that when it starts.
 */
@ApplicationScoped
class BudgetWatch {

    private static final String BY = "a budget";
    private static final int MAX_AT_ONCE = 200;
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private int forgotten;
    private long forgotAtNanos = System.nanoTime() - FORGET_NANOS;

    private final BudgetBook book;
    private final HeldRuns held;
    private final RunService runs;
    private final RunLocator locator;
    private final RunPauses pauses;
    private final RunIndex index;
    private final Clock clock;
    private final Counter counted;
    private final RepeatedErrors errors = new RepeatedErrors();
    private final AtomicBoolean isAwake = new AtomicBoolean();
    /** Runs whose own budget is nearly spent, with its figures. */
    private volatile Map<RunKey, Near> near = Map.of();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Set<Store> beingPaused = ConcurrentHashMap.newKeySet();
    private final ExecutorService looker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("budget-watch").factory());
    private final ExecutorService pausers = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("budget-pause-", 0).factory());

    BudgetWatch(
            BudgetBook book,
            HeldRuns held,
            RunService runs,
            RunLocator locator,
            RunPauses pauses,
            RunIndex index,
            Clock clock,
            MeterRegistry meters) {
        this.book = book;
        this.held = held;
        this.runs = runs;
        this.locator = locator;
        this.pauses = pauses;
        this.index = index;
        this.clock = clock;
        this.counted = Counter.builder("chad.budgets.paused.runs")
                .description("Runs that a budget has paused")
                .register(meters);
    }

    /** @param sinceMs when that was seen first */
    record Near(StoredRun run, String says, long sinceMs) {}

    /** Runs that go on and whose own budget is nearly spent. */
    Map<RunKey, Near> near() {
        return near;
    }

    void stop(@Observes ShutdownEvent stopping) {
        looker.shutdownNow();
        pausers.shutdownNow();
    }

    /** On the thread that adds up, which has more to do. */
    void onSpendChanged(@Observes SpendChanged news) {
        wake();
    }

    @Scheduled(every = "${runs.budgets.look-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        wake();
    }

    void wake() {
        if (!looker.isShutdown() && isAwake.compareAndSet(false, true)) {
            looker.execute(this::look);
        }
    }

    private void look() {
        isAwake.set(false); // before it looks: what is reported meanwhile is news
        try {
            if (book.bindsAnybody() || !held.known().isEmpty()) {
                lookAtRuns();
            }
            errors.over(BY);
        } catch (LedgerUnavailableException | StoreUnavailableException notNow) {
            Log.debug("Budgets are looked at later.", notNow);
        } catch (RuntimeException failure) {
            errors.log(BY, "Budgets could not be looked at; it is tried again within a second.", failure);
        }
    }

    private void lookAtRuns() {
        forgetEnded();
        double warning = book.kept().settings().warning();
        List<Account> shared = book.shared();
        Map<Store, List<StoredRun>> toPause = new HashMap<>();
        Map<RunKey, Near> nearNow = new HashMap<>();
        for (StoredRun run : runs.executed()) {
            RunSummary summary = summary(run);
            if (summary == null || summary.belongsToParent()) {
                continue;
            }
            Optional<Account> own = book.ofRun(run.key());
            own.filter(account -> account.share() >= warning)
                    .ifPresent(account -> nearNow.put(run.key(), nearer(run, account)));
            boolean isHeld = held.keeping(run.key()).isPresent();
            if (!isHeld) {
                Optional<Account> spent = BudgetBook.spent(book.binding(run.key(), summary.workflow(), own, shared));
                spent.ifPresent(account -> hold(run, account));
                isHeld = spent.isPresent();
            }
            if (isHeld && summary.pauseRequestedAtMs() == null && summary.state() == RunState.RUNNING) {
                toPause.computeIfAbsent(run.store(), first -> new ArrayList<>()).add(run);
            }
        }
        near = Map.copyOf(nearNow);
        toPause.forEach(this::pause);
    }

    private Near nearer(StoredRun run, Account account) {
        Near before = near.get(run.key());
        return new Near(run, account.says(), before == null ? clock.millis() : before.sinceMs());
    }

    private @Nullable RunSummary summary(StoredRun run) {
        try {
            return runs.summary(run);
        } catch (ProblemException gone) {
            return null;
        }
    }

    /** Some at a time, and seldom: a run that waits for a person may do so for weeks. */
    private void forgetEnded() {
        if (System.nanoTime() - forgotAtNanos < FORGET_NANOS) {
            return;
        }
        forgotAtNanos = System.nanoTime();
        List<RunKey> known = List.copyOf(held.known());
        for (int i = 0; i < Math.min(known.size(), MAX_AT_ONCE); i++) {
            forgetEnded(known.get((forgotten + i) % known.size()));
        }
        forgotten = known.size() <= MAX_AT_ONCE ? 0 : (forgotten + MAX_AT_ONCE) % known.size();
    }

    private void forgetEnded(RunKey run) {
        try {
            RunSummary summary = runs.summary(locator.locate(run.runId(), run.store()));
            if (summary.state().hasEnded()) {
                held.ended(run);
            }
        } catch (ProblemException gone) {
            Log.debugf("A run that a budget paused can't be found at the moment. run=%s", run.runId());
        }
    }

    private void hold(StoredRun run, Account spent) {
        held.keep(new Hold(run.key(), spent.id(), spent.says(), clock.millis(), null, null));
        counted.increment();
        Log.warnf(
                "A budget is spent, so the run is paused: %s. run=%s store=%s",
                spent.says(), run.id(), run.store().name());
        index.touch(run.store(), run.id());
    }

    private void pause(Store store, List<StoredRun> runsOfStore) {
        if (pausers.isShutdown() || !beingPaused.add(store)) {
            return;
        }
        pausers.execute(() -> {
            try {
                pauses.pause(store, runsOfStore.subList(0, Math.min(runsOfStore.size(), MAX_AT_ONCE)), BY);
                errors.over(store.name());
            } catch (ProblemException | StoreUnavailableException notNow) {
                Log.debugf(notNow, "Runs of a spent budget could not be paused yet. store=%s", store.name());
            } catch (RuntimeException failure) {
                errors.log(store.name(), "Runs of a spent budget could not be paused; it is tried again.", failure);
            } finally {
                beingPaused.remove(store);
                tellThoseWhoWait();
            }
        });
    }

    /** Returns once the engine was asked to pause the run, or has stopped it, and after that time at the latest. */
    void awaitPause(RunKey run, Duration most) throws InterruptedException {
        long untilNanos = System.nanoTime() + most.toNanos();
        wake();
        lock.lock();
        try {
            long left = untilNanos - System.nanoTime();
            while (left > 0 && !isAskedToPause(run)) {
                asked.awaitNanos(Math.min(left, LOOK_AGAIN_NANOS)); // a person may ask too, and the run may end
                left = untilNanos - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellThoseWhoWait() {
        lock.lock();
        try {
            asked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isAskedToPause(RunKey run) {
        return held.of(run).isPresent()
                && locator.find(run)
                        .filter(one -> runs.row(one).pauseRequestedAtMs() != null
                                || !runs.status(one).equals("running"))
                        .isPresent();
    }
}
