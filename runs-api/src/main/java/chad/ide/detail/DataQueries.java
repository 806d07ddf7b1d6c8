package chad.ide.detail;

import chad.ide.answers.AnswerBudget;
import chad.ide.answers.TruncatedValue;
import chad.ide.detail.DataTable.Field;
import chad.ide.detail.NodeQueries.NodeRow;
import chad.ide.problem.ProblemType;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the workflow's own tables hold: the input of a run and the outputs of its nodes, under the names and in the
 * types that the workflow gave them.
 *
 * <p>Text is JSON only where the engine has written down that it is. Stores of engines that did not are judged by the look
 * of the text.
 */
@Singleton
public class DataQueries {

    private static final String OF_A_NODE = "run_id = ? AND node_id = ? AND iteration = ?";
    private static final String OF_A_RANGE =
            "run_id = ? AND (node_id, iteration) >= (?, ?) AND (node_id, iteration) <= (?, ?) AND"
                    + " octet_length(node_id) <= " + StoreReader.MAX_ID_BYTES;

    /** A longer input is not made into a tree. */
    private static final int MAX_TREE_BYTES = 4 << 20;

    /** What the engine adds to an input, under either name. */
    private static final List<String> ADDED = List.of("runId", "run_id");

    private static final String PAYLOAD = "payload";

    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final int MAX_NAMES = 1_000;
    private static final int MAX_OTHER_RUNS = 5;
    private static final int MAX_RUNS_LOOKED_AT = 200;

    /** The value when it is small enough, or its beginning. */
    record Found(@Nullable JsonNode value, @Nullable String beginning, long sizeBytes) {}

    /** How many bytes an output has, told without reading it. */
    record Size(String nodeId, int iteration, long bytes) {}

    private final StoreReader reader;
    private final SnapshotQueries snapshots;
    private final StoredJson json;
    private final AnswerBudget budget;

    DataQueries(StoreReader reader, SnapshotQueries snapshots, StoredJson json, AnswerBudget budget) {
        this.reader = reader;
        this.snapshots = snapshots;
        this.json = json;
        this.budget = budget;
    }

    /** The input as it was given at launch; what was left out then, and is null now, is left out. */
    Optional<Found> input(Store store, String runId) {
        return snapshots
                .input(store, runId, budget.value(), TruncatedValue.BEGINNING_CHARS)
                .map(input -> input.text() == null
                        ? new Found(null, input.beginning(), input.sizeBytes())
                        : new Found(asGiven(json.orText(input.text())), null, input.sizeBytes()))
                .or(() -> inputOfRow(store, runId));
    }

    /** Without a snapshot there is the row only, whose columns are those of all workflows of the store. */
    private Optional<Found> inputOfRow(Store store, String runId) {
        return inputTable(store, null).flatMap(table -> {
            Optional<Long> size = size(store, table, "run_id = ?", runId);
            if (size.isEmpty()) {
                return Optional.empty();
            }
            return size.get() <= budget.value()
                    ? row(store, table, "run_id = ?", runId).map(value -> new Found(asGiven(value), null, size.get()))
                    : beginning(store, table, "run_id = ?", runId).map(text -> new Found(null, text, size.get()));
        });
    }

    /** The input whatever its size. */
    Optional<WholeJson> wholeInput(Store store, String runId) {
        Optional<StoredPayload> snapshot =
                snapshots.keepsInputs(store) ? snapshots.wholeInput(store, runId) : Optional.empty();
        if (snapshot.isEmpty()) {
            return inputTable(store, null).flatMap(table -> whole(store, table, "run_id = ?", runId));
        }
        try {
            if (snapshot.get().sizeBytes() <= MAX_TREE_BYTES) {
                String text = WholeJson.text(snapshot.get());
                return Optional.of(WholeJson.of(asGiven(json.orText(text)), text.length()));
            }
            WholeJson.Members members = WholeJson.members(snapshot.get());
            List<String> names = members.names().stream()
                    .filter(name -> !ADDED.contains(name))
                    .toList();
            if (names.equals(List.of(PAYLOAD)) && reader.shape(store).has("input", PAYLOAD)) {
                StoredValue payload = new StoredValue("input", PAYLOAD, "run_id = ?", runId);
                return reader.payload(store, payload).map(WholeJson::of);
            }
            return inputTable(store, names)
                    .map(table -> table.ofKinds(members.kinds()))
                    .flatMap(table -> whole(store, table, "run_id = ?", runId))
                    .or(() -> Optional.of(WholeJson.of(snapshot.get())));
        } catch (IOException changed) {
            throw ProblemType.STORE_UNAVAILABLE.because(
                    "The input changed while it was being read. Try again.", changed);
        }
    }

