package chad.ide.lifecycle;

import chad.ide.engine.EngineProcesses;
import chad.ide.engine.ProcessEnd;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunOwners;
import chad.ide.problem.ProblemType;
import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunService;
import chad.ide.runs.Silence;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends the engine process of a run that is alive and gives no heartbeat, so that another one can go on. By SIGKILL: a
 * process that hangs or is stopped takes no other signal, and to the engine any other means that the run is cancelled.
 */
@Singleton
class SilentProcesses {

    private static final Duration END = Duration.ofSeconds(10);

    private final RunService runs;
    private final EngineProcesses processes;

    SilentProcesses(RunService runs, EngineProcesses processes) {
        this.runs = runs;
        this.processes = processes;
    }

    /**
     * Under the run's lock. Does nothing when no process of the run lives.
     *
     * @return where the run stands then
     * @throws chad.edge.ProblemException 409 when the process gives heartbeats, hosts other runs, or can't be
     *     ended
     */
    RunControlState end(RunControlState before, String by) {
        if (!(before.process() instanceof Alive alive)) {
            return before;
        }
        Silence silence = before.summary().silence();
        if (silence == null) {
            throw ProblemType.RUN_STILL_RUNNING.because(
                    ("Engine process %d of run `%s` is sending heartbeats and was not ended. Wait until the run"
                                    + " ends, pause it, or cancel it.")
                            .formatted(alive.pid(), before.run().id()));
        }
        Optional<RecordedProcess> ours =
                alive.ours() ? processes.of(before.run().key()).filter(RecordedProcess::isAlive) : Optional.empty();
        if (ours.isEmpty() && RunOwners.hosts(alive.pid())) {
            throw ProblemType.RUN_OWNER_ALIVE.because(
                    ("Engine process %d of run `%s` is a gateway that executes other runs too; it was not ended,"
                                    + " and nothing was resumed. If those runs may stop as well, end it with `kill -KILL %d`, then"
                                    + " resume.")
                            .formatted(alive.pid(), before.run().id(), alive.pid()));
        }
        if (!isEnded(alive, ours, before)) {
            throw ProblemType.RUN_OWNER_ALIVE.because(
                    ("Engine process %d of run `%s` could not be ended: it belongs to another user, or does not"
                                    + " end. Nothing was resumed. End it with `kill -KILL %d` as that user, then resume.")
                            .formatted(alive.pid(), before.run().id(), alive.pid()));
        }
        Log.infof(
                "A silent engine process was ended. run=%s store=%s pid=%d by=%s",
                before.run().id(), before.run().store().name(), alive.pid(), by);
        return runs.standing(before.run());
    }

    private boolean isEnded(Alive alive, Optional<RecordedProcess> ours, RunControlState before) {
        try {
            boolean gone = ours.isPresent()
                    ? ProcessEnd.of(ours.get(), END)
                    : ProcessEnd.of(alive.pid(), runs.ownerNow(before.run()), END);
            // its record tells its end a moment later, and the verdict goes by that
            return gone && (ours.isEmpty() || processes.awaitEnd(ours.get(), END));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw ProblemType.ENGINE_TIMEOUT.because("The service is being stopped. Run `%s` was not resumed."
                    .formatted(before.run().id()));
        }
    }
}
