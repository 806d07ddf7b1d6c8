package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import chad.ide.tree.NodeKind;
import chad.ide.tree.TreeNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds why a run failed. The engine notes with the run which task failed it, of several the first in the order of the
 * tree, and the reason with the attempts of the task; of a task that runs a subflow the reason is that the subflow
 * failed. What a person wants to know is the message of the task that failed first, however deep it lies.
 */
@Singleton
public class RootCauses {

    private static final int MAX_FAILED = 200;

    /** Tasks whose failures another one is made of. */
    private static final int MAX_PARTS = 12;

    private static final int MAX_PART_CHARS = 300;

    /** The engine's code for a task whose subflow failed. */
    private static final String SUBFLOW_FAILED = "WORKFLOW_EXECUTION_FAILED";

    private static final Pattern LOOP_AT_ITS_LIMIT =
            Pattern.compile("Ralph (.{1,400}) reached maxIterations ([0-9]{1,9})\\..*");

    /** Subflows of subflows that are followed. */
    private static final int MAX_DEPTH = 5;

    /**
     * @param cause as it is told everywhere
     * @param failure with the whole message
     */
    public record Found(Cause cause, Failure failure) {}

    /** A node that failed, and when that was settled. */
    private record FailedNode(String nodeId, int iteration, long atMs) {

        String name() {
            return named(nodeId, iteration);
        }
    }

    private record FailedAttempt(int attempt, long startedAtMs, Failure failure) {}

    private final StoreReader reader;
    private final RunQueries queries;
    private final FrameQueries frames;
    private final StoredJson json;

    RootCauses(StoreReader reader, RunQueries queries, FrameQueries frames, StoredJson json) {
        this.reader = reader;
        this.queries = queries;
        this.frames = frames;
        this.json = json;
    }

    /**
     * Of a run that failed, or finished although something failed; empty for any other.
     *
     * @param tree as rendered last; empty when it can't be had
     */
    public Optional<Found> of(Store store, RunRow row, Optional<TreeNode> tree) {
        return switch (row.status()) {
            case "failed" -> Optional.of(fatal(store, row, tree, 0));
            case "finished" -> lost(store, row, tree);
            default -> Optional.empty();
        };
    }

    private Found fatal(Store store, RunRow row, Optional<TreeNode> tree, int depth) {
        List<FailedNode> failed = failed(store, row.id());
        Set<String> tolerated = tree.map(RootCauses::tolerated).orElse(Set.of());
        Optional<FailedNode> first = failed.stream()
                .filter(node -> !tolerated.contains(node.nodeId()))
                .findFirst()
                .or(() -> failed.stream().findFirst());
        Failure ofRun = errorOfRun(store, row.id());
        if (first.isEmpty()) {
            String words = ofRun.saysNothing() ? "The engine recorded no reason." : inWords(ofRun.line());
            return new Found(new Cause(ofRun.kind(), null, null, 0, null, words, "Failed: " + words), ofRun);
        }
        return found(store, row.id(), first.get(), failed, tree, "Failed at %s: %s", depth);
    }

    /** The engine calls a loop by a name of its own, {@code Ralph}. */
    private static String inWords(String line) {
        Matcher loop = LOOP_AT_ITS_LIMIT.matcher(line);
        return loop.matches()
                ? "The loop `%s` reached its limit of %s turns, and its condition was never fulfilled."
                        .formatted(loop.group(1), loop.group(2))
                : line;
    }

    /** The first of what the run went on without. */
    private Optional<Found> lost(Store store, RunRow row, Optional<TreeNode> tree) {
        Set<String> guarded = tree.map(TreeNode::guarded).orElse(Set.of());
        List<FailedNode> failed = failed(store, row.id());
        return failed.stream()
                .filter(node -> !guarded.contains(node.nodeId()))
                .findFirst()
                .map(node -> found(store, row.id(), node, failed, Optional.empty(), "%s failed: %s", 0));
    }

    /** What a task that failed, and may be tried again, failed of at last. */
    Found lastOf(Store store, String runId, String nodeId, int iteration) {
        FailedNode node = new FailedNode(nodeId, iteration, 0);
        return found(store, runId, node, List.of(), Optional.empty(), "%s failed: %s", 0);
    }

