package chad.ide.tree;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One element of the rendered tree.
 *
 * @param id unique in the tree: the node id of what is executed, {@code kind:path} of a container
 * @param tag the engine's word for the element, without {@code smithers:}
 * @param nodeId as in the engine's tables, with the scope of enclosing loops ({@code i@@outer=0}); null for a container
 * @param name the {@code id} or {@code name} that the workflow's author gave it
 * @param iteration of the loop that it is in, as rendered; null where the source does not tell
 * @param taskKind {@code agent}, {@code compute}, {@code static}, …; null where the source does not tell
 * @param prompt what an agent is asked, its beginning
 * @param props of a container, as rendered: all values are strings, long ones are cut
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TreeNode(
        NodeKind kind,
        @JsonInclude @Schema(examples = "parallel:0.1") String id,
        @JsonInclude @Schema(examples = "parallel") String tag,
        @Schema(examples = "judge") @Nullable String nodeId,
        @Nullable String name,
        @Nullable String label,
        @Nullable Integer iteration,
        @Schema(examples = "agent") @Nullable String taskKind,
        @Nullable TaskSettings settings,
        @Nullable Excerpt prompt,
        Map<String, String> props,
        @JsonInclude List<TreeNode> children) {

    public TreeNode {
        props = new TreeMap<>(props);
        children = List.copyOf(children);
    }

    /**
     * Ids of the nodes in a {@code try} that has a {@code catch}: when one fails, the workflow goes on as its author
     * meant, and nothing is lost.
     */
    public Set<String> guarded() {
        Set<String> guarded = new TreeSet<>();
        collectGuarded(guarded);
        return guarded;
    }

    private void collectGuarded(Set<String> guarded) {
        boolean catches = kind == NodeKind.TRY
                && children.stream()
                        .anyMatch(child -> child.tag.equals("tcf-catch")
                                && child.executed().findAny().isPresent());
        for (TreeNode child : children) {
            if (catches && child.tag.equals("tcf-try")) {
                child.executed().map(TreeNode::nodeId).filter(Objects::nonNull).forEach(guarded::add);
            }
            child.collectGuarded(guarded);
        }
    }

    /** What the engine executes of it, in tree order; itself when it is that. */
    public Stream<TreeNode> executed() {
        Stream<TreeNode> inside = children.stream().flatMap(TreeNode::executed);
        return kind.isExecuted() ? Stream.concat(Stream.of(this), inside) : inside;
    }
}
