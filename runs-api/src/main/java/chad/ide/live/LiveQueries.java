package chad.ide.live;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.runs.Repeats;
import chad.ide.runs.RunFactsCache;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Reads the nodes that something happened to. */
@Singleton
class LiveQueries {

    private final StoreReader reader;
    private final RunFactsCache facts;

    LiveQueries(StoreReader reader, RunFactsCache facts) {
        this.reader = reader;
        this.facts = facts;
    }

    /** The rows of these nodes, the latest changed first. */
    List<Change.NodeState> nodes(StoredRun run, Collection<String> nodeIds, int limit) {
        if (nodeIds.isEmpty()) {
            return List.of();
        }
        List<Object> arguments = new ArrayList<>();
        arguments.add(run.id());
        arguments.addAll(nodeIds);
        arguments.add(limit);
        List<Change.NodeState> nodes = reader.list(
                run.store(),
                """
                SELECT node_id, iteration, %s AS state, updated_at_ms, %s, %s
                  FROM _smithers_nodes
                 WHERE run_id = ? AND node_id IN (%s)
                 ORDER BY updated_at_ms DESC
                 LIMIT ?
                """.formatted(
                                StoreReader.word("state"),
                                reader.shape(run.store()).select("_smithers_nodes", "last_attempt"),
                                reader.shape(run.store()).has("_smithers_nodes", "label")
                                        ? "substr(label, 1, 400) AS label"
                                        : "NULL AS label",
                                String.join(", ", Collections.nCopies(nodeIds.size(), "?"))),
                row -> new Change.NodeState(
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getString("state"),
                        longOrNull(row, "last_attempt"),
                        row.getLong("updated_at_ms"),
                        row.getString("label")),
                arguments.toArray());
        if (nodes.stream().noneMatch(node -> node.state().equals("failed"))) {
            return nodes; // most news are of nodes that begin and end well, and cost no more than this read
        }
        Repeats repeats = facts.of(run).repeats();
        return nodes.stream()
                .map(node -> node.in(repeats.stateOf(node.id(), node.iteration(), node.state())))
                .toList();
    }
}
