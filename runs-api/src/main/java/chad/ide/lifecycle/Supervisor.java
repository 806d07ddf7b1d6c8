package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.InterruptedRuns;
import chad.ide.engine.RunKey;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.RunLocks.Work;
import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.ResumeNeed;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Goes on with runs that nobody goes on with, for the engine itself wakes none: those whose timer is due, that were
 * decided elsewhere, that the service's own stop interrupted, that a budget paused and a person has let go on, and, by choice, those whose process died.
 *
 * <p>What an operator has stopped stays so: a cancelled, paused, denied or rewound run is left alone. It takes the same
 * lock as an operator's call, and gives way when that is taken.
 */
@ApplicationScoped
public class Supervisor {

    private static final Work WORK = new Work("resume", "the supervisor");

    /** Before the runs are asked to pause: none must be started behind their back. */
    private static final int FIRST = 50;

    private final RunService runs;
    private final RunResumer resumer;
    private final RunLocks locks;
    private final StoreVerbs verbs;
    private final InterruptedRuns interrupted;
    private final ResumeAttempts attempts;
    private final BudgetGuard budgets;
    private final SupervisorConfig config;
    private final RepeatedErrors errors = new RepeatedErrors();
    private final Set<RunKey> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("supervisor-", 0).factory());

    Supervisor(
            RunService runs,
            RunResumer resumer,
            RunLocks locks,
            StoreVerbs verbs,
            InterruptedRuns interrupted,
            ResumeAttempts attempts,
            BudgetGuard budgets,
            SupervisorConfig config) {
        this.runs = runs;
        this.resumer = resumer;
        this.locks = locks;
        this.verbs = verbs;
        this.interrupted = interrupted;
        this.attempts = attempts;
        this.budgets = budgets;
        this.config = config;
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent stopping) {
        workers.shutdownNow();
    }

    @Scheduled(every = "${runs.supervisor.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        for (RunControlState control : runs.unattended()) {
            RunKey run = control.run().key();
            boolean wanted = reason(control)
                    .filter(reason -> attempts.mayTry(run, reason))
                    .filter(reason -> budgets.hasRoom(run, control.summary().workflow()))
                    .isPresent();
            if (wanted && !workers.isShutdown() && underWay.add(run)) {
                workers.execute(() -> attend(control.run()));
            }
        }
    }

    /** Why it goes on with the run, told from the next reason for the same run; empty when it does not. */
    Optional<String> reason(RunControlState control) {
        if (control.cancelRequestedAtMs() != null
                || control.process() instanceof Alive
                || budgets.isHeld(control.run().key())
                || !verbs.isDrivable(control.run().store())) {
            return Optional.empty();
        }
        boolean ours = interrupted.has(control.run().key());
        return switch (control.state()) {
            case PAUSED ->
                ours
                        ? Optional.of("the shutdown of the service paused it")
                        : budgets.released(control.run().key());
            case STALLED -> {
                if (ours) {
                    yield Optional.of("the shutdown of the service ended its process");
                }
                boolean wanted = config.autoResume() && control.pauseRequestedAtMs() == null;
                yield wanted
                        ? Optional.of("its process died with %d nodes finished"
                                .formatted(control.summary().progress().finished()))
                        : Optional.empty();
            }
            case NEEDS_RESUME ->
                config.continueParked() ? control.need().flatMap(Supervisor::reason) : Optional.empty();
            case RUNNING,
                    WAITING_APPROVAL,
                    WAITING_EVENT,
                    WAITING_TIMER,
                    WAITING_QUOTA,
                    CANCELLING,
                    CANCELLED,
                    FAILED,
                    FINISHED,
                    FINISHED_WITH_FAILURES,
                    CONTINUED,
                    NOT_STARTED,
                    UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<String> reason(ResumeNeed need) {
        return switch (need.cause()) {
            case DUE -> Optional.of("it has been due since " + need.mark());
            case DECIDED -> Optional.of("it was decided at " + need.mark());
            case SIGNALLED -> Optional.of("it was signalled at " + need.mark());
            case DENIED, REWOUND -> Optional.empty();
        };
    }

    private static String subject(StoredRun run) {
        return "run=%s store=%s".formatted(run.id(), run.store().name());
    }

    private void attend(StoredRun run) {
        try {
            locks.ifFree(run.key(), WORK, () -> {
                RunControlState now = runs.standing(run);
                reason(now).filter(reason -> attempts.mayTry(run.key(), reason)).ifPresent(reason -> goOn(now, reason));
                return now;
            });
            errors.over(subject(run));
        } catch (ProblemException | StoreUnavailableException | LedgerUnavailableException notThereNow) {
            // GET /api/stores or /api/health says why; what is still due when it can be read again is found by a later
            // look
            Log.debugf("A run was not handled. run=%s reason=%s", run.id(), notThereNow.getMessage());
        } catch (RuntimeException failure) {
            errors.log(subject(run), "The supervisor failed; it will try again.", failure);
        } finally {
            underWay.remove(run.key());
        }
    }

    private void goOn(RunControlState control, String reason) {
        StoredRun run = control.run();
        int number = attempts.note(run.key(), reason);
        Log.infof(
                "The supervisor resumes the run: %s. run=%s store=%s try=%d of %d",
                reason, run.id(), run.store().name(), number, config.maxTries());
        try {
            resumer.resume(control, Steering.how(control, ResumeMode.PLAIN), RunSettings.NONE);
            interrupted.forget(run.key());
        } catch (ProblemException refused) {
            Log.warnf(
                    "The run could not continue. run=%s store=%s%s: %s",
                    run.id(),
                    run.store().name(),
                    number == config.maxTries() ? " (this was the last attempt; resume it by hand)" : "",
                    refused.detail());
        }
    }
}