    private Found found(
            Store store,
            String runId,
            FailedNode node,
            List<FailedNode> failed,
            Optional<TreeNode> tree,
            String sentence,
            int depth) {
        Optional<Found> inside = insideOfSubflow(store, runId, node, sentence, depth);
        if (inside.isPresent()) {
            return inside.get();
        }
        FailedAttempt last = lastAttempt(store, runId, node).orElse(null);
        Failure failure = last == null ? Failure.UNKNOWN : last.failure();
        CauseKind kind = failure.kind();
        List<Part> parts = last == null ? List.of() : parts(store, runId, node, last, failed, tree);
        if (!parts.isEmpty()) {
            failure = failure.plus(words(parts, failure.message()));
            kind = commonKind(parts);
        }
        if (failure.saysNothing()) {
            Optional<String> denied = denied(store, runId, node);
            kind = denied.isPresent() ? CauseKind.DENIED : CauseKind.OTHER;
            failure = new Failure(
                    failure.name(), failure.code(), denied.orElse("The engine recorded no reason."), failure.stack());
        }
        String line = failure.line();
        Cause cause = new Cause(
                kind,
                null,
                node.nodeId(),
                node.iteration(),
                last == null ? null : last.attempt(),
                line,
                sentence.formatted(node.name(), line));
        return new Found(cause, failure);
    }

    /** A subflow is a run of its own, {@code RUN:child:NODE:ITERATION}, and knows why it failed. */
    private Optional<Found> insideOfSubflow(Store store, String runId, FailedNode node, String sentence, int depth) {
        if (depth >= MAX_DEPTH) {
            return Optional.empty();
        }
        return queries.byId(store, "%s:child:%s:%d".formatted(runId, node.nodeId(), node.iteration()))
                .flatMap(child -> inside(store, runId, node, child, depth + 1))
                .map(found -> {
                    Cause cause = found.cause();
                    String where = cause.nodeId() == null
                            ? "%s (a subflow)".formatted(node.name())
                            : "%s in the subflow %s".formatted(named(cause.nodeId(), cause.iteration()), node.name());
                    return new Found(
                            new Cause(
                                    cause.kind(),
                                    cause.runId() == null
                                            ? "%s:child:%s:%d".formatted(runId, node.nodeId(), node.iteration())
                                            : cause.runId(),
                                    cause.nodeId(),
                                    cause.iteration(),
                                    cause.attempt(),
                                    cause.message(),
                                    sentence.formatted(where, cause.message())),
                            found.failure());
                });
    }

    private Optional<Found> inside(Store store, String runId, FailedNode node, RunRow child, int depth) {
        if (child.status().equals("failed")) {
            return Optional.of(fatal(store, child, frames.newestTree(store, child.id()), depth));
        }
        // Of a subflow in a subflow that is tried again the engine clears the status and the states of the nodes, and
        // never executes it again: the attempts alone still tell what it failed of.
        boolean saysItFailed = lastAttempt(store, runId, node)
                .filter(last -> SUBFLOW_FAILED.equals(last.failure().code()))
                .isPresent();
        return child.isActive() && saysItFailed
                ? latestError(store, child.id())
                        .map(inner ->
                                found(store, child.id(), inner, List.of(), Optional.empty(), "Failed at %s: %s", depth))
                : Optional.empty();
    }

    private Optional<FailedNode> latestError(Store store, String runId) {
        return reader.first(
                store,
                """
                SELECT node_id, iteration, coalesce(finished_at_ms, started_at_ms) AS at_ms
                  FROM _smithers_attempts
                 WHERE run_id = ? AND error_json IS NOT NULL AND %s
                 ORDER BY at_ms DESC, node_id
                 LIMIT 1
                """.formatted(StoreReader.hasUsualId("node_id")),
                row -> new FailedNode(row.getString("node_id"), row.getInt("iteration"), row.getLong("at_ms")),
                runId);
    }

    /** A task whose failure, with those of its neighbours, made another one fail. */
    private record Part(FailedNode node, Failure failure) {}

    /**
     * Those that ran in parallel before the node, if not one of them succeeded: what comes after them fails because of
     * them, and does not always say why. In the order of the tree, as which of them failed first differs from run to run
     * of the same trouble.
     */
    private List<Part> parts(
            Store store,
            String runId,
            FailedNode node,
            FailedAttempt last,
            List<FailedNode> failed,
            Optional<TreeNode> tree) {
        Map<String, FailedNode> before = failed.stream()
                .filter(one -> one.atMs() <= last.startedAtMs())
                .collect(Collectors.toMap(FailedNode::nodeId, one -> one, (first, later) -> later));
        Set<String> together = new LinkedHashSet<>();
        tree.ifPresent(rendered -> collectLost(rendered, before.keySet(), together));
        if (together.contains(node.nodeId())) {
            return List.of();
        }
        return together.stream()
                .map(id -> Objects.requireNonNull(before.get(id)))
                .limit(MAX_PARTS)
                .flatMap(one -> lastAttempt(store, runId, one).map(at -> new Part(one, at.failure())).stream())
                .filter(part -> !part.failure().saysNothing())
                .toList();
    }

    private static void collectLost(TreeNode tree, Set<String> failed, Set<String> together) {
        if (tree.kind() == NodeKind.PARALLEL) {
            List<String> ids = tree.executed()
                    .map(TreeNode::nodeId)
                    .filter(Objects::nonNull)
                    .toList();
            if (!ids.isEmpty() && failed.containsAll(ids)) {
                together.addAll(ids);
            }
        }
        tree.children().forEach(child -> collectLost(child, failed, together));
    }

