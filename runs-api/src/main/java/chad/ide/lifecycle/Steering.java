package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.InterruptedRuns;
import chad.ide.engine.RunOwner.Stranger;
import chad.ide.lifecycle.RunLocks.Work;
import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.problem.ProblemType;
import chad.ide.runs.ProcessStatus.Alive;
import chad.ide.runs.ProcessStatus.Gone;
import chad.ide.runs.ProcessStatus.Unknown;
import chad.ide.runs.ResumeNeed;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Steers a run: each method does one thing under the run's lock and answers with the state after it. */
@Singleton
public class Steering {

    private static final long LOOK_EVERY_MS = 50;
    private static final Set<String> ENDED = Set.of("cancelled", "failed", "finished", "continued");
    private static final Set<String> PARKED_OR_ENDED = Set.of("paused", "cancelled", "failed", "finished", "continued");

    private final RunService runs;
    private final StoreVerbs verbs;
    private final RunResumer resumer;
    private final RunLocks locks;
    private final InterruptedRuns interrupted;
    private final SilentProcesses silentProcesses;
    private final LifecycleConfig config;
    private final UndoService undo;

    Steering(
            RunService runs,
            StoreVerbs verbs,
            RunResumer resumer,
            RunLocks locks,
            InterruptedRuns interrupted,
            SilentProcesses silentProcesses,
            LifecycleConfig config,
            UndoService undo) {
        this.runs = runs;
        this.verbs = verbs;
        this.resumer = resumer;
        this.locks = locks;
        this.interrupted = interrupted;
        this.silentProcesses = silentProcesses;
        this.config = config;
        this.undo = undo;
    }

    /** The run ends. Of one that is executed the engine process ends it itself, within a quarter of a second. */
    public SteeringResult cancel(StoredRun run, String by) {
        return exclusively(run, "cancel", by, before -> {
            requireNoSubflow(before, "cancel");
            if (before.hasEnded()) {
                throw ended(before, "There is nothing to cancel.");
            }
            interrupted.forget(run.key());
            JsonNode said = StoreVerbs.answer(
                    verbs.onStore(run, EngineCommand.of("cancel").argument(run.id())));
            RunControlState after = await(run, ENDED::contains);
            return SteeringResult.of(after.summary(), said, false).noting(leftAlone(before));
        });
    }

    private static @Nullable String leftAlone(RunControlState before) {
        return before.owner() instanceof Stranger stranger
                ? "The run names process %d as its engine, but that number now belongs to %s, which was not touched."
                        .formatted(stranger.pid(), stranger.what())
                : null;
    }

    /** The run parks when the tasks in flight have ended. */
    public SteeringResult pause(StoredRun run, String by) {
        return exclusively(run, "pause", by, before -> {
            requireNoSubflow(before, "pause");
            if (before.hasEnded()) {
                throw ended(before, "There is nothing to pause.");
            }
            interrupted.forget(run.key());
            JsonNode said = StoreVerbs.answer(
                    verbs.onStore(run, EngineCommand.of("pause").argument(run.id())));
            RunControlState after = await(run, PARKED_OR_ENDED::contains);
            return SteeringResult.of(after.summary(), said, false);
        });
    }

    /** Somebody goes on with the run, unless somebody does already. */
    public SteeringResult resume(StoredRun run, ResumeRequest request, String by) {
        return exclusively(run, "resume", by, before -> {
            requireNoSubflow(before, "resume");
            if (before.hasEnded() && !request.reviveEnded()) {
                throw ended(
                        before, "A resume would restart it; send `reviveEnded: true` if that is intended, or fork it.");
            }
            RunControlState now = before;
            if (request.endProcess()) {
                resumer.requireResumable(before, request.settings()); // what is in flight is not lost for nothing
                now = silentProcesses.end(before, by);
            }
            resumer.resume(now, how(now, request.how()), request.settings());
            interrupted.forget(run.key());
            return SteeringResult.of(runs.standing(run).summary(), null, true);
        });
    }

    /**
     * Whether the engine must be told that the process before is gone, which it believes by itself after 30 s.
     *
     * @throws ProblemException 409 when it is not gone
     */
    static ResumeMode how(RunControlState control, ResumeMode asked) {
        boolean rewound = control.need()
                .filter(need -> need.cause() == ResumeNeed.Cause.REWOUND)
                .isPresent();
        boolean claimed = control.state() == RunState.RUNNING || control.state() == RunState.CANCELLING;
        boolean mustForce =
                switch (control.process()) {
                    case Alive alive -> {
                        if (control.summary().silence() != null) {
                            throw RunResumer.ownerAlive(control);
                        }
                        if (claimed) {
                            throw RunResumer.stillRunning(control.run().id());
                        }
                        yield false;
                    }
                    case Gone gone -> {
                        requireForce(claimed, control, asked);
                        yield control.state() == RunState.STALLED;
                    }
                    case Unknown unknown -> {
                        requireForce(claimed, control, asked);
                        yield control.state()
                                == RunState.STALLED; // a heartbeat ahead of the clock looks fresh for ever
                    }
                };
        return new ResumeMode(asked.force() || mustForce || rewound, asked.acceptWorkflowChange());
    }

