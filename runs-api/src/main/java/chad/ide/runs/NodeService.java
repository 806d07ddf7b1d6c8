package chad.ide.runs;

import chad.ide.paging.Cursor;
import chad.ide.paging.Page;
import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemType;
import chad.ide.runs.NodeQueries.AttemptRow;
import chad.ide.runs.NodeQueries.NodeRow;
import chad.ide.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a run with their attempts, outputs and tokens. */
@Singleton
public class NodeService {

    private static final String CURSOR = "nodes";

    /** Attempts of one node in the detail; a node that is tried again for ever has more. */
    private static final int MAX_ATTEMPTS = 20;

    /** Attempts that are read for one page of nodes. */
    private static final int MAX_ATTEMPTS_READ = 20_000;

    private final NodeQueries queries;
    private final DataQueries data;
    private final RunFactsCache facts;

    NodeService(NodeQueries queries, DataQueries data, RunFactsCache facts) {
        this.queries = queries;
        this.data = data;
        this.facts = facts;
    }

    long count(StoredRun run) {
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
        return new Page<>(nodes(run, inTree, page), next);
    }

    private List<Node> nodes(StoredRun run, Set<String> inTree, List<NodeRow> page) {
        NodeRow from = page.getFirst();
        NodeRow to = page.getLast();
        Map<String, List<AttemptRow>> attempts =
                queries.attempts(run.store(), run.id(), from, to, MAX_ATTEMPTS_READ).stream()
                        .collect(Collectors.groupingBy(attempt -> attempt.nodeId() + "::" + attempt.iteration()));
        Map<String, JsonNode> outputs = new HashMap<>();
        page.stream()
                .map(NodeRow::outputTable)
                .distinct()
                .forEach(table -> data.outputs(run.store(), table, run.id(), from, to, RunDetail.MAX_NODES * 2)
                        .forEach((key, output) -> outputs.put(table + "/" + key, output)));
        Usage usage = facts.of(run).usage();
        return page.stream()
                .map(node -> {
                    String key = node.nodeId() + "::" + node.iteration();
                    JsonNode output = outputs.get(node.outputTable() + "/" + key);
                    return node(run, node, inTree.contains(key), attempts.getOrDefault(key, List.of()), output, usage);
                })
                .toList();
    }

    private static Node node(
            StoredRun run,
            NodeRow node,
            boolean inTree,
            List<AttemptRow> attempts,
            @Nullable JsonNode output,
            Usage usage) {
        List<AttemptRow> shown = attempts.subList(Math.max(0, attempts.size() - MAX_ATTEMPTS), attempts.size());
        AttemptRow first = attempts.isEmpty() ? null : attempts.getFirst();
        AttemptRow last = attempts.isEmpty() ? null : attempts.getLast();
        Cut cut = Cut.of(output, outputHref(run.id(), node));
        return new Node(
                node.nodeId(),
                node.iteration(),
                node.label(),
                node.state(),
                last == null ? null : last.kind(),
                inTree,
                first == null ? null : Long.valueOf(first.startedAtMs()),
                last == null ? null : last.finishedAtMs(),
                node.updatedAtMs(),
                cut == null ? output : null,
                cut,
                usage.of(node.nodeId(), node.iteration()),
                shown.stream().map(attempt -> attempt(attempt, usage)).toList(),
                attempts.size() - shown.size());
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

    private static String outputHref(String runId, NodeRow node) {
        return "/api/runs/%s/output/%s?iteration=%d"
                .formatted(encoded(runId), encoded(node.nodeId()), node.iteration());
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The whole output of a node, of its latest iteration when none is named. */
    JsonNode output(StoredRun run, String nodeId, @Nullable Integer iteration) {
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

    /** @throws chad.ide.problem.ProblemException 404 when the run has no such node */
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
