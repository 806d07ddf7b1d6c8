package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineLaunch;
import chad.ide.engine.EnginePlace;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunOwner.OwnEngine;
import chad.ide.engine.RunOwners;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Project;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunService;
import chad.ide.runs.Silence;
import chad.ide.runs.StoredRun;
import chad.ide.workflows.WorkflowFile;
import chad.ide.workflows.WorkflowFiles;
import chad.ide.workflows.WorkflowKnobs;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Goes on with runs: starts the process that executes one, and waits until it owns the run, or has ended and said why.
 * Always under the run's lock.
 */
@Singleton
class RunResumer {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** How long an engine process that has parked its run takes to end. */
    private static final Duration PARKED_END = Duration.ofSeconds(10);

    private final RunService runs;
    private final EngineProcesses processes;
    private final RunPlaces places;
    private final WorkflowFiles files;
    private final WorkflowKnobs knobs;
    private final SettingsQueries settings;
    private final OwnStore ownStore;
    private final StoreVerbs verbs;
    private final BudgetGuard budgets;
    private final LifecycleConfig config;

    RunResumer(
            RunService runs,
            EngineProcesses processes,
            RunPlaces places,
            WorkflowFiles files,
            WorkflowKnobs knobs,
            SettingsQueries settings,
            OwnStore ownStore,
            StoreVerbs verbs,
            BudgetGuard budgets,
            LifecycleConfig config) {
        this.runs = runs;
        this.processes = processes;
        this.places = places;
        this.files = files;
        this.knobs = knobs;
        this.settings = settings;
        this.ownStore = ownStore;
        this.verbs = verbs;
        this.budgets = budgets;
        this.config = config;
    }

    /**
     * How to resume.
     *
     * @param force although the engine has not yet noticed that the process before is gone
     * @param acceptWorkflowChange although the workflow was edited since
     */
    record ResumeMode(boolean force, boolean acceptWorkflowChange) {

        static final ResumeMode PLAIN = new ResumeMode(false, false);
    }

    /** {@code up --resume}, with the settings that the run was launched with. */
    void resume(RunControlState state, ResumeMode how, RunSettings changes) {
        Resume resume = prepared(state, how, changes);
        execute(state, resume.command(), resume.settings());
    }

    /** What the engine is to be given. */
    private record Resume(EngineCommand command, RunSettings settings) {}

    /** @throws ProblemException 4xx when the changes can't be taken, or the workflow or the project is gone */
    private Resume prepared(RunControlState state, ResumeMode how, RunSettings changes) {
        String path = workflowPath(state);
        StoredRun run = state.run();
        knobs.requireTaken(files.nameOf(path), changes.env());
        settings.adopt(run.key());
        RunSettings launched = settings.of(run.key());
        requireSameProject(launched, changes);
        RunSettings all = changes.orElse(launched);
        EngineCommand up = EngineCommand.of("up").argument(path).option("resume", run.id());
        Project project = places.project(all, run.id());
        up = places.options(up, all, project, run.id()).flag("no-monitor").flag("no-report");
        up = how.force() ? up.flag("force") : up;
        up = how.acceptWorkflowChange() ? up.flag("accept-workflow-change") : up;
        return new Resume(up, all);
    }

    /** What the run has done lies in its project; another one is for a run that began elsewhere. */
    private static void requireSameProject(RunSettings launched, RunSettings changes) {
        if (launched.project() != null
                && changes.project() != null
                && !launched.project().equals(changes.project())) {
            throw ProblemType.invalid("project", changes.project(), launched.project());
        }
    }

    /**
     * Sees to it, before a process is ended for it, that nothing that is known by now refuses to resume the run.
     *
     * @throws ProblemException 4xx as {@link #resume} would
     */
    void requireResumable(RunControlState state, RunSettings changes) {
        RunSettings all = prepared(state, ResumeMode.PLAIN, changes).settings();
        StoredRun run = state.run();
        ownStore.require(run, Path.of(workflowPath(state)), places.of(run, all).folder(), all.env());
    }

