package chad.ide.detail;

import chad.edge.FieldError;
import chad.ide.answers.AnswerBudget;
import chad.ide.answers.TruncatedValue;
import chad.ide.detail.NodeQueries.AttemptRow;
import chad.ide.detail.NodeQueries.NodeRow;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Page;
import chad.ide.runs.Cost;
import chad.ide.runs.Repeats;
import chad.ide.runs.RunCosts;
import chad.ide.runs.RunFacts;
import chad.ide.runs.RunFactsCache;
import chad.ide.runs.StoredRun;
import chad.ide.runs.Tokens;
import chad.ide.runs.Usage;
import chad.ide.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a run with their attempts, outputs and tokens. */
@Singleton
public class NodeService {

    private static final String CURSOR = "nodes";

    /** Attempts of one node in the detail; a node that is retried for ever has more. */
    private static final int MAX_ATTEMPTS = 20;

    /** Outputs of one table that are read for one page of nodes; the rows of other nodes may lie between them. */
    private static final int MAX_OUTPUTS = RunDetail.MAX_NODES * 2;

    /** With more of them the whole detail is read in fewer statements. */
    private static final int MAX_CHANGED = 100;

    private final NodeQueries queries;
    private final DataQueries data;
    private final RunFactsCache facts;
    private final RunCosts costs;
    private final AnswerBudget budget;

    NodeService(NodeQueries queries, DataQueries data, RunFactsCache facts, RunCosts costs, AnswerBudget budget) {
        this.queries = queries;
        this.data = data;
        this.facts = facts;
        this.costs = costs;
        this.budget = budget;
    }

    NodeQueries.Count count(StoredRun run) {
        return queries.count(run.store(), run.id());
    }

    /** Nodes in the order of their ids and iterations. */
    Page<Node> page(StoredRun run, Set<String> inTree, @Nullable String cursor, int limit) {
        String afterNode = "";
        int afterIteration = -1;
        if (cursor != null) {
            List<String> last = Cursor.parse(CURSOR, cursor, 2);
            afterNode = last.get(0);
            afterIteration = (int) Cursor.number(cursor, last.get(1));
        }
        List<NodeRow> rows = queries.nodes(run.store(), run.id(), afterNode, afterIteration, limit + 1);
        List<NodeRow> page = rows.size() > limit ? rows.subList(0, limit) : rows;
        if (page.isEmpty()) {
            return Page.of(List.of());
        }
        NodeRow last = page.getLast();
        String next = rows.size() > limit ? Cursor.of(CURSOR, last.nodeId(), last.iteration()) : null;
        return new Page<>(nodes(run, inTree, page, budget.each()), next);
    }

    long lastWrittenAtMs(StoredRun run) {
        return queries.lastWrittenAtMs(run.store(), run.id());
    }

    /** Nodes that were written at that time or later; empty when they are more than an answer of changes should hold. */
    Optional<List<Node>> writtenSince(StoredRun run, Set<String> inTree, long sinceMs) {
        List<NodeRow> rows = queries.writtenSince(run.store(), run.id(), sinceMs, MAX_CHANGED + 1);
        if (rows.size() > MAX_CHANGED) {
            return Optional.empty();
        }
        // Each by itself: between two of them in the order of the primary key may lie thousands that have not changed.
        long room = budget.each() / Math.max(1, rows.size());
        return Optional.of(rows.stream()
                .flatMap(row -> nodes(run, inTree, List.of(row), room).stream())
                .toList());
    }

    /** @param room for all of their outputs together, in bytes */
    private List<Node> nodes(StoredRun run, Set<String> inTree, List<NodeRow> page, long room) {
        NodeRow from = page.getFirst();
        NodeRow to = page.getLast();
        Map<String, List<AttemptRow>> attempts =
                queries.attempts(run.store(), run.id(), from, to, MAX_ATTEMPTS).stream()
                        .collect(Collectors.groupingBy(attempt -> attempt.nodeId() + "::" + attempt.iteration()));
        Outputs outputs = outputs(run, page, from, to, room);
        RunFacts known = facts.of(run);
        Map<String, Cost> costOf = known.usage().byModel().isEmpty() ? Map.of() : costs.byNode(run);
        return page.stream()
                .map(node -> {
                    String key = node.nodeId() + "::" + node.iteration();
                    return node(
                            node,
                            inTree.contains(key),
                            attempts.getOrDefault(key, List.of()),
                            outputs,
                            known,
                            costOf.get(key));
                })
                .toList();
    }

    /** By the name of their table and {@code node::iteration}: whole, or the beginning of what was cut. */
    private record Outputs(Map<String, JsonNode> whole, Map<String, TruncatedValue> cut) {

        static String key(NodeRow node) {
            return node.outputTable() + "/" + node.nodeId() + "::" + node.iteration();
        }
    }

