package chad.ide.workflows;

import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which runs the change of a file would strand: the engine resumes a run only with the sources that it began with. */
@Singleton
class WorkflowImpact {

    private static final int MAX_RUNS = 200;

    /**
     * What a change would touch.
     *
     * @param files the file and those that import it, directly or not
     * @param runs that have not ended and were launched from one of these, newest first
     * @param more whether there are more runs than are listed
     */
    @Schema(name = "WorkflowImpact")
    record Impact(List<String> files, List<StrandedRun> runs, boolean more) {
        public Impact {
            files = List.copyOf(files);
            runs = List.copyOf(runs);
        }
    }

    /** A run that could not be resumed without accepting the change. */
    record StrandedRun(
            @Schema(examples = "nightly-7") String runId,
            @Schema(examples = "fusion") String store,
            @Schema(examples = "fusion.jsx") String workflow,
            @Schema(examples = "waiting-approval") String status,
            RunState state,
            long createdAtMs) {}

    private final WorkflowFiles files;
    private final WorkflowImports imports;
    private final RunService runs;

    WorkflowImpact(WorkflowFiles files, WorkflowImports imports, RunService runs) {
        this.files = files;
        this.imports = imports;
        this.runs = runs;
    }

    Impact of(WorkflowPath name) {
        Set<String> affected = imports.affectedBy(name.value());
        List<StrandedRun> stranded = runs.active().stream()
                .filter(run -> run.workflowPath() != null && affected.contains(files.nameOf(run.workflowPath())))
                .limit(MAX_RUNS + 1L)
                .map(WorkflowImpact::stranded)
                .toList();
        boolean more = stranded.size() > MAX_RUNS;
        return new Impact(List.copyOf(affected), more ? stranded.subList(0, MAX_RUNS) : stranded, more);
    }

    private static StrandedRun stranded(RunSummary run) {
        return new StrandedRun(run.id(), run.store(), run.workflow(), run.status(), run.state(), run.createdAtMs());
    }
}
