package chad.ide.lifecycle;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.RunKey;
import chad.ide.lifecycle.RunLocks.Work;
import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Projects;
import chad.ide.runs.RunControlState;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes new runs out of the frames of others.
 *
 * <p>The engine's {@code fork --run} and {@code replay} both fork and then resume the fork, in one process that tells
 * the new run's id at its end only. Here the two steps are two processes, so the id is known at once and the new run's
 * process is supervised like any other.
 */
@Singleton
public class Forks {

    private final Steering steering;
    private final StoreVerbs verbs;
    private final RunResumer resumer;
    private final RunService runs;
    private final RunLocks locks;
    private final SettingsQueries settings;
    private final UndoService undo;
    private final Projects projects;

    Forks(
            Steering steering,
            StoreVerbs verbs,
            RunResumer resumer,
            RunService runs,
            RunLocks locks,
            SettingsQueries settings,
            UndoService undo,
            Projects projects) {
        this.steering = steering;
        this.verbs = verbs;
        this.resumer = resumer;
        this.runs = runs;
        this.locks = locks;
        this.settings = settings;
        this.undo = undo;
        this.projects = projects;
    }

    /** A new run that begins at a frame of another. */
    public SteeringResult fork(StoredRun parent, ForkRequest request, String by) {
        return fork(parent, request.from(), request.run(), "fork", by);
    }

    /** A fork that is run at once. */
    public SteeringResult replay(StoredRun parent, ReplayRequest request, String by) {
        return fork(parent, request, true, "replay", by);
    }

    private SteeringResult fork(StoredRun parent, ReplayRequest request, boolean run, String verb, String by) {
        JsonNode said = steering.exclusively(parent, verb, by, before -> make(before, request));
        StoredRun child = new StoredRun(parent.store(), said.path("forkedRunId").asText());
        if (!run) {
            return SteeringResult.of(runs.standing(child).summary(), said, false);
        }
        JsonNode warnings = said.path("effectBoundary").path("warnings");
        if (!warnings.isEmpty() && !request.force()) {
            return new SteeringResult(
                    runs.standing(child).summary(),
                    said,
                    false,
                    ("The fork was created but not started: %d external side effects of the parent may happen"
                                    + " again (`engine.effectBoundary.warnings`). Resume the fork if that is intended.")
                            .formatted(warnings.size()),
                    child.id());
        }
        try {
            return locks.exclusively(child.key(), new Work(verb, by), () -> start(child, said));
        } catch (ProblemException held) { // the fork is written: an error would lose its id, and a repeat make another
            return new SteeringResult(
                    runs.standing(child).summary(),
                    said,
                    false,
                    "The fork was created but not started: " + held.detail(),
                    child.id());
        }
    }

    private JsonNode make(RunControlState before, ReplayRequest request) {
        StoredRun parent = before.run();
        List<Path> imported = resumer.requireOwnStore(before);
        if (request.project() != null) {
            projects.require(request.project());
        }
        int frame = undo.frame(parent, request.frame(), request.resetNode(), request.iteration());
        EngineResult result = verbs.onFile(
                parent,
                EngineCommand.of("fork")
                        .argument(resumer.workflowPath(before))
                        .option("run-id", parent.id())
                        .option("frame", frame)
                        .option("reset-node", request.resetNode())
                        .privateOption("input", request.input())
                        .privateOption("label", request.label()),
                imported,
                resumer.place(parent));
        if (result instanceof Refused refused && refused.reason().contains("No snapshot")) {
            throw ProblemType.FRAME_NOT_FOUND.because(
                    "Run `%s` can't be forked at frame %d: %s".formatted(parent.id(), frame, refused.reason()),
                    List.of(new FieldError("frame", Integer.toString(frame), "a frame of GET /api/runs/{id}/frames")));
        }
        JsonNode said = StoreVerbs.answer(result);
        RunKey child = RunKey.of(parent.store(), said.path("forkedRunId").asText());
        RunSettings changed = new RunSettings(Map.of(), RunOptions.NONE, request.project(), null);
        settings.keep(child, changed.orElse(settings.of(parent.key())));
        return said;
    }

    private SteeringResult start(StoredRun child, JsonNode said) {
        resumer.resume(runs.standing(child), ResumeMode.PLAIN, RunSettings.NONE);
        return SteeringResult.of(runs.standing(child).summary(), said, true);
    }
}
