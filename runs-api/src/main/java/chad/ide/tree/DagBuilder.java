package chad.ide.tree;

import chad.ide.tree.Dag.DagEdge;
import chad.ide.tree.Dag.DagGroup;
import chad.ide.tree.Dag.DagNode;
import chad.ide.tree.Dag.EdgeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the edges: each element answers what is executed first in it and what last, and its parent links those. An
 * element with nothing to execute is skipped.
 */
final class DagBuilder {

    /** Above this many edges between two groups a {@code join} stands between them. */
    private static final int MAX_PRODUCT = 64;

    /** What is executed first and last in an element. */
    private record Ends(List<String> entries, List<String> exits) {

        static final Ends NONE = new Ends(List.of(), List.of());

        boolean isEmpty() {
            return entries.isEmpty();
        }

        Ends and(Ends other) {
            return new Ends(join(entries, other.entries), join(exits, other.exits));
        }

        private static List<String> join(List<String> one, List<String> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }
    }

    private final Map<String, DagNode> nodes = new LinkedHashMap<>();
    private final Set<DagEdge> edges = new LinkedHashSet<>();
    private final List<DagGroup> groups = new ArrayList<>();
    private final Deque<String> around = new ArrayDeque<>();
    private final List<TreeNode> executed = new ArrayList<>();

    Dag build(TreeNode root) {
        ends(root);
        linkDependencies();
        return new Dag(List.copyOf(nodes.values()), List.copyOf(edges), groups);
    }

    private Ends ends(TreeNode element) {
        if (element.kind().isExecuted()) {
            add(element);
            return new Ends(List.of(element.id()), List.of(element.id()));
        }
        if (element.executed().findAny().isEmpty()) {
            return element.kind() == NodeKind.INLINE_SUBFLOW ? emptySubflow(element) : Ends.NONE;
        }
        if (!isGroup(element.kind())) {
            return sequence(element.children());
        }
        groups.add(new DagGroup(
                element.id(),
                element.kind(),
                element.name(),
                around.peek(),
                number(element, "maxConcurrency"),
                number(element, "maxIterations")));
        around.push(element.id());
        try {
            return inside(element);
        } finally {
            around.pop();
        }
    }

    /** The engine renders no task of it: it is shown, for the workflow names it. */
    private Ends emptySubflow(TreeNode element) {
        String label = element.label() == null ? element.name() : element.label();
        nodes.put(
                element.id(), new DagNode(element.id(), null, element.kind(), label, null, null, around.peek(), null));
        return new Ends(List.of(element.id()), List.of(element.id()));
    }

    private Ends inside(TreeNode group) {
        return switch (group.kind()) {
            case PARALLEL, MERGE_QUEUE -> all(group.children());
            case LOOP -> {
                Ends body = sequence(group.children());
                link(body.exits(), body.entries(), EdgeKind.LOOP, group.id());
                yield body;
            }
            case SAGA -> saga(group);
            case TRY -> tryCatchFinally(group);
            case WORKFLOW, SEQUENCE, BRANCH, WORKTREE, INLINE_SUBFLOW, GROUP -> sequence(group.children());
            case TASK, APPROVAL, HUMAN, TIMER, WAIT, SUBFLOW, SANDBOX, JOIN ->
                throw new IllegalArgumentException("no container: " + group.kind());
        };
    }

    private Ends sequence(List<TreeNode> children) {
        Ends whole = Ends.NONE;
        for (TreeNode child : children) {
            Ends ends = ends(child);
            if (ends.isEmpty()) {
                continue;
            }
            link(whole.exits(), ends.entries(), EdgeKind.SEQUENCE, child.id());
            whole = new Ends(whole.isEmpty() ? ends.entries() : whole.entries(), ends.exits());
        }
        return whole;
    }

    private Ends all(List<TreeNode> children) {
        return children.stream().map(this::ends).reduce(Ends.NONE, Ends::and);
    }

