package chad.ide.runs;

import chad.ide.runs.NodeQueries.NodeRow;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the workflow's own tables hold: the input of a run and the outputs of its nodes.
 *
 * <p>Their columns are made of the workflow's schemas. Newer engines say of which kind each is; for older ones the
 * declared type and the look of the text must do.
 */
@Singleton
public class DataQueries {

    private static final Set<String> KEYS = Set.of("run_id", "node_id", "iteration");

    private final StoreReader reader;
    private final ObjectMapper json;

    DataQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** The input; a fork that was never started has it in its first snapshot only. */
    Optional<JsonNode> input(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        Optional<JsonNode> row = shape.has("input", "run_id")
                ? reader.first(store, "SELECT * FROM input WHERE run_id = ?", found -> input(found), runId)
                : Optional.empty();
        return row.or(() -> inputOfSnapshot(store, shape, runId));
    }

    private JsonNode input(ResultSet row) throws SQLException {
        ObjectNode input = columns(row, Map.of());
        JsonNode payload = input.remove("payload");
        input.properties().removeIf(member -> member.getValue().isNull());
        if (payload == null || payload.isNull()) {
            return input;
        }
        if (payload instanceof ObjectNode object) {
            return object.setAll(input);
        }
        return input.isEmpty() ? payload : input.set("payload", payload);
    }

    private Optional<JsonNode> inputOfSnapshot(Store store, SchemaShape shape, String runId) {
        if (!shape.has("_smithers_snapshots", "input_json")) {
            return Optional.empty();
        }
        String content = shape.has("_smithers_snapshot_contents")
                ? "coalesce(nullif(s.input_json, ''), (SELECT c.input_json FROM _smithers_snapshot_contents c WHERE c.content_hash = s.content_hash))"
                : "s.input_json";
        return reader.first(
                        store,
                        "SELECT %s AS input_json FROM _smithers_snapshots s WHERE run_id = ? ORDER BY frame_no LIMIT 1"
                                .formatted(content),
                        row -> parsed(row.getString("input_json")),
                        runId)
                .map(input -> input instanceof ObjectNode object ? object.without(List.of("run_id", "runId")) : input);
    }

    /** The outputs in one output table, by {@code node::iteration}, of the nodes from one to another (both included). */
    Map<String, JsonNode> outputs(Store store, String table, String runId, NodeRow from, NodeRow to, int limit) {
        Optional<String> quoted = quotedOutputTable(store, table);
        if (quoted.isEmpty()) {
            return Map.of();
        }
        Map<String, String> kinds = kinds(store, table);
        Map<String, JsonNode> outputs = new HashMap<>();
        reader.list(
                        store,
                        """
                        SELECT * FROM %s
                         WHERE run_id = ? AND (node_id, iteration) >= (?, ?) AND (node_id, iteration) <= (?, ?)
                         LIMIT ?
                        """.formatted(quoted.get()),
                        row -> Map.entry(
                                row.getString("node_id") + "::" + row.getInt("iteration"), columns(row, kinds)),
                        runId,
                        from.nodeId(),
                        from.iteration(),
                        to.nodeId(),
                        to.iteration(),
                        limit)
                .forEach(output -> outputs.put(output.getKey(), output.getValue()));
        return outputs;
    }

    /** The output of one node. */
    Optional<JsonNode> output(Store store, String table, String runId, String nodeId, int iteration) {
        Map<String, String> kinds = kinds(store, table);
        return quotedOutputTable(store, table)
                .flatMap(quoted -> reader.first(
                        store,
                        "SELECT * FROM %s WHERE run_id = ? AND node_id = ? AND iteration = ?".formatted(quoted),
                        row -> (JsonNode) columns(row, kinds),
                        runId,
                        nodeId,
                        iteration));
    }

    /** The name is data of the store, and must be a table with the keys of an output table. */
    private Optional<String> quotedOutputTable(Store store, String table) {
        SchemaShape shape = reader.shape(store);
        return shape.has(table, "node_id") && !table.startsWith("_smithers_") ? shape.quoted(table) : Optional.empty();
    }

    private Map<String, String> kinds(Store store, String table) {
        if (!reader.shape(store).has("_smithers_output_schema_columns")) {
            return Map.of();
        }
        Map<String, String> kinds = new HashMap<>();
        List<Map.Entry<String, String>> rows = reader.list(
                store,
                "SELECT column_name, kind FROM _smithers_output_schema_columns WHERE table_name = ?",
                row -> Map.entry(row.getString("column_name"), row.getString("kind")),
                table);
        rows.forEach(row -> kinds.put(row.getKey(), row.getValue()));
        return kinds;
    }

    private ObjectNode columns(ResultSet row, Map<String, String> kinds) throws SQLException {
        ObjectNode values = json.createObjectNode();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnName(i);
            if (!KEYS.contains(name)) {
                values.set(name, value(row.getObject(i), kinds.get(name)));
            }
        }
        return values;
    }

    private JsonNode value(@Nullable Object value, @Nullable String kind) {
        JsonNodeFactory nodes = json.getNodeFactory();
        return switch (value) {
            case null -> nodes.nullNode();
            case Number number when "boolean".equals(kind) -> nodes.booleanNode(number.longValue() != 0);
            case Double real
            when real == Math.rint(real) && Math.abs(real) < 1e15 -> nodes.numberNode(real.longValue());
            case Double real -> nodes.numberNode(real);
            case Number number -> nodes.numberNode(number.longValue());
            case byte[] bytes -> nodes.binaryNode(bytes);
            default -> {
                String text = value.toString();
                boolean mayBeJson = kind == null || kind.equals("json");
                yield mayBeJson && (text.startsWith("{") || text.startsWith("[") || "json".equals(kind))
                        ? parsed(text)
                        : nodes.textNode(text);
            }
        };
    }

    private JsonNode parsed(@Nullable String text) {
        if (text == null) {
            return json.getNodeFactory().nullNode();
        }
        try {
            return json.readTree(text);
        } catch (JsonProcessingException plain) {
            return json.getNodeFactory().textNode(text);
        }
    }
}
