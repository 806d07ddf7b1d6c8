package chad.ide.workflows;

import chad.ide.tree.Dag;
import chad.ide.tree.TreeNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow would execute, as its first render shows it: one side of a branch, the first iteration of a loop, and
 * nothing of what appears only later.
 *
 * @param etag changes when any file changes that the workflow may import
 * @param tasks what is executed, in tree order, with how it is executed
 * @param note why it was drawn without the input that was asked for; null otherwise
 */
public record WorkflowGraph(
        @Schema(examples = "fusion.jsx") String name,
        String etag,
        Dag dag,
        @Nullable TreeNode tree,
        List<GraphTask> tasks,
        @Nullable String note) {

    public WorkflowGraph {
        tasks = List.copyOf(tasks);
    }

    WorkflowGraph noting(@Nullable String more) {
        return new WorkflowGraph(name, etag, dag, tree, tasks, more);
    }
}