    /** Somewhere a process beats for it, or did until a moment ago. */
    private static void requireForce(boolean claimed, RunControlState control, ResumeMode asked) {
        if (claimed && !asked.force()) {
            throw ProblemType.RUN_STILL_RUNNING.because(
                    ("A process that this service did not start sent a heartbeat for run `%s` less than 30 s ago."
                                    + " Wait until it ends or the run is reported as stalled; if you know that the process is gone,"
                                    + " send `force: true`.")
                            .formatted(control.run().id()));
        }
    }

    /** A node is done again, and what depends on it, in a process of its own. */
    public SteeringResult retry(StoredRun run, RetryRequest request, String by) {
        return exclusively(run, "retry", by, before -> {
            requireNoSubflow(before, "retry");
            ResumeMode how = how(before, request.how());
            EngineCommand retry = EngineCommand.of("retry-task")
                    .argument(resumer.workflowPath(before))
                    .option("run-id", run.id())
                    .option("node-id", request.node())
                    .option("iteration", request.iteration());
            retry = request.alone() ? retry.flag("no-deps") : retry;
            retry = how.force() ? retry.flag("force") : retry;
            retry = how.acceptWorkflowChange() ? retry.flag("accept-workflow-change") : retry;
            resumer.execute(before, retry);
            return SteeringResult.of(runs.standing(run).summary(), null, true).noting(notKept(run));
        });
    }

    private @Nullable String notKept(StoredRun run) {
        List<String> names = resumer.options(run).notKeptByRetry();
        return names.isEmpty()
                ? null
                : ("The run continues without its `%s`, which the engine's `retry-task` does not accept. If"
                                + " that matters, pause the run and resume it: a resume passes them again.")
                        .formatted(String.join("`, `", names));
    }

    /** Everything after the frame is taken back; the run then waits to be resumed. */
    public SteeringResult rewind(StoredRun run, RewindRequest request, String by) {
        return exclusively(run, "rewind", by, before -> {
            requireNoSubflow(before, "rewind");
            requireNobodyExecutes(before);
            undo.requireRewindable(run, request.frame());
            JsonNode said = StoreVerbs.answer(verbs.onStore(
                    run,
                    EngineCommand.of("rewind")
                            .argument(run.id())
                            .argument(request.frame().toString())
                            .flag("yes")
                            .flag("json")));
            return SteeringResult.of(runs.standing(run).summary(), said, false);
        });
    }

    /** The working folder becomes again what it was after that attempt. Needs a repository. */
    public SteeringResult revert(StoredRun run, RevertRequest request, String by) {
        return exclusively(run, "revert", by, before -> {
            requireNobodyExecutes(before);
            String node = request.node();
            Integer iteration = request.iteration();
            Integer attempt = request.attempt();
            int turn = iteration == null ? 0 : iteration;
            Undo preview = undo.revert(run, node, turn, attempt);
            if (!preview.possible()) {
                throw ProblemType.REVERT_IMPOSSIBLE.because(preview.why() + " Nothing was done.");
            }
            List<Path> imported = resumer.requireOwnStore(before);
            JsonNode said = StoreVerbs.answer(verbs.onFile(
                    run,
                    EngineCommand.of("revert")
                            .argument(resumer.workflowPath(before))
                            .option("run-id", run.id())
                            .option("node-id", node)
                            .option("iteration", turn)
                            .option("attempt", attempt == null ? undo.newestAttempt(run, node, turn) : attempt),
                    imported,
                    resumer.place(run)));
            return SteeringResult.of(runs.standing(run).summary(), said, false)
                    .noting(String.join(" ", preview.undoes()));
        });
    }

    /** The signal is kept with the run; a run that waited for it goes on. */
    public SteeringResult signal(StoredRun run, SignalRequest request, String by) {
        return exclusively(run, "signal", by, before -> {
            if (before.hasEnded()) {
                throw ended(before, "Nothing would receive the signal.");
            }
            requireCanGoOn(before);
            JsonNode said = StoreVerbs.answer(verbs.onStore(
                    run,
                    EngineCommand.of("signal")
                            .argument(run.id())
                            .argument(request.name())
                            .privateOption("data", request.payload())
                            .privateOption("correlation", request.correlationId())
                            .privateOption("by", by)));
            return goOn(run, said, by);
        });
    }