    /** Any verb that goes on with the run in its own process until that ends: {@code up}, {@code retry-task}. */
    void execute(RunControlState before, EngineCommand command) {
        settings.adopt(before.run().key());
        execute(before, command, settings.of(before.run().key()));
    }

    /** What the run's processes are given. */
    RunOptions options(StoredRun run) {
        return settings.of(run.key()).options();
    }

    private void execute(RunControlState before, EngineCommand command, RunSettings all) {
        StoredRun run = before.run();
        budgets.requireRoom(run, before.summary().workflow());
        EnginePlace place = places.of(run, all);
        List<Path> imported = ownStore.require(run, Path.of(workflowPath(before)), place.folder(), all.env());
        awaitParked(before);
        settings.keep(run.key(), all); // not earlier: those of a refused resume would be those of the next one
        RecordedProcess process = processes
                .start(new EngineLaunch(
                        run.id(),
                        run.store().name(),
                        before.summary().workflow(),
                        command.about(verbs.subject(run, imported)),
                        all.variables(),
                        place))
                .orElseThrow(() -> stillRunning(run.id()));
        budgets.goesOn(run.key());
        awaitOwner(before, process);
    }

    /**
     * Sees to it, before anything is written, that the run lies in the store that its workflow writes to.
     *
     * @return the stores of other workflows, which this one imports
     * @throws ProblemException 409 when it does not, or the workflow's file is gone
     */
    List<Path> requireOwnStore(RunControlState state) {
        StoredRun run = state.run();
        Path workflow = Path.of(workflowPath(state));
        RunSettings launched = settings.of(run.key());
        return ownStore.require(run, workflow, places.folder(run, launched), launched.env());
    }

    /** Where a verb with the run's workflow among its arguments works. */
    EnginePlace place(StoredRun run) {
        return places.of(run, settings.of(run.key()));
    }

    /**
     * As {@link #requireOwnStore}, for what needs neither workflow nor project: one that is gone can't be asked, nor
     * executed. A workflow that can't be loaded is not needed either where the run's engine has this very store open.
     */
    void requireNoCopy(RunControlState state) {
        if (ownStore.isKnown(state.run())) {
            return;
        }
        try {
            requireOwnStore(state);
        } catch (ProblemException refused) {
            boolean isGone =
                    refused.type() == ProblemType.WORKFLOW_GONE || refused.type() == ProblemType.PROJECT_UNUSABLE;
            boolean isExecutedHere =
                    refused.type() == ProblemType.WORKFLOW_BROKEN && state.owner() instanceof OwnEngine;
            if (!isGone && !isExecutedHere) {
                throw refused;
            }
            ownStore.requireNotMarked(state.run());
        }
    }

    /**
     * The path of the workflow's file as the run recorded it; the engine insists on the very same.
     *
     * @throws ProblemException 409 when the file is gone, or is none of the workflow folder: a path in a database is
     *     data, and what it names is executed
     */
    String workflowPath(RunControlState state) {
        String recorded = state.summary().workflowPath();
        if (recorded == null || executable(recorded).isEmpty()) {
            throw gone(state);
        }
        return recorded;
    }

    /** The file, when it is one of the workflow folder and is there. */
    Optional<Path> executable(String recorded) {
        try {
            WorkflowFile file = files.resolve("workflow", files.nameOf(recorded));
            return Path.of(recorded).toRealPath().equals(file.path())
                    ? Optional.of(Path.of(recorded))
                    : Optional.empty();
        } catch (ProblemException | IOException | InvalidPathException notThere) {
            return Optional.empty();
        }
    }

    private static ProblemException gone(RunControlState state) {
        return ProblemType.WORKFLOW_GONE.because(
                ("Run `%s` was launched from a file `%s` that is no longer in the workflow folder. Put it"
                                + " back to resume the run.")
                        .formatted(state.run().id(), state.summary().workflow()));
    }

    /**
     * Waits for the end of a process of ours that has parked its run, or ended it, and lives on for a moment.
     *
     * @throws ProblemException 409 when it executes the run
     */
    void awaitParked(RunControlState before) {
        String runId = before.run().id();
        Optional<RecordedProcess> ours = processes.of(before.run().key()).filter(RecordedProcess::isAlive);
        if (ours.isEmpty()) {
            return;
        }
        boolean parked = before.ownerId() == null;
        if (!parked || !awaitEnd(ours.get(), PARKED_END)) {
            throw stillRunning(runId);
        }
    }

