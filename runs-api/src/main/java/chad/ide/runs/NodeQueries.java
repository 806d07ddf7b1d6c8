package chad.ide.runs;

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
            boolean cached) {}

    private final StoreReader reader;
    private final ObjectMapper json;

    NodeQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** Nodes in the order of the primary key, after the given one. */
    List<NodeRow> nodes(Store store, String runId, String afterNode, int afterIteration, int limit) {
        return reader.list(store, """
                SELECT node_id, iteration, state, updated_at_ms, coalesce(output_table, '') AS output_table, label
                  FROM _smithers_nodes
                 WHERE run_id = ? AND (node_id, iteration) > (?, ?)
                 ORDER BY node_id, iteration
                 LIMIT ?
                """, NodeQueries::node, runId, afterNode, afterIteration, limit);
    }

    /** Every iteration of one node, latest first. */
    List<NodeRow> iterations(Store store, String runId, String nodeId, int limit) {
        return reader.list(store, """
                SELECT node_id, iteration, state, updated_at_ms, coalesce(output_table, '') AS output_table, label
                  FROM _smithers_nodes
                 WHERE run_id = ? AND node_id = ?
                 ORDER BY iteration DESC
                 LIMIT ?
                """, NodeQueries::node, runId, nodeId, limit);
    }

    long count(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT count(*) AS n FROM _smithers_nodes WHERE run_id = ?",
                        row -> row.getLong("n"),
                        runId)
                .orElse(0L);
    }

    /** Attempts of the nodes from one to another (by primary key, both included), in that order. */
    List<AttemptRow> attempts(Store store, String runId, String fromNode, String toNode, int limit) {
        SchemaShape shape = reader.shape(store);
        return reader.list(
                store,
                """
                SELECT node_id, iteration, attempt, state, started_at_ms, finished_at_ms, %s,
                       error_json, %s AS kind, %s AS model
                  FROM _smithers_attempts
                 WHERE run_id = ? AND node_id >= ? AND node_id <= ?
                 ORDER BY node_id, iteration, attempt
                 LIMIT ?
                """.formatted(
                                shape.select("_smithers_attempts", "heartbeat_at_ms", "cached"),
                                reader.taskKind(),
                                reader.jsonText("meta_json", "agentModel")),
                this::attempt,
                runId,
                fromNode,
                toNode,
                limit);
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
        return new AttemptRow(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getInt("attempt"),
                row.getString("state"),
                row.getLong("started_at_ms"),
                longOrNull(row, "finished_at_ms"),
                longOrNull(row, "heartbeat_at_ms"),
                RunError.parse(json, row.getString("error_json")),
                row.getString("kind"),
                row.getString("model"),
                row.getBoolean("cached"));
    }
}
