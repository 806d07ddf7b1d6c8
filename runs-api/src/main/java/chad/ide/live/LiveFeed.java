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

    /** Runs that may wait to be read; with more of them the clients are told to read anew. */
    private static final int MAX_WAITING = 10_000;

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
            if (waiting.size() >= MAX_WAITING) {
                waiting.clear();
                failedTries.clear();
                log.forget();
                clients.wake();
            }
            waiting.add(run);
            lock.notifyAll();
        }
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
