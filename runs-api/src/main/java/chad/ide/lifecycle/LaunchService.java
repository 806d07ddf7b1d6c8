package chad.ide.lifecycle;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineCommand.Subject;
import chad.ide.engine.EngineLaunch;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.engine.LaunchEnvironment;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunKey;
import chad.ide.lifecycle.RunLocks.Work;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Project;
import chad.ide.projects.Projects;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.workflows.WorkflowBudgets;
import chad.ide.workflows.WorkflowFile;
import chad.ide.workflows.WorkflowFiles;
import chad.ide.workflows.WorkflowKnobs;
import chad.ide.workflows.WorkflowRequirements;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs.
 *
 * <p>The engine refuses some launches, above all an input that the workflow's schema does not take, after about a second
 * and without leaving a row; so a launch is answered when the row is there, or the process is gone and has said why.
 */
@Singleton
public class LaunchService {

    /** Between two looks for the row. A look is a query by primary key in each store. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private static final int MAX_ISSUES = 20;
    private static final String PROJECT = "project";

    private final WorkflowFiles files;
    private final WorkflowKnobs knobs;
    private final WorkflowRequirements requirements;
    private final WorkflowBudgets workflowBudgets;
    private final BudgetGuard budgets;
    private final LaunchPlaces places;
    private final Projects projects;
    private final RunPlaces runPlaces;
    private final EngineProcesses processes;
    private final RunLocator locator;
    private final RunLocks locks;
    private final RunIds ids;
    private final SettingsQueries settingsQueries;
    private final LifecycleConfig config;
    private final LaunchMeters meters;

    LaunchService(
            WorkflowFiles files,
            WorkflowKnobs knobs,
            WorkflowRequirements requirements,
            WorkflowBudgets workflowBudgets,
            BudgetGuard budgets,
            LaunchPlaces places,
            Projects projects,
            RunPlaces runPlaces,
            EngineProcesses processes,
            RunLocator locator,
            RunLocks locks,
            RunIds ids,
            SettingsQueries settingsQueries,
            LifecycleConfig config,
            LaunchMeters meters) {
        this.files = files;
        this.knobs = knobs;
        this.requirements = requirements;
        this.workflowBudgets = workflowBudgets;
        this.budgets = budgets;
        this.places = places;
        this.projects = projects;
        this.runPlaces = runPlaces;
        this.processes = processes;
        this.locator = locator;
        this.locks = locks;
        this.ids = ids;
        this.settingsQueries = settingsQueries;
        this.config = config;
        this.meters = meters;
    }

    /** @throws ProblemException when the launch is refused, by us or by the engine */
    public Launched launch(LaunchRequest request, String by) {
        return meters.counted(() -> tryToLaunch(request, by));
    }

    /**
     * Refuses a launch that needs no engine to be refused, and does nothing else: the workflow is gone, takes none of the
     * settings, needs what is missing, or its budget is spent. For who would have to write something down before a launch.
     *
     * @throws ProblemException as {@link #launch} would
     */
    public void check(LaunchRequest request) {
        meters.countedWhenRefused(() -> admit(request));
    }

    private record Admitted(
            WorkflowFile workflow,
            LaunchEnvironment settings,
            @Nullable BudgetLimit budget) {}

    private Admitted admit(LaunchRequest request) {
        WorkflowFile workflow = files.resolve("workflow", request.workflow());
        LaunchEnvironment settings = LaunchEnvironment.admit(request.env());
        knobs.requireTaken(workflow.name(), settings.variables());
        requirements.require(workflow, settings.variables());
        BudgetLimit budget = budget(request, workflow);
        budgets.requireRoom(workflow.name());
        return new Admitted(workflow, settings, budget);
    }

    private Launched tryToLaunch(LaunchRequest request, String by) {
        Admitted admitted = admit(request);
        WorkflowFile workflow = admitted.workflow();
        LaunchEnvironment settings = admitted.settings();
        String runId = Optional.ofNullable(request.runId()).orElseGet(() -> ids.generate(workflow.name()));
        Project project = projects.forLaunch(request.project(), workflow.path());
        RunSettings kept = new RunSettings(settings.variables(), request.options(), project.name(), admitted.budget());
        EngineCommand up = runPlaces.options(up(workflow, runId, request, project), kept, project, runId);
        Path stores = places.stores(workflow, project.folder(), settings.variables());
        EngineLaunch launch =
                new EngineLaunch(runId, null, workflow.name(), up, kept.variables(), runPlaces.of(project, stores));
        return locks.ifFree(RunKey.launched(runId), new Work("launch", by), () -> start(launch, workflow, kept))
                .orElseThrow(() -> exists(runId));
    }

    private @Nullable BudgetLimit budget(LaunchRequest request, WorkflowFile workflow) {
        if (request.budget() != null) {
            return request.budget();
        }
        return workflowBudgets
                .of(workflow)
                .map(said ->
                        BudgetLimit.parse("budget (in the opening comment of `%s`)".formatted(workflow.name()), said))
                .orElse(null);
    }

