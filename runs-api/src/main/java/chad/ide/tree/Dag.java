package chad.ide.tree;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is executed after what.
 *
 * @param groups the containers around the nodes, outer ones first, for drawing boxes
 */
public record Dag(List<DagNode> nodes, List<DagEdge> edges, List<DagGroup> groups) {

    public static final Dag EMPTY = new Dag(List.of(), List.of(), List.of());

    public Dag {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        groups = List.copyOf(groups);
    }

    /** The DAG of a tree. */
    public static Dag of(Optional<TreeNode> tree) {
        return tree.map(root -> new DagBuilder().build(root)).orElse(EMPTY);
    }

    /**
     * A node of the drawing.
     *
     * @param id unique in the DAG, and that of the tree's node
     * @param nodeId null for a {@code join}, which the engine does not know
     * @param groupId the innermost group around it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DagNode(
            @Schema(examples = "judge") String id,
            @Schema(examples = "judge") @Nullable String nodeId,
            NodeKind kind,
            @Nullable String label,
            @Nullable Integer iteration,
            @Schema(examples = "agent") @Nullable String taskKind,
            @Nullable String groupId,
            @Nullable TaskSettings settings) {}

    /** {@code to} comes after {@code from}. */
    public record DagEdge(String from, String to, EdgeKind kind) {}

    /** Why one comes after the other. */
    public enum EdgeKind {
        /** By their places in the tree. */
        @JsonProperty("sequence")
        SEQUENCE,
        /** Asked for by {@code dependsOn} or {@code needs}. */
        @JsonProperty("dependency")
        DEPENDENCY,
        /** Back to the beginning of a loop, in its next iteration. */
        @JsonProperty("loop")
        LOOP,
        /** Only when the first fails. */
        @JsonProperty("failure")
        FAILURE,
        /** Undoes the first when something later fails. */
        @JsonProperty("compensation")
        COMPENSATION
    }

    /**
     * A container with more than its place in the tree to tell.
     *
     * @param parentId the group around it
     * @param maxConcurrency how many of its tasks run at a time; null means as many as the run allows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DagGroup(
            @Schema(examples = "parallel:0.1") String id,
            NodeKind kind,
            @Nullable String name,
            @Nullable String parentId,
            @Nullable Integer maxConcurrency,
            @Nullable Integer maxIterations) {}
}
