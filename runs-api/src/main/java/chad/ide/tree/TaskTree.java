package chad.ide.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of what the engine rendered.
 *
 * <p>An element's {@code id} is what the author wrote. The engine's tables know a node by that id only outside of nested
 * loops; inside, the scope of the outer loops is appended ({@code i@@outer=0}). The frame's task index, and the tasks of
 * the graph, give the real ids in the order of the leaves; so leaves are matched by order, and an entry that does not
 * fit its leaf is not believed.
 */
public final class TaskTree {

    private static final String PREFIX = "smithers:";
    private static final int MAX_PROP_CHARS = 200;
    private static final int MAX_PROPS = 30;
    private static final int MAX_PROMPT_CHARS = 2_000;

    private final List<JsonNode> tasks = new ArrayList<>();
    private final boolean trusted;
    private int next;

    private TaskTree(JsonNode xml, JsonNode taskIndex) {
        taskIndex.forEach(tasks::add);
        this.trusted = tasks.size() == countExecuted(xml);
    }

    /**
     * The tree of a frame or of {@code smithers graph}; empty when nothing was rendered.
     *
     * @param taskIndex the frame's task index or the graph's {@code tasks}; a missing or null node when there is none
     */
    public static Optional<TreeNode> of(JsonNode xml, JsonNode taskIndex) {
        if (!xml.path("kind").asText().equals("element")) {
            return Optional.empty();
        }
        return Optional.of(new TaskTree(xml, taskIndex).node(xml, ""));
    }

    private TreeNode node(JsonNode element, String path) {
        String tag = tag(element);
        NodeKind kind = kind(element);
        JsonNode task = kind.isExecuted() ? nextTask(element) : MissingNode.getInstance();
        JsonNode props = element.path("props");
        String nodeId = kind.isExecuted() ? nodeId(element, task) : null;
        List<TreeNode> children = new ArrayList<>();
        if (kind != NodeKind.SANDBOX) { // its inside is executed elsewhere, under ids of its own
            int index = 0;
            for (JsonNode child : element.path("children")) {
                if (child.path("kind").asText().equals("element")) {
                    children.add(node(child, path.isEmpty() ? "" + index : path + "." + index));
                    index++;
                }
            }
        }
        return new TreeNode(
                isQuestion(kind, task, props) ? NodeKind.HUMAN : kind,
                nodeId == null ? tag + ":" + (path.isEmpty() ? "root" : path) : nodeId,
                tag,
                nodeId,
                text(props, kind == NodeKind.WORKFLOW ? "name" : "id"),
                text(props, "label"),
                task.path("iteration").isNumber() ? task.path("iteration").asInt() : null,
                text(task, "kind"),
                kind.isExecuted() ? TaskSettings.of(element, task) : null,
                kind.isExecuted() ? prompt(element) : null,
                kind.isExecuted() ? Map.of() : shortProps(props),
                children);
    }

    private JsonNode nextTask(JsonNode element) {
        int at = next++;
        if (!trusted) {
            return MissingNode.getInstance();
        }
        JsonNode task = tasks.get(at);
        String written = element.path("props").path("id").asText();
        String real = task.path("nodeId").asText();
        return real.equals(written) || real.startsWith(written + "@@") ? task : MissingNode.getInstance();
    }

    private static String nodeId(JsonNode element, JsonNode task) {
        return task.path("nodeId").asText(element.path("props").path("id").asText());
    }

    private static String tag(JsonNode element) {
        String tag = element.path("tag").asText();
        return tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : tag;
    }

    private static NodeKind kind(JsonNode element) {
        JsonNode props = element.path("props");
        return switch (tag(element)) {
            case "workflow" -> NodeKind.WORKFLOW;
            case "sequence", "saga-actions", "tcf-try", "tcf-catch", "tcf-finally" -> NodeKind.SEQUENCE;
            case "parallel" -> NodeKind.PARALLEL;
            case "merge-queue" -> NodeKind.MERGE_QUEUE;
            case "branch" -> NodeKind.BRANCH;
            case "ralph" -> NodeKind.LOOP;
            case "worktree" -> NodeKind.WORKTREE;
            case "saga" -> NodeKind.SAGA;
            case "try-catch-finally" -> NodeKind.TRY;
            case "task" -> isDecision(props) ? NodeKind.APPROVAL : NodeKind.TASK;
            case "timer" -> NodeKind.TIMER;
            case "wait-for-event" -> NodeKind.WAIT;
            case "subflow" -> props.path("mode").asText().equals("inline") ? NodeKind.INLINE_SUBFLOW : NodeKind.SUBFLOW;
            case "sandbox" -> NodeKind.SANDBOX;
            default -> NodeKind.GROUP;
        };
    }

    /** The engine renders a question as a decision; its own kind, or the label that it gives, tells it from one. */
    private static boolean isQuestion(NodeKind kind, JsonNode task, JsonNode props) {
        return (kind == NodeKind.TASK || kind == NodeKind.APPROVAL)
                && (task.path("kind").asText().equals("human")
                        || props.path("label")
                                .asText()
                                .equals("human:" + props.path("id").asText()));
    }

    private static boolean isDecision(JsonNode props) {
        return switch (props.path("approvalMode").asText()) {
            case "decision", "select", "rank" -> true;
            default -> false;
        };
    }

    private static int countExecuted(JsonNode element) {
        NodeKind kind = kind(element);
        int count = kind.isExecuted() ? 1 : 0;
        if (kind != NodeKind.SANDBOX) {
            for (JsonNode child : element.path("children")) {
                count += child.path("kind").asText().equals("element") ? countExecuted(child) : 0;
            }
        }
        return count;
    }

    private static @Nullable Excerpt prompt(JsonNode element) {
        StringBuilder text = new StringBuilder();
        for (JsonNode child : element.path("children")) {
            text.append(child.path("text").asText());
        }
        return text.isEmpty() ? null : Excerpt.of(text.toString(), MAX_PROMPT_CHARS);
    }

    private static Map<String, String> shortProps(JsonNode props) {
        Map<String, String> kept = new TreeMap<>();
        props.properties().stream()
                .limit(MAX_PROPS)
                .forEach(prop -> kept.put(
                        prop.getKey(),
                        Excerpt.of(prop.getValue().asText(), MAX_PROP_CHARS).text()));
        return kept;
    }

    private static @Nullable String text(JsonNode node, String name) {
        String text = node.path(name).asText();
        return text.isEmpty() ? null : Excerpt.of(text, MAX_PROP_CHARS).text();
    }
}