    private Optional<DataTable> inputTable(Store store, @Nullable List<String> names) {
        Map<String, String> kinds = snapshots.keepsInputs(store) ? Map.of(PAYLOAD, DataTable.JSON) : null;
        return DataTable.ofInput(reader.shape(store), names, kinds);
    }

    /** A workflow without a schema for its input has it all in one member. */
    private static JsonNode asGiven(JsonNode input) {
        if (!(input instanceof ObjectNode object)) {
            return input;
        }
        ADDED.forEach(object::remove);
        object.properties().removeIf(member -> member.getValue().isNull());
        JsonNode payload = object.get(PAYLOAD);
        if (payload != null && object.size() == 1) {
            return payload;
        }
        if (payload instanceof ObjectNode inner) {
            object.remove(PAYLOAD);
            return inner.setAll(object);
        }
        return object;
    }

    /** The table that has the outputs of a run which its nodes call by that name. */
    Optional<DataTable> outputTable(Store store, String runId, String key) {
        List<String> names = snapshots.namesOfOutput(store, runId, key);
        Optional<DataTable> table = DataTable.ofOutput(reader.shape(store), key, names, kinds(store, key));
        return names == null ? table.map(known -> known.spelled(namesElsewhere(store, runId, key))) : table;
    }

    /**
     * A revert takes the snapshots away, and with them the spelling: it also stands in what an agent answered, and in the
     * snapshots of another run of the workflow.
     */
    private List<String> namesElsewhere(Store store, String runId, String key) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_attempts", "response_text") || !shape.has("_smithers_nodes", "output_table")) {
            return List.of();
        }
        List<String> answered = reader.list(
                store,
                """
                SELECT k.key AS name
                  FROM (SELECT %s AS said
                          FROM _smithers_nodes n JOIN _smithers_attempts a USING (run_id, node_id, iteration)
                         WHERE n.run_id = ? AND n.output_table = ? AND a.state = 'finished'
                           AND a.response_text IS NOT NULL
                         LIMIT 1),
                       json_each(CASE WHEN json_valid(said) THEN said ELSE '{}' END) k
                 WHERE typeof(k.key) = 'text'
                 LIMIT ?
                """.formatted(reader.upTo("a.response_text", MAX_ANSWER_BYTES)),
                row -> row.getString("name"),
                runId,
                key,
                MAX_NAMES);
        return answered.isEmpty() ? namesOfOtherRuns(store, runId, key) : answered;
    }

    private List<String> namesOfOtherRuns(Store store, String runId, String key) {
        return reader
                .list(
                        store,
                        """
                        SELECT other.run_id
                          FROM (SELECT run_id, workflow_name FROM _smithers_runs ORDER BY rowid DESC LIMIT ?) other
                          JOIN _smithers_runs this ON this.run_id = ? AND this.workflow_name = other.workflow_name
                         WHERE other.run_id <> this.run_id AND %s
                         LIMIT ?
                        """.formatted(StoreReader.hasUsualId("other.run_id")),
                        row -> row.getString("run_id"),
                        MAX_RUNS_LOOKED_AT,
                        runId,
                        MAX_OTHER_RUNS)
                .stream()
                .flatMap(other -> Stream.ofNullable(snapshots.namesOfOutput(store, other, key)))
                .findFirst()
                .orElse(List.of());
    }

    private @Nullable Map<String, String> kinds(Store store, String key) {
        if (!reader.shape(store).has("_smithers_output_schema_columns")) {
            return null;
        }
        Map<String, String> kinds = new HashMap<>();
        List<Map.Entry<String, String>> rows = reader.list(
                store,
                ("SELECT %s AS column_name, %s AS kind FROM _smithers_output_schema_columns WHERE table_name"
                                + " = ? LIMIT 2000")
                        .formatted(StoreReader.text("column_name", 400), StoreReader.word("kind")),
                row -> Map.entry(row.getString("column_name"), row.getString("kind")),
                reader.shape(store).tableOf(key));
        rows.forEach(row -> kinds.put(row.getKey(), row.getValue()));
        return kinds;
    }

    /** The sizes of a table's outputs, of the nodes from one to another (both included). */
    List<Size> sizes(Store store, DataTable table, String runId, NodeRow from, NodeRow to, int limit) {
        return reader.list(
                store,
                "SELECT node_id, iteration, %s AS size FROM %s WHERE %s LIMIT ?"
                        .formatted(table.sizeSql(), table.quoted(), OF_A_RANGE),
                row -> new Size(row.getString("node_id"), row.getInt("iteration"), row.getLong("size")),
                runId,
                from.nodeId(),
                from.iteration(),
                to.nodeId(),
                to.iteration(),
                limit);
    }

    /** The outputs of at most that many bytes, by {@code node::iteration}. */
    Map<String, JsonNode> small(
            Store store, DataTable table, String runId, NodeRow from, NodeRow to, long maxBytes, int limit) {
        Map<String, JsonNode> outputs = new HashMap<>();
        reader.list(
                        store,
                        "SELECT node_id, iteration%s FROM %s WHERE %s AND %s <= ? LIMIT ?"
                                .formatted(table.select(column -> column), table.quoted(), OF_A_RANGE, table.sizeSql()),
                        row -> Map.entry(key(row), values(row, 3, table)),
                        runId,
                        from.nodeId(),
                        from.iteration(),
                        to.nodeId(),
                        to.iteration(),
                        maxBytes,
                        limit)
                .forEach(output -> outputs.put(output.getKey(), output.getValue()));
        return outputs;
    }

    /** The beginnings of the outputs of more bytes than that, by {@code node::iteration}. */
    Map<String, String> beginnings(
            Store store, DataTable table, String runId, NodeRow from, NodeRow to, long maxBytes, int limit) {
        Map<String, String> beginnings = new HashMap<>();
        reader.list(
                        store,
                        "SELECT node_id, iteration%s FROM %s WHERE %s AND %s > ? LIMIT ?"
                                .formatted(
                                        table.select(
                                                column -> reader.beginning(column, TruncatedValue.BEGINNING_CHARS)),
                                        table.quoted(),
                                        OF_A_RANGE,
                                        table.sizeSql()),
                        row -> Map.entry(key(row), beginning(row, 3, table)),
                        runId,
                        from.nodeId(),
                        from.iteration(),
                        to.nodeId(),
                        to.iteration(),
                        maxBytes,
                        limit)
                .forEach(output -> beginnings.put(output.getKey(), output.getValue()));
        return beginnings;
    }

    /** The output of one node, whatever its size. */
    Optional<WholeJson> output(Store store, String key, String runId, String nodeId, int iteration) {
        return outputTable(store, runId, key)
                .flatMap(table -> whole(store, table, OF_A_NODE, runId, nodeId, iteration));
    }

    private Optional<WholeJson> whole(Store store, DataTable table, String where, Object... arguments) {
        Optional<Long> size = size(store, table, where, arguments);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (size.get() <= MAX_TREE_BYTES) {
            return row(store, table, where, arguments).map(value -> WholeJson.of(value, size.get()));
        }
        List<WholeJson.Member> members = new ArrayList<>();
        for (Field field : table.fields()) {
            Optional<StoredPayload> payload =
                    reader.payload(store, new StoredValue(table.quoted(), field.quoted(), where, arguments));
            boolean isLong = payload.isPresent() && payload.get().sizeBytes() > budget.value();
            if (isLong) {
                members.add(new WholeJson.Member(field.key(), null, payload.get(), mayBeJson(field)));
            } else {
                DataTable alone = new DataTable(table.quoted(), List.of(field), table.isExact());
                row(store, alone, where, arguments)
                        .map(value -> value.get(field.key()))
                        .ifPresent(value -> members.add(new WholeJson.Member(field.key(), value, null, false)));
            }
        }
        return Optional.of(WholeJson.of(members, size.get()));
    }

    private Optional<Long> size(Store store, DataTable table, String where, Object... arguments) {
        return reader.first(
                store,
                "SELECT %s AS size FROM %s WHERE %s LIMIT 1".formatted(table.sizeSql(), table.quoted(), where),
                row -> row.getLong("size"),
                arguments);
    }

    private Optional<JsonNode> row(Store store, DataTable table, String where, Object... arguments) {
        return reader.first(
                store,
                "SELECT 1%s FROM %s WHERE %s LIMIT 1".formatted(table.select(column -> column), table.quoted(), where),
                row -> values(row, 2, table),
                arguments);
    }

    private Optional<String> beginning(Store store, DataTable table, String where, Object... arguments) {
        return reader.first(
                store,
                "SELECT 1%s FROM %s WHERE %s LIMIT 1"
                        .formatted(
                                table.select(column -> reader.beginning(column, TruncatedValue.BEGINNING_CHARS)),
                                table.quoted(),
                                where),
                row -> beginning(row, 2, table),
                arguments);
    }

    private static String key(ResultSet row) throws SQLException {
        return row.getString("node_id") + "::" + row.getInt("iteration");
    }

    private JsonNode values(ResultSet row, int firstColumn, DataTable table) throws SQLException {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        int column = firstColumn;
        for (Field field : table.fields()) {
            Object value = row.getObject(column);
            column++;
            if (value != null || table.isExact()) {
                values.set(field.key(), value(value, field));
            }
        }
        return values;
    }

    private String beginning(ResultSet row, int firstColumn, DataTable table) throws SQLException {
        StringBuilder text = new StringBuilder("{");
        int column = firstColumn;
        for (Field field : table.fields()) {
            Object value = row.getObject(column);
            column++;
            if (value != null && text.length() <= TruncatedValue.BEGINNING_CHARS) {
                text.append(text.length() == 1 ? "" : ",")
                        .append(JsonNodeFactory.instance.textNode(field.key()))
                        .append(':')
                        .append(DataTable.JSON.equals(field.kind()) ? value : value(value, field));
            }
        }
        return text.toString();
    }

    private JsonNode value(@Nullable Object value, Field field) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case Number number
            when DataTable.BOOLEAN.equals(field.kind()) -> nodes.booleanNode(number.longValue() != 0);
            // The engine keeps every number as a real one: 3 is 3.0 in the store, and was 3 in the workflow.
            case Double real
            when real == Math.rint(real) && Math.abs(real) < 1e15 -> nodes.numberNode(real.longValue());
            case Double real -> nodes.numberNode(real);
            case Number number -> nodes.numberNode(number.longValue());
            case byte[] bytes -> nodes.binaryNode(bytes);
            default -> text(value.toString(), field);
        };
    }

    private JsonNode text(String text, Field field) {
        boolean isJson = mayBeJson(field)
                && (DataTable.JSON.equals(field.kind()) || text.startsWith("{") || text.startsWith("["));
        return isJson ? json.orText(text) : JsonNodeFactory.instance.textNode(text);
    }

    private static boolean mayBeJson(Field field) {
        return DataTable.JSON.equals(field.kind()) || DataTable.PERHAPS_JSON.equals(field.kind());
    }
}
