package chad.ide.workflows;

import chad.ide.engine.StoreProbe;
import chad.ide.projects.Projects;
import jakarta.inject.Singleton;
import java.util.Map;

/** What launches take, as the workflow itself says it. */
@Singleton
class WorkflowForms {

    private static final String NOT_LOADED =
            "The engine could not load the workflow just now, so its input is not known. GET /api/workflow-graph says why.";

    private final WorkflowFiles files;
    private final StoreProbe probe;
    private final Projects projects;
    private final WorkflowKnobs knobs;
    private final WorkflowRequirements requirements;
    private final SourceFingerprint fingerprint;

    WorkflowForms(
            WorkflowFiles files,
            StoreProbe probe,
            Projects projects,
            WorkflowKnobs knobs,
            WorkflowRequirements requirements,
            SourceFingerprint fingerprint) {
        this.files = files;
        this.probe = probe;
        this.projects = projects;
        this.knobs = knobs;
        this.requirements = requirements;
        this.fingerprint = fingerprint;
    }

    WorkflowForm of(WorkflowFile workflow) {
        String etag = fingerprint.current();
        String source = files.read(workflow);
        WorkflowHeader header = WorkflowHeader.of(source);
        StoreProbe.Answer answer =
                probe.ask(workflow.path(), projects.forLoading(workflow.path()).folder(), Map.of());
        return new WorkflowForm(
                workflow.name(),
                etag,
                WorkflowSource.title(source).orElse(null),
                header.text("description").orElse(null),
                answer.inputSchema(),
                knobs.of(workflow.name()),
                requirements.missing(header, requirements.snapshot(Map.of())),
                answer.isLoaded() ? null : NOT_LOADED);
    }
}