    /** Its first child holds the actions, its second the compensation of each, in the same order. */
    private Ends saga(TreeNode saga) {
        List<TreeNode> actions = childrenOf(saga, "saga-actions");
        List<TreeNode> compensations = childrenOf(saga, "saga-compensations");
        Ends whole = Ends.NONE;
        for (int i = 0; i < actions.size(); i++) {
            Ends action = ends(actions.get(i));
            link(
                    whole.exits(),
                    action.entries(),
                    EdgeKind.SEQUENCE,
                    actions.get(i).id());
            if (!action.isEmpty()) {
                whole = new Ends(whole.isEmpty() ? action.entries() : whole.entries(), action.exits());
            }
            if (i < compensations.size()) {
                TreeNode undo = compensations.get(i);
                link(action.exits(), ends(undo).entries(), EdgeKind.COMPENSATION, undo.id());
            }
        }
        return whole;
    }

    private Ends tryCatchFinally(TreeNode element) {
        Ends tried = sequence(childrenOf(element, "tcf-try"));
        Ends caught = sequence(childrenOf(element, "tcf-catch"));
        link(tried.exits(), caught.entries(), EdgeKind.FAILURE, element.id());
        Ends before = new Ends(
                tried.isEmpty() ? caught.entries() : tried.entries(),
                tried.and(caught).exits());
        Ends last = sequence(childrenOf(element, "tcf-finally"));
        if (last.isEmpty()) {
            return before;
        }
        link(before.exits(), last.entries(), EdgeKind.SEQUENCE, element.id() + ":finally");
        return new Ends(before.isEmpty() ? last.entries() : before.entries(), last.exits());
    }

    private static List<TreeNode> childrenOf(TreeNode parent, String tag) {
        return parent.children().stream()
                .filter(child -> child.tag().equals(tag))
                .flatMap(child -> child.children().stream())
                .toList();
    }

    private void add(TreeNode task) {
        executed.add(task);
        nodes.put(
                task.id(),
                new DagNode(
                        task.id(),
                        task.nodeId(),
                        task.kind(),
                        task.label() == null ? task.name() : task.label(),
                        task.iteration(),
                        task.taskKind(),
                        around.peek(),
                        task.settings()));
    }

    private void link(List<String> from, List<String> to, EdgeKind kind, String where) {
        if ((long) from.size() * to.size() <= MAX_PRODUCT) {
            from.forEach(one -> to.forEach(other -> edges.add(new DagEdge(one, other, kind))));
            return;
        }
        String join = "join:" + kind.name().toLowerCase(Locale.ROOT) + ":" + where;
        nodes.put(join, new DagNode(join, null, NodeKind.JOIN, null, null, null, around.peek(), null));
        from.forEach(one -> edges.add(new DagEdge(one, join, kind)));
        to.forEach(other -> edges.add(new DagEdge(join, other, kind)));
    }

    /** Dependencies are written with the author's ids; inside nested loops they mean the node of the same scope. */
    private void linkDependencies() {
        Map<String, TreeNode> byWrittenId = new HashMap<>();
        executed.forEach(task -> byWrittenId.putIfAbsent(String.valueOf(task.name()), task));
        for (TreeNode task : executed) {
            if (task.settings() == null) {
                continue;
            }
            for (String wanted : task.settings().dependsOn()) {
                String scoped = wanted + scope(task.id());
                if (nodes.containsKey(scoped)) {
                    edges.add(new DagEdge(scoped, task.id(), EdgeKind.DEPENDENCY));
                } else if (byWrittenId.containsKey(wanted)) {
                    edges.add(new DagEdge(byWrittenId.get(wanted).id(), task.id(), EdgeKind.DEPENDENCY));
                }
            }
        }
    }

    private static String scope(String nodeId) {
        int at = nodeId.indexOf("@@");
        return at < 0 ? "" : nodeId.substring(at);
    }

    /** A sequence or a workflow says nothing that the edges do not say. */
    private static boolean isGroup(NodeKind kind) {
        return kind != NodeKind.SEQUENCE && kind != NodeKind.WORKFLOW;
    }

    private static @Nullable Integer number(TreeNode element, String prop) {
        String value = element.props().getOrDefault(prop, "");
        return value.matches("[0-9]{1,9}") ? Integer.valueOf(value) : null;
    }
}
