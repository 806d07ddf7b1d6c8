package chad.ide.workflows;

import chad.ide.tree.NodeKind;
import chad.ide.tree.TaskSettings;
import chad.ide.tree.TreeNode;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task of a workflow's graph. What the engine prints of its own internals (table and schema objects, the agent with
 * its client) is left behind.
 *
 * @param kind what it is in the tree
 * @param taskKind how it is executed: {@code agent}, {@code compute}, {@code static}, {@code human}, …
 * @param loopId the innermost loop around it
 * @param worktree the branch of the worktree that it works in
 * @param requestTitle what a person will be asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GraphTask(
        @Schema(examples = "judge") String nodeId,
        NodeKind kind,
        @Schema(examples = "agent") @Nullable String taskKind,
        @Nullable String label,
        @Nullable Integer iteration,
        @Nullable String loopId,
        @Nullable Integer priority,
        @Nullable String worktree,
        @Nullable String requestTitle,
        @Nullable String requestSummary,
        @Nullable TaskSettings settings) {

    private static final int MAX_CHARS = 2_000;

    /** @param task the engine's own entry; missing when it has none for this node */
    static GraphTask of(TreeNode node, JsonNode task) {
        JsonNode meta = task.path("meta");
        return new GraphTask(
                node.id(),
                node.kind(),
                node.taskKind(),
                node.label(),
                node.iteration(),
                text(task, "ralphId"),
                task.path("priority").isNumber() ? task.path("priority").asInt() : null,
                text(task, "worktreeBranch"),
                text(meta, "requestTitle"),
                text(meta, "requestSummary"),
                node.settings());
    }

    private static @Nullable String text(JsonNode node, String name) {
        String text = node.path(name).asText();
        return text.isEmpty() ? null : text.substring(0, Math.min(text.length(), MAX_CHARS));
    }
}
