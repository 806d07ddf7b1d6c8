package chad.ide.workflows;

import chad.edge.ProblemException;
import chad.ide.engine.Engine;
import chad.ide.engine.EngineAvailability.Missing;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.engine.EngineStatus;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Projects;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Lets the engine load a text that is not saved. It is executed beside the file that it may become, under a hidden name
 * that no list shows, so that its imports mean the same; loading executes its top-level code.
 */
@Singleton
class WorkflowCheck {

    /**
     * What the engine found.
     *
     * @param valid whether the workflow can be launched
     * @param diagnostics why not
     */
    @Schema(name = "WorkflowCheck")
    record Checked(boolean valid, List<Diagnostic> diagnostics) {
        public Checked {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * One mistake.
     *
     * @param line from 1; null when the engine does not tell
     * @param column from 1; null when the engine does not tell
     */
    record Diagnostic(
            @Schema(examples = "3") @Nullable Integer line,
            @Nullable Integer column,

            @Schema(examples = "Expected identifier but found \";\"")
            String message) {}

    private final WorkflowFiles files;
    private final WorkflowConfig config;
    private final Engine engine;
    private final EngineStatus status;
    private final Projects projects;

    WorkflowCheck(WorkflowFiles files, WorkflowConfig config, Engine engine, EngineStatus status, Projects projects) {
        this.files = files;
        this.config = config;
        this.engine = engine;
        this.status = status;
        this.projects = projects;
    }

    /** @throws ProblemException when the engine can't be asked */
    Checked check(WorkflowPath name, String source) {
        return files.withDraft(name, source, draft -> {
            EngineResult result = engine.inScratch(
                    EngineCommand.of("graph").argument(draft.toString()).within(config.graphTimeLimit()),
                    projects.forLoading(draft).folder());
            return switch (result) {
                case Done done -> new Checked(true, List.of());
                case Refused refused -> refused(refused, draft.getFileName().toString(), name, source);
                case TimedOut timedOut ->
                    new Checked(
                            false,
                            List.of(new Diagnostic(
                                    null,
                                    null,
                                    "It did not load within %d s. Its top-level code or its first render may not end."
                                            .formatted(timedOut.limit().toSeconds()))));
            };
        });
    }

    private Checked refused(Refused refused, String draftName, WorkflowPath name, String source) {
        if (refused.code().equals(Refused.NO_ANSWER) && status.availability() instanceof Missing missing) {
            throw ProblemType.ENGINE_UNAVAILABLE.because(missing.reason());
        }
        String plainName = name.value().substring(name.value().lastIndexOf('/') + 1);
        return new Checked(false, EngineDiagnostics.of(refused.reason().replace(draftName, plainName), source));
    }
}
