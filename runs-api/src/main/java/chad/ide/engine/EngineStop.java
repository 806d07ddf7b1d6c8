package chad.ide.engine;

import chad.edge.ProblemException;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.logging.LogSubject;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the runs that we execute when the service is stopped: they are asked to pause, which lets running
 * tasks finish, and what has not paused within the grace is left alone. It goes on by itself where the process may live,
 * and is resumed at the next start where it may not, as in a container. No signal is ever sent: to the engine SIGTERM and SIGINT
 * mean that the run is cancelled.
 */
@Singleton
class EngineStop {

    /** Before the stores are closed, which happens at the default priority. */
    private static final int EARLY = 100;

    private final EngineConfig config;
    private final EngineProcesses processes;
    private final Engine engine;
    private final StoreRegistry registry;
    private final StoreReader reader;
    private final InterruptedRuns interrupted;

    EngineStop(
            EngineConfig config,
            EngineProcesses processes,
            Engine engine,
            StoreRegistry registry,
            StoreReader reader,
            InterruptedRuns interrupted) {
        this.config = config;
        this.processes = processes;
        this.engine = engine;
        this.registry = registry;
        this.reader = reader;
        this.interrupted = interrupted;
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent stopping) {
        List<RecordedProcess> alive = processes.alive();
        Duration grace = config.stopGrace();
        if (alive.isEmpty()) {
            return;
        }
        alive.stream()
                .filter(process -> !isStoppedByOperator(process))
                .map(RecordedProcess::key)
                .forEach(interrupted::note);
        if (grace.isPositive()) {
            Log.infof("Asking running runs to pause. runs=%d grace=%s", alive.size(), grace);
            pauseAll(alive, grace);
        }
        alive.forEach(this::sayWhatBecameOf);
    }

    /** Asked to pause or to end before the stop: it must not go on after it. */
    private boolean isStoppedByOperator(RecordedProcess process) {
        try {
            return Optional.ofNullable(process.store())
                    .flatMap(registry::byName)
                    .filter(store -> reader.shape(store).has("_smithers_runs", "pause_requested_at_ms"))
                    .flatMap(store -> reader.first(
                            store,
                            "SELECT coalesce(pause_requested_at_ms, cancel_requested_at_ms) IS NOT NULL AS stopped"
                                    + " FROM _smithers_runs WHERE run_id = ?",
                            row -> row.getBoolean("stopped"),
                            process.runId()))
                    .orElse(false);
        } catch (StoreUnavailableException locked) {
            return true;
        }
    }

    private void pauseAll(List<RecordedProcess> alive, Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            alive.forEach(process -> askers.execute(() -> pause(process, deadline)));
            askers.shutdown();
            if (!askers.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                askers.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(RecordedProcess process, long deadline) {
        try (LogSubject _ = LogSubject.run(process.runId())) {
            Optional.ofNullable(process.store())
                    .flatMap(registry::byName)
                    .ifPresent(store -> say(
                            process,
                            engine.onStore(
                                    store,
                                    EngineCommand.of("pause")
                                            .argument(process.runId())
                                            .within(Duration.ofNanos(Math.max(1, deadline - System.nanoTime()))))));
            processes.awaitEnd(process, Duration.ofNanos(deadline - System.nanoTime()));
        } catch (ProblemException notAsked) {
            Log.warnf("A run could not be asked to pause. run=%s: %s", process.runId(), notAsked.detail());
        } catch (InterruptedException graceIsOver) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(RecordedProcess process, EngineResult result) {
        switch (result) {
            case Done done ->
                Log.debugf("run=%s: %s", process.runId(), done.answer().path("status"));
            case Refused refused ->
                Log.infof("The engine did not pause. run=%s: %s", process.runId(), refused.reason());
            case TimedOut timedOut -> Log.infof("The engine had no time to pause. run=%s", process.runId());
        }
    }

    private void sayWhatBecameOf(RecordedProcess process) {
        try (LogSubject _ = LogSubject.run(process.runId())) {
            logWhatBecameOf(process);
        }
    }

    private void logWhatBecameOf(RecordedProcess process) {
        boolean ended = processes.now(process).filter(RecordedProcess::isAlive).isEmpty();
        if (ended) {
            Log.infof("The engine process ended. run=%s status=%s", process.runId(), status(process));
        } else {
            Log.infof(
                    "The run stays with its engine process. Resume it if that process ends. run=%s pid=%d status=%s",
                    process.runId(), process.pid(), status(process));
        }
    }

    private String status(RecordedProcess process) {
        try {
            return Optional.ofNullable(process.store())
                    .flatMap(registry::byName)
                    .flatMap(store -> reader.first(
                            store,
                            "SELECT substr(status, 1, 64) AS status FROM _smithers_runs WHERE run_id = ?",
                            row -> row.getString("status"),
                            process.runId()))
                    .orElse("unknown");
        } catch (StoreUnavailableException locked) {
            return "unknown";
        }
    }
}