    private void awaitOwner(RunControlState before, RecordedProcess process) {
        long deadline = System.nanoTime() + config.claimWait().toNanos();
        while (System.nanoTime() < deadline) {
            boolean ended = awaitEnd(process, LOOK_EVERY);
            String owner = runs.ownerId(before.run());
            if (owner != null && !owner.equals(before.ownerId()) && owner.startsWith("pid:")) {
                return;
            }
            if (ended) {
                judge(before, processes.now(process).orElse(process));
                return;
            }
        }
    }

    private boolean awaitEnd(RecordedProcess process, Duration limit) {
        try {
            return processes.awaitEnd(process, limit);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw ProblemType.ENGINE_TIMEOUT.because(
                    "The service is being stopped. Run `%s` may continue.".formatted(process.runId()));
        }
    }

    /** It ended before anybody saw it own the run: it was that fast, or it refused. */
    private void judge(RunControlState before, RecordedProcess ended) {
        EngineResult result = processes.answer(ended);
        switch (result) {
            case Done done -> {
                JsonNode error = done.answer().path("error");
                switch (error.path("code").asText()) {
                    case "RESUME_METADATA_MISMATCH" -> throw workflowChanged(before);
                    case "RUN_OWNER_ALIVE" -> throw ownerAlive(before);
                    default -> {
                        // the run went on, and ended before anybody saw who owned it
                    }
                }
            }
            case Refused refused -> throw refusal(before, refused);
            case TimedOut never -> throw new IllegalStateException("a run's process has no time limit: " + never);
        }
    }

    private static ProblemException refusal(RunControlState before, Refused refused) {
        String runId = before.run().id();
        if (refused.reason().contains("RESUME_METADATA_MISMATCH")) {
            return workflowChanged(before);
        }
        return switch (refused.code()) {
            case "RUN_STILL_RUNNING" -> stillRunning(runId);
            case "RUN_OWNER_ALIVE" -> ownerAlive(before);
            case "RESUME_METADATA_MISMATCH" -> workflowChanged(before);
            case "RUN_FAILED", Refused.NO_ANSWER ->
                ProblemType.WORKFLOW_BROKEN.because(
                        "Run `%s` could not continue. %s: %s".formatted(runId, refused.code(), refused.reason()));
            default -> StoreVerbs.refusal(refused);
        };
    }

    private static ProblemException workflowChanged(RunControlState before) {
        return ProblemType.WORKFLOW_CHANGED.because(
                ("The workflow `%s`, or a file that it imports, was edited since run `%s` was launched, and"
                                + " the engine does not continue with a different one. Restore the file, or resume with"
                                + " `acceptWorkflowChange: true`: the run then continues with the edited workflow and keeps"
                                + " what it has done so far.")
                        .formatted(before.summary().workflow(), before.run().id()));
    }

    /** It is this very run's engine, or it would have been passed by; and it gives no heartbeat. */
    static ProblemException ownerAlive(RunControlState before) {
        Silence silence = before.summary().silence();
        Optional<Long> pid = RunOwners.pid(before.ownerId());
        String says = silence != null
                ? silence.says()
                : "Engine process %s is alive."
                        .formatted(pid.map(String::valueOf).orElse("?"));
        String wayOut = pid.filter(RunOwners::hosts).isPresent()
                ? "Wait for it, or end it yourself: it is a gateway, which may be executing other runs too."
                : "Wait for it, or send `endProcess: true`: that ends this process and no other, then resumes;"
                        + " work in flight is run again.";
        return ProblemType.RUN_OWNER_ALIVE.because(
                "%s Run `%s` was not resumed, because the engine does not take over from a live process. %s"
                        .formatted(says, before.run().id(), wayOut));
    }

    static ProblemException stillRunning(String runId) {
        return ProblemType.RUN_STILL_RUNNING.because(
                "Run `%s` is being executed by an engine process. Wait until it ends, pause it, or cancel it."
                        .formatted(runId));
    }
}
