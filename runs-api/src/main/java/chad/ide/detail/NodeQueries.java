package chad.ide.detail;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the nodes of a run and their attempts. */
@Singleton
class NodeQueries {

    /** @param outputTable empty for a node without output */
    record NodeRow(
            String nodeId,
            int iteration,
            String state,
            long updatedAtMs,
            String outputTable,
            @Nullable String label) {}

    /**
     * @param firstStartedAtMs of the node's first attempt in this iteration
     * @param ofNode how many the node has had in this iteration
     */
    record AttemptRow(
            String nodeId,
            int iteration,
            int attempt,
            String state,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable Long heartbeatAtMs,
            @Nullable RunError error,
            @Nullable String kind,
            @Nullable String model,
            boolean cached,
            long firstStartedAtMs,
            int ofNode) {}

    private static final String WORDS = """
            %s AS state, updated_at_ms, %s AS output_table,
                       substr(label, 1, 400) AS label""".formatted(StoreReader.word("state"), StoreReader.text("output_table", 400));

    private final StoreReader reader;
    private final ObjectMapper json;

    NodeQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** Nodes in the order of the primary key, after the given one. */
    List<NodeRow> nodes(Store store, String runId, String afterNode, int afterIteration, int limit) {
        return reader.list(
                store,
                """
                SELECT node_id, iteration, %s
                  FROM _smithers_nodes
                 WHERE run_id = ? AND (node_id, iteration) > (?, ?) AND %s
                 ORDER BY node_id, iteration
                 LIMIT ?
                """.formatted(WORDS, StoreReader.hasUsualId("node_id")),
                NodeQueries::node,
                runId,
                afterNode,
                afterIteration,
                limit);
    }

    /** Nodes that were written at that time or later, by id and iteration. */
    List<NodeRow> writtenSince(Store store, String runId, long sinceMs, int limit) {
        return reader.list(
                store,
                """
                SELECT node_id, iteration, %s
                  FROM _smithers_nodes
                 WHERE run_id = ? AND updated_at_ms >= ? AND %s
                 ORDER BY node_id, iteration
                 LIMIT ?
                """.formatted(WORDS, StoreReader.hasUsualId("node_id")),
                NodeQueries::node,
                runId,
                sinceMs,
                limit);
    }

    /** When a node of the run was last written, in epoch ms; 0 when it has none. */
    long lastWrittenAtMs(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT coalesce(max(updated_at_ms), 0) AS at_ms FROM _smithers_nodes WHERE run_id = ?",
                        row -> row.getLong("at_ms"),
                        runId)
                .orElse(0L);
    }

    /** Every iteration of one node, latest first. */
    List<NodeRow> iterations(Store store, String runId, String nodeId, int limit) {
        return reader.list(store, """
                SELECT node_id, iteration, %s
                  FROM _smithers_nodes
                 WHERE run_id = ? AND node_id = ?
                 ORDER BY iteration DESC
                 LIMIT ?
                """.formatted(WORDS), NodeQueries::node, runId, nodeId, limit);
    }

    /**
     * How many nodes a run has.
     *
     * @param unnamed those with an id that is too long to be read; they are not among the listed ones
     */
    record Count(long all, long unnamed) {}

    Count count(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT count(*) AS n, count(CASE WHEN %s THEN NULL ELSE 1 END) AS unnamed FROM _smithers_nodes WHERE run_id = ?"
                                .formatted(StoreReader.hasUsualId("node_id")),
                        row -> new Count(row.getLong("n"), row.getLong("unnamed")),
                        runId)
                .orElse(new Count(0, 0));
    }

    /** The latest attempts of each of the nodes from one to another (by primary key, both included), in that order. */
    List<AttemptRow> attempts(Store store, String runId, NodeRow from, NodeRow to, int ofEach) {
        SchemaShape shape = reader.shape(store);
        return reader.list(
                store,
                """
                SELECT a.node_id, a.iteration, a.attempt, %s AS state, started_at_ms, finished_at_ms, %s,
                       %s AS error_json, %s AS kind, %s AS model, first_started_at_ms, of_node,
                       from_the_last
                  FROM (SELECT node_id, iteration, attempt,
                               first_value(started_at_ms) OVER (PARTITION BY node_id, iteration ORDER BY attempt)
                                 AS first_started_at_ms,
                               count(*) OVER (PARTITION BY node_id, iteration) AS of_node,
                               row_number() OVER (PARTITION BY node_id, iteration ORDER BY attempt DESC) AS from_the_last
                          FROM _smithers_attempts
                         WHERE run_id = ? AND (node_id, iteration) >= (?, ?) AND (node_id, iteration) <= (?, ?)
                           AND %s) latest
                  JOIN _smithers_attempts a ON a.run_id = ? AND a.node_id = latest.node_id
                       AND a.iteration = latest.iteration AND a.attempt = latest.attempt
                 WHERE from_the_last <= ?
                 ORDER BY a.node_id, a.iteration, a.attempt
                """.formatted(
                                StoreReader.word("state"),
                                shape.select("_smithers_attempts", "heartbeat_at_ms", "cached"),
                                reader.errorJson("error_json"),
                                reader.taskKind(),
                                reader.jsonWords("meta_json", "agentModel", 400),
                                StoreReader.hasUsualId("node_id")),
                this::attempt,
                runId,
                from.nodeId(),
                from.iteration(),
                to.nodeId(),
                to.iteration(),
                runId,
                ofEach);
    }

    private static NodeRow node(ResultSet row) throws SQLException {
        return new NodeRow(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getString("state"),
                row.getLong("updated_at_ms"),
                row.getString("output_table"),
                row.getString("label"));
    }

    private AttemptRow attempt(ResultSet row) throws SQLException {
        RunError error = RunError.parse(json, row.getString("error_json"));
        boolean isLast = row.getInt("from_the_last") == 1;
        return new AttemptRow(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getInt("attempt"),
                row.getString("state"),
                row.getLong("started_at_ms"),
                longOrNull(row, "finished_at_ms"),
                longOrNull(row, "heartbeat_at_ms"),
                error == null || isLast ? error : error.inShort(),
                row.getString("kind"),
                row.getString("model"),
                row.getBoolean("cached"),
                row.getLong("first_started_at_ms"),
                row.getInt("of_node"));
    }
}