    /** The reasons that the message itself does not give. */
    private static String words(List<Part> parts, String message) {
        List<String> untold = new ArrayList<>();
        String told = message.replaceAll("\\s+", " ");
        for (Part part : parts) {
            String line = Failure.cut(part.failure().line(), MAX_PART_CHARS);
            if (!Failure.holds(told, line)) {
                untold.add(
                        Failure.sentence("%s failed: %s".formatted(part.node().name(), line)));
            }
        }
        return String.join(" ", untold);
    }

    private static CauseKind commonKind(List<Part> parts) {
        Set<CauseKind> kinds = parts.stream().map(part -> part.failure().kind()).collect(Collectors.toSet());
        return kinds.size() == 1 ? kinds.iterator().next() : CauseKind.OTHER;
    }

    private static Set<String> tolerated(TreeNode tree) {
        Set<String> tolerated = new HashSet<>(tree.guarded());
        tree.executed()
                .filter(node -> node.settings() != null
                        && Boolean.TRUE.equals(node.settings().continueOnFail()))
                .map(TreeNode::nodeId)
                .filter(Objects::nonNull)
                .forEach(tolerated::add);
        return tolerated;
    }

    /** Which failed, in the order of time. A gate that was denied has no attempt. */
    private List<FailedNode> failed(Store store, String runId) {
        return reader.list(
                store,
                """
                SELECT node_id, iteration,
                       coalesce((SELECT coalesce(a.finished_at_ms, a.started_at_ms)
                                   FROM _smithers_attempts a
                                  WHERE a.run_id = n.run_id AND a.node_id = n.node_id AND a.iteration = n.iteration
                                  ORDER BY a.attempt DESC
                                  LIMIT 1), n.updated_at_ms) AS at_ms
                  FROM _smithers_nodes n
                 WHERE n.run_id = ? AND n.state = 'failed' AND %s
                 ORDER BY at_ms, node_id, iteration
                 LIMIT ?
                """.formatted(StoreReader.hasUsualId("n.node_id")),
                row -> new FailedNode(row.getString("node_id"), row.getInt("iteration"), row.getLong("at_ms")),
                runId,
                MAX_FAILED);
    }

    /** The last one that left an error; that of a subflow that is tried again is cancelled and keeps it. */
    private Optional<FailedAttempt> lastAttempt(Store store, String runId, FailedNode node) {
        return reader.first(
                store,
                """
                SELECT attempt, started_at_ms, %s AS error, %s AS stack
                  FROM _smithers_attempts
                 WHERE run_id = ? AND node_id = ? AND iteration = ? AND error_json IS NOT NULL
                 ORDER BY attempt DESC
                 LIMIT 1
                """.formatted(reader.errorJson("error_json"), stack()),
                row -> new FailedAttempt(
                        row.getInt("attempt"),
                        row.getLong("started_at_ms"),
                        failure(row.getString("error"), row.getString("stack"))),
                runId,
                node.nodeId(),
                node.iteration());
    }

    private Failure errorOfRun(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT %s AS error, %s AS stack FROM _smithers_runs WHERE run_id = ?"
                                .formatted(reader.errorJson("error_json"), stack()),
                        row -> failure(row.getString("error"), row.getString("stack")),
                        runId)
                .orElse(Failure.UNKNOWN);
    }

    private String stack() {
        return reader.jsonWords("error_json", "stack", Failure.MAX_STACK_CHARS);
    }

    private Failure failure(@Nullable String error, @Nullable String stack) {
        return error == null ? Failure.UNKNOWN : Failure.of(json.orText(error), stack);
    }

    private Optional<String> denied(Store store, String runId, FailedNode node) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_approvals")) {
            return Optional.empty();
        }
        return reader.first(
                store,
                """
                SELECT substr(note, 1, 1000) AS note, substr(decided_by, 1, 200) AS decided_by
                  FROM (SELECT %s, run_id, node_id, iteration, status FROM _smithers_approvals)
                 WHERE run_id = ? AND node_id = ? AND iteration = ? AND status = 'denied'
                """.formatted(shape.select("_smithers_approvals", "note", "decided_by")),
                row -> {
                    String by = row.getString("decided_by");
                    String note = row.getString("note");
                    return "Denied%s%s"
                            .formatted(
                                    by == null || by.isBlank() ? "" : " by " + by.strip(),
                                    note == null || note.isBlank() ? "." : ": " + note.strip());
                },
                runId,
                node.nodeId(),
                node.iteration());
    }

    private static String named(String nodeId, int iteration) {
        return iteration == 0 ? "`%s`".formatted(nodeId) : "`%s` (turn %d)".formatted(nodeId, iteration + 1);
    }
}
