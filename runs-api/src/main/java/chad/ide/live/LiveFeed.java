package chad.ide.live;

import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.RunChanged;
import chad.ide.runs.StoredRun;
import chad.ide.store.Store;
import chad.ide.store.StoreChanged;
import chad.ide.store.StoreUnavailableException;
import chad.ide.workflows.WorkflowsChanged;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Turns news of stores and runs into changes. A run that changes faster than it is read is read once for all its
 * changes. One store is read by one thread at a time, so that a locked one delays no other.
 */
@ApplicationScoped
class LiveFeed {

    private static final int THREADS = 3;

    /**
     * Runs that are told of one by one. When more of them change in a second, or wait to be read, as when the history of a
     * store is read for the first time, the clients are told to read anew, once a second until few do: to tell of each would
     * keep them and the service busy for minutes.
     */
    private static final int MANY = 1_000;

    private static final int FEW_IN_A_SECOND = 100;
    private static final Change.Reset TOO_MANY =
            new Change.Reset("Too many runs have changed at once to tell of each of them.");
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A store that is locked for a moment is read again; one that stays so is told of as a whole once it is back. */
    private static final int MAX_TRIES = 5;

    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    /** After {@code runs} has thrown away what it remembered of the run. */
    private static final int AFTER_THE_CACHES = 3_000;

    private final ChangeLog log;
    private final LiveClients clients;
    private final RunDeltaReader deltas;
    private final Object lock = new Object();
    private final LinkedHashSet<StoredRun> waiting = new LinkedHashSet<>();
    private final Set<Store> beingRead = new HashSet<>();
    private final Map<StoredRun, Integer> failedTries = new HashMap<>();
    private final RepeatedErrors errors = new RepeatedErrors();
    private long secondBeganNanos = System.nanoTime();
    private int inThisSecond;
    private boolean isFlooded;
    /** How many changes were not looked at in this second of the flood. */
    private int passed;

    private volatile boolean stopping;

    LiveFeed(ChangeLog log, LiveClients clients, RunDeltaReader deltas) {
        this.log = log;
        this.clients = clients;
        this.deltas = deltas;
    }

    void start(@Observes StartupEvent started) {
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().daemon().name("live-feed-" + i).start(this::work);
        }
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    void onRunChanged(@Observes @Priority(AFTER_THE_CACHES) RunChanged changed) {
        if (!clients.areExpected()) {
            log.forget();
            deltas.forget();
            return;
        }
        wantsRead(new StoredRun(changed.store(), changed.runId()));
    }

    private void wantsRead(StoredRun run) {
        synchronized (lock) {
            if (isFlooded) {
                passed++;
                return;
            }
            if (waiting.add(run) && isOneOfMany()) {
                waiting.clear();
                failedTries.clear();
                isFlooded = true;
                LATER.execute(this::passOver);
            }
            lock.notifyAll();
        }
    }

    private boolean isOneOfMany() {
        long nanos = System.nanoTime();
        if (nanos - secondBeganNanos > SECOND_NANOS) {
            secondBeganNanos = nanos;
            inThisSecond = 0;
        }
        inThisSecond++;
        return inThisSecond > MANY || waiting.size() > MANY;
    }

    private void passOver() {
        synchronized (lock) {
            isFlooded = passed > FEW_IN_A_SECOND && !stopping;
            passed = 0;
            log.beginAnew(TOO_MANY);
            if (isFlooded) {
                LATER.execute(this::passOver);
            }
        }
        clients.wake();
    }

    void onStoreChanged(@Observes StoreChanged changed) {
        if (changed.kind() != StoreChanged.Kind.WRITTEN) {
            deltas.forget(changed.store());
            tell(new Change.OfStore(
                    changed.store().name(), changed.kind().name().toLowerCase(Locale.ROOT)));
        }
    }

    void onWorkflowsChanged(@Observes WorkflowsChanged changed) {
        tell(new Change.OfCatalog("workflows"));
    }

    void tell(Change change) {
        if (clients.areExpected()) {
            log.append(change);
            clients.wake();
        }
    }

    private void work() {
        while (!stopping) {
            try {
                StoredRun run = take();
                try {
                    readAndTell(run);
                } finally {
                    done(run);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void readAndTell(StoredRun run) {
        String subject = "run=%s store=%s".formatted(run.id(), run.store().name());
        try {
            read(run);
            errors.over(subject);
        } catch (RuntimeException failure) {
            errors.log(subject, "A change of a run could not be announced.", failure);
        }
    }

    private StoredRun take() throws InterruptedException {
        synchronized (lock) {
            Optional<StoredRun> next = next();
            while (next.isEmpty()) {
                lock.wait();
                next = next();
            }
            waiting.remove(next.get());
            beingRead.add(next.get().store());
            return next.get();
        }
    }

    private Optional<StoredRun> next() {
        return waiting.stream().filter(run -> !beingRead.contains(run.store())).findFirst();
    }

    private void done(StoredRun run) {
        synchronized (lock) {
            beingRead.remove(run.store());
            lock.notifyAll();
        }
    }

    private void read(StoredRun run) {
        try {
            RunDeltaReader.RunDelta read = deltas.read(run, clients.expectedSinceMs());
            read.changes().forEach(log::append);
            clients.wake();
            synchronized (lock) {
                failedTries.remove(run);
                if (read.more()) {
                    waiting.add(run);
                }
            }
        } catch (StoreUnavailableException lockedOrGone) {
            if (mayTryAgain(run)) {
                LATER.execute(() -> wantsRead(run));
            } else {
                Log.debugf(
                        "A change was not announced. run=%s store=%s",
                        run.id(), run.store().name());
            }
        }
    }

    private boolean mayTryAgain(StoredRun run) {
        synchronized (lock) {
            int tries = failedTries.merge(run, 1, Integer::sum);
            if (tries >= MAX_TRIES) {
                failedTries.remove(run);
            }
            return tries < MAX_TRIES;
        }
    }
}