    /**
     * Goes on with a run when it has a reason to and nobody executes it. Under its lock, after something was written for
     * it: what keeps it from going on is said beside that, for an error would say that nothing was done.
     */
    SteeringResult goOn(StoredRun run, @Nullable JsonNode said, String by) {
        RunControlState now = runs.standing(run);
        try {
            return now.summary().belongsToParent() ? parentGoesOn(now, said, by) : goesOn(now, said);
        } catch (ProblemException held) {
            return SteeringResult.of(now.summary(), said, false)
                    .noting("It is recorded, but the run does not continue: " + held.detail());
        } catch (StoreUnavailableException unreadable) {
            return SteeringResult.of(now.summary(), said, false)
                    .noting("It is recorded, but it could not be determined whether the run continues: the store %s"
                            .formatted(unreadable.reason()));
        }
    }

    private SteeringResult goesOn(RunControlState now, @Nullable JsonNode said) {
        if (now.need().isEmpty()) {
            return SteeringResult.of(now.summary(), said, false);
        }
        resumer.resume(now, how(now, ResumeMode.PLAIN), RunSettings.NONE);
        return SteeringResult.of(runs.standing(now.run()).summary(), said, true);
    }

    /** A subflow is executed by its parent's process, in which it goes on where it stopped. */
    private SteeringResult parentGoesOn(RunControlState subflow, @Nullable JsonNode said, String by) {
        StoredRun parent = root(subflow).run();
        return locks.exclusively(parent.key(), new Work("resume", by), () -> {
            RunControlState now = runs.standing(parent);
            if (now.hasEnded() || isExecuted(now)) {
                String why = now.hasEnded() ? "has ended" : "is being executed and will receive it";
                return SteeringResult.of(runs.standing(subflow.run()).summary(), said, false)
                        .noting("It is recorded. Run `%s` is part of run `%s`, which %s."
                                .formatted(subflow.run().id(), parent.id(), why));
            }
            resumer.resume(now, how(now, ResumeMode.PLAIN), RunSettings.NONE);
            return SteeringResult.of(runs.standing(subflow.run()).summary(), said, true)
                    .noting("Run `%s`, which this one is part of, continues.".formatted(parent.id()));
        });
    }

    /** The run whose process executes this one: itself, unless it is a subflow. */
    private RunControlState root(RunControlState control) {
        RunControlState root = control;
        while (root.summary().belongsToParent()) { // each parent's id is shorter: this ends
            root = runs.standing(new StoredRun(
                    root.run().store(), String.valueOf(root.summary().parentId())));
        }
        return root;
    }

    private static boolean isExecuted(RunControlState control) {
        return control.ownerId() != null && control.process() instanceof Alive && control.state() != RunState.STALLED;
    }

    /**
     * Sees to it, before anything is written for a parked run, that it could go on afterwards.
     *
     * @throws ProblemException 409 when its workflow's file is gone, or its project
     */
    void requireCanGoOn(RunControlState before) {
        RunControlState root = root(before);
        if (!isExecuted(root)) {
            resumer.workflowPath(root);
            resumer.place(root.run());
        }
    }

    /** The engine would execute the parent's workflow in the child. */
    private static void requireNoSubflow(RunControlState control, String verb) {
        if (control.summary().belongsToParent()) {
            throw ProblemType.CHILD_RUN.because(
                    ("Run `%s` is a subflow, which the process of run `%s` executes. Nothing was done: %s run"
                                    + " `%s`, and this one follows.")
                            .formatted(
                                    control.run().id(),
                                    control.summary().parentId(),
                                    verb,
                                    control.summary().parentId()));
        }
    }

    /** A process that has ended or parked its run lives on for a moment, which is waited for. */
    private void requireNobodyExecutes(RunControlState control) {
        boolean owned = control.ownerId() != null && control.process() instanceof Alive;
        if (owned || control.state() == RunState.RUNNING || control.state() == RunState.CANCELLING) {
            throw RunResumer.stillRunning(control.run().id());
        }
        resumer.awaitParked(control);
    }

    /** The engine's word for the run at this moment. */
    String status(StoredRun run) {
        return runs.status(run);
    }

    <T> T exclusively(StoredRun run, String verb, String by, Function<RunControlState, T> action) {
        verbs.requireDrivable(run.store());
        return locks.exclusively(run.key(), new Work(verb, by), () -> {
            RunControlState control = runs.standing(run);
            resumer.requireNoCopy(control);
            return action.apply(control);
        });
    }

    /** Waits until the store says so, for as long as is configured, and tells where the run stands then. */
    private RunControlState await(StoredRun run, Predicate<String> status) {
        long deadline = System.nanoTime() + config.acknowledgeWait().toNanos();
        while (!status.test(runs.status(run)) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return runs.standing(run);
    }

    private static ProblemException ended(RunControlState control, String what) {
        return ProblemType.RUN_ENDED.because("Run `%s` has ended: it is %s. %s"
                .formatted(control.run().id(), control.state().word(), what));
    }
}