    /** As many of them whole as the answer has room for, the smallest first. */
    private Outputs outputs(StoredRun run, List<NodeRow> page, NodeRow from, NodeRow to, long room) {
        Map<String, DataTable> tables = new HashMap<>();
        page.stream()
                .map(NodeRow::outputTable)
                .distinct()
                .forEach(name ->
                        data.outputTable(run.store(), run.id(), name).ifPresent(table -> tables.put(name, table)));
        Map<String, Long> sizes = new HashMap<>();
        tables.forEach((name, table) -> data.sizes(run.store(), table, run.id(), from, to, MAX_OUTPUTS)
                .forEach(size -> sizes.put(name + "/" + size.nodeId() + "::" + size.iteration(), size.bytes())));
        long most = largestShown(
                page.stream()
                        .map(node -> sizes.get(Outputs.key(node)))
                        .filter(Objects::nonNull)
                        .toList(),
                room);
        Map<String, JsonNode> whole = new HashMap<>();
        Map<String, String> beginnings = new HashMap<>();
        tables.forEach((name, table) -> {
            data.small(run.store(), table, run.id(), from, to, most, MAX_OUTPUTS)
                    .forEach((key, output) -> whole.put(name + "/" + key, output));
            if (sizes.entrySet().stream()
                    .anyMatch(size -> size.getKey().startsWith(name + "/") && size.getValue() > most)) {
                data.beginnings(run.store(), table, run.id(), from, to, most, MAX_OUTPUTS)
                        .forEach((key, text) -> beginnings.put(name + "/" + key, text));
            }
        });
        Map<String, TruncatedValue> cut = new HashMap<>();
        page.forEach(node -> {
            String key = Outputs.key(node);
            Long size = sizes.get(key);
            if (size != null && !whole.containsKey(key)) {
                cut.put(key, TruncatedValue.of(beginnings.get(key), size, outputHref(run, node)));
            }
        });
        return new Outputs(whole, cut);
    }

    /** The size up to which outputs are shown whole, so that together they stay within that room. */
    private long largestShown(List<Long> sizes, long room) {
        long left = room;
        for (long size : sizes.stream().sorted().toList()) {
            left -= size;
            if (left < 0) {
                return Math.min(budget.value(), size - 1); // others of this size may have been counted already
            }
        }
        return budget.value();
    }

    private static Node node(
            NodeRow node,
            boolean inTree,
            List<AttemptRow> shown,
            Outputs outputs,
            RunFacts known,
            @Nullable Cost cost) {
        Usage usage = known.usage();
        Repeats repeats = known.repeats();
        AttemptRow last = shown.isEmpty() ? null : shown.getLast();
        String key = Outputs.key(node);
        return new Node(
                node.nodeId(),
                node.iteration(),
                node.label(),
                repeats.stateOf(node.nodeId(), node.iteration(), node.state()),
                node.state().equals("failed")
                        ? repeats.nextAttempt(node.nodeId(), node.iteration()).orElse(null)
                        : null,
                last == null ? null : last.kind(),
                inTree,
                last == null ? null : Long.valueOf(last.firstStartedAtMs()),
                last == null ? null : last.finishedAtMs(),
                node.updatedAtMs(),
                outputs.whole().get(key),
                outputs.cut().get(key),
                usage.of(node.nodeId(), node.iteration()),
                cost,
                shown.stream().map(attempt -> attempt(attempt, usage)).toList(),
                last == null ? 0 : last.ofNode() - shown.size());
    }

    private static Attempt attempt(AttemptRow row, Usage usage) {
        return new Attempt(
                row.attempt(),
                row.state(),
                row.startedAtMs(),
                row.finishedAtMs(),
                row.heartbeatAtMs(),
                row.error(),
                row.model(),
                usage.of(row.nodeId(), row.iteration(), row.attempt()),
                row.cached());
    }

    private static String outputHref(StoredRun run, NodeRow node) {
        return run.href("/output/%s?iteration=%d".formatted(TruncatedValue.encoded(node.nodeId()), node.iteration()));
    }

    /** The whole output of a node, of its latest iteration when none is named. */
    public WholeJson output(StoredRun run, String nodeId, @Nullable Integer iteration) {
        Store store = run.store();
        NodeRow node = queries.iterations(store, run.id(), nodeId, 10_000).stream()
                .filter(row -> iteration == null || row.iteration() == iteration)
                .findFirst()
                .orElseThrow(() -> noSuchNode(nodeId));
        return data.output(store, node.outputTable(), run.id(), nodeId, node.iteration())
                .orElseThrow(() -> ProblemType.NODE_NOT_FOUND.because(
                        "Node `%s` has no output (its state is %s).".formatted(nodeId, node.state())));
    }

    /** What one attempt cost. */
    public Tokens tokens(StoredRun run, String nodeId, int iteration, int attempt) {
        return facts.of(run).usage().of(nodeId, iteration, attempt);
    }

    /** @throws chad.edge.ProblemException 404 when the run has no such node */
    public void requireNode(StoredRun run, String nodeId) {
        if (queries.iterations(run.store(), run.id(), nodeId, 1).isEmpty()) {
            throw noSuchNode(nodeId);
        }
    }

    private static RuntimeException noSuchNode(String nodeId) {
        return ProblemType.NODE_NOT_FOUND.because(
                "The run has no such node, or not in that iteration; its detail lists what it has.",
                List.of(new FieldError("node", nodeId, "the id of a node of the run")));
    }
}