    private Launched start(EngineLaunch launch, WorkflowFile workflow, RunSettings kept) {
        if (locator.find(launch.runId()).isPresent()) {
            throw exists(launch.runId());
        }
        settingsQueries.keepLaunched(launch.runId(), kept);
        RecordedProcess process = processes.start(launch).orElseThrow(() -> exists(launch.runId()));
        return awaitRow(process, workflow, launch);
    }

    private static EngineCommand up(WorkflowFile workflow, String runId, LaunchRequest request, Project project) {
        return EngineCommand.of("up")
                .argument(workflow.path().toString())
                .option("run-id", runId)
                .privateOption("input", request.input())
                .privateOption("annotations", annotations(request, project))
                .about(new Subject(runId, List.of(), null, null, List.of()))
                .flag("no-monitor")
                .flag("no-report");
    }

    /** The project is shown, and found, as a word of the run's; `work`, where most are, would only be in the way. */
    private static @Nullable ObjectNode annotations(LaunchRequest request, Project project) {
        ObjectNode given = request.annotations();
        if (project.isWork() || (given != null && given.has(PROJECT))) {
            return given;
        }
        ObjectNode all = given == null ? JsonNodeFactory.instance.objectNode() : given.deepCopy();
        return all.put(PROJECT, project.name());
    }

    private Launched awaitRow(RecordedProcess process, WorkflowFile workflow, EngineLaunch launch) {
        long deadline = System.nanoTime() + config.launchWait().toNanos();
        while (System.nanoTime() < deadline) {
            boolean ended = awaitEnd(process);
            Optional<StoredRun> run = locator.find(process.runId());
            if (run.isPresent()) {
                String store = run.get().store().name();
                processes.located(process, store);
                settingsQueries.launched(run.get().key());
                return new Launched(process.runId(), workflow.name(), store);
            }
            if (ended) {
                refuseWhatTheEngineRefused(process, workflow);
            }
        }
        return new Launched(
                process.runId(),
                workflow.name(),
                places.storeName(workflow, launch.place().folder(), launch.settings()));
    }

    /** Sleeps between two looks, and wakes at once when the process is gone. */
    private boolean awaitEnd(RecordedProcess process) {
        try {
            return processes.awaitEnd(process, LOOK_EVERY);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw ProblemType.ENGINE_TIMEOUT.because(
                    "The service is being stopped. Run `%s` was started and may continue.".formatted(process.runId()));
        }
    }

    /** Returns when the run exists: it ended so fast that its new store has not been seen yet. */
    private void refuseWhatTheEngineRefused(RecordedProcess process, WorkflowFile workflow) {
        String runId = process.runId();
        EngineResult answer = processes.answer(process);
        switch (answer) {
            case Refused refused -> throw refusal(refused.code(), refused.reason(), runId, workflow);
            case Done done -> {
                JsonNode error = done.answer().path("error");
                if (error.path("code").asText().equals("INVALID_INPUT")) {
                    throw invalidInput(workflow, error);
                }
            }
            case TimedOut never -> throw new IllegalStateException("a run's process has no time limit: " + never);
        }
    }

    /** The engine tells each thing that the schema does not take, and where in the input it stands. */
    private static ProblemException invalidInput(WorkflowFile workflow, JsonNode error) {
        List<FieldError> errors = new ArrayList<>();
        for (JsonNode issue : error.path("details").path("issues")) {
            StringBuilder field = new StringBuilder("input");
            issue.path("path").forEach(step -> field.append('.').append(step.asText()));
            if (errors.size() < MAX_ISSUES) {
                errors.add(new FieldError(
                        field.toString(), null, issue.path("message").asText()));
            }
        }
        String reasons = errors.isEmpty()
                ? error.path("message").asText()
                : errors.stream()
                        .map(issue -> "`%s`: %s".formatted(issue.field(), issue.allowed()))
                        .collect(Collectors.joining("; "));
        return ProblemType.INVALID_INPUT.because(
                "`%s` does not accept this input. %s.".formatted(workflow.name(), reasons), errors);
    }

    private static ProblemException refusal(String code, String reason, String runId, WorkflowFile workflow) {
        return switch (code) {
            case "RUN_EXISTS" -> exists(runId);
            case "RUN_FAILED", Refused.NO_ANSWER ->
                ProblemType.WORKFLOW_BROKEN.because(
                        "`%s` could not be started. %s: %s".formatted(workflow.name(), code, reason));
            default -> ProblemType.ENGINE_REFUSED.because("%s: %s".formatted(code, reason));
        };
    }

    private static ProblemException exists(String runId) {
        return ProblemType.RUN_EXISTS.because(
                "A run `%s` already exists or is being launched. Choose another id, or omit it to have one generated."
                        .formatted(runId),
                List.of(new FieldError("runId", runId, "an id that no run has yet")));
    }
}
