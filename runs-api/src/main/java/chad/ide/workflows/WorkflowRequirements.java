package chad.ide.workflows;

import chad.edge.ProblemException;
import chad.ide.engine.Prerequisites;
import chad.ide.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Whether what a workflow needs, by its header, is where its runs are executed: said before the launch, not by its failure. */
@Singleton
public class WorkflowRequirements {

    private final WorkflowFiles files;
    private final Prerequisites prerequisites;

    WorkflowRequirements(WorkflowFiles files, Prerequisites prerequisites) {
        this.files = files;
        this.prerequisites = prerequisites;
    }

    /** @throws ProblemException 409 that says what is missing */
    public void require(WorkflowFile workflow, Map<String, String> settings) {
        List<String> missing = missing(WorkflowHeader.of(files.read(workflow)), snapshot(settings));
        if (!missing.isEmpty()) {
            throw ProblemType.REQUIREMENT_MISSING.because(
                    ("`%s` needs something that is missing: %s. Nothing was started. Provide it to the service,"
                                    + " or correct the workflow's header.")
                            .formatted(workflow.name(), String.join("; ", missing)));
        }
    }

    Prerequisites.Snapshot snapshot(Map<String, String> settings) {
        return prerequisites.snapshot(settings);
    }

    List<String> missing(WorkflowHeader header, Prerequisites.Snapshot there) {
        return there.missing(header.list("required-os"), header.list("required-bins"), header.list("required-env"));
    }
}
