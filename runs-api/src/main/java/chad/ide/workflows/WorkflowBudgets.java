package chad.ide.workflows;

import jakarta.inject.Singleton;
import java.util.Optional;

/** What a workflow says of the budget of its runs: {@code smithers-budget: $2} in its opening comment. */
@Singleton
public class WorkflowBudgets {

    private final WorkflowFiles files;

    WorkflowBudgets(WorkflowFiles files) {
        this.files = files;
    }

    /** In the workflow's own words; empty when it says nothing. */
    public Optional<String> of(WorkflowFile workflow) {
        return WorkflowHeader.of(files.read(workflow)).text("budget");
    }
}
