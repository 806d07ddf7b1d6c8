package chad.ide.detail;

import chad.ide.store.SchemaShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that the engine made of a workflow's schema.
 *
 * @param quoted its name as it is written in SQL
 * @param fields in the order of the schema, or of the table where the schema is not known
 * @param isExact whether the fields are those of the run's own workflow: a table that several workflows share has columns
 *     of all of them
 */
record DataTable(String quoted, List<Field> fields, boolean isExact) {

    /** The kind that the engine gives to arrays and objects, and that is JSON. */
    static final String JSON = "json";

    static final String BOOLEAN = "boolean";

    /** What may be JSON, for all that a store of an older engine tells. */
    static final String PERHAPS_JSON = "perhaps-json";

    /**
     * A column.
     *
     * @param key of the workflow's schema
     * @param quoted the column's name as it is written in SQL
     * @param kind as the engine has written it down; null when it has not
     */
    record Field(String key, String quoted, @Nullable String kind) {}

    DataTable {
        fields = List.copyOf(fields);
    }

    /** With those of its fields that are among these names, in the engine's spelling, called by these. */
    DataTable spelled(List<String> names) {
        Map<String, String> bySqlName = new HashMap<>();
        names.forEach(name -> bySqlName.putIfAbsent(SchemaShape.sqlName(name), name));
        return new DataTable(
                quoted,
                fields.stream()
                        .map(field -> new Field(
                                bySqlName.getOrDefault(field.key(), field.key()), field.quoted(), field.kind()))
                        .toList(),
                isExact);
    }

    /** With the kinds of its fields by their keys; null for those that have none. */
    DataTable ofKinds(Map<String, String> kinds) {
        return new DataTable(
                quoted,
                fields.stream()
                        .map(field -> new Field(field.key(), field.quoted(), kinds.get(field.key())))
                        .toList(),
                isExact);
    }

    /**
     * The table of a node's output.
     *
     * @param key the node's {@code output_table}: data of the store, and not necessarily a table with the keys of an output
     * @param names the schema's keys; null when they are not known
     * @param kinds of columns; null in a store that does not keep them
     */
    static Optional<DataTable> ofOutput(
            SchemaShape shape, String key, @Nullable List<String> names, @Nullable Map<String, String> kinds) {
        String table = shape.tableOf(key);
        if (table.startsWith("_smithers_") || !shape.columns(table).containsAll(SchemaShape.OUTPUT_KEYS)) {
            return Optional.empty();
        }
        return shape.quoted(table)
                .map(quoted -> new DataTable(quoted, fields(shape, table, names, kinds), names != null));
    }

    /** The table of the inputs. */
    static Optional<DataTable> ofInput(
            SchemaShape shape, @Nullable List<String> names, @Nullable Map<String, String> kinds) {
        return shape.has("input", "run_id")
                ? Optional.of(new DataTable("input", fields(shape, "input", names, kinds), names != null))
                : Optional.empty();
    }

    private static List<Field> fields(
            SchemaShape shape, String table, @Nullable List<String> names, @Nullable Map<String, String> kinds) {
        List<String> columns = shape.columns(table);
        List<String> keys = names == null
                ? columns.stream()
                        .filter(column -> !SchemaShape.OUTPUT_KEYS.contains(column))
                        .toList()
                : names.stream()
                        .filter(name -> columns.contains(SchemaShape.sqlName(name)))
                        .toList();
        return keys.stream()
                .map(key -> {
                    String column = names == null ? key : SchemaShape.sqlName(key);
                    return new Field(key, SchemaShape.quote(column), kinds == null ? PERHAPS_JSON : kinds.get(column));
                })
                .toList();
    }

    /** The expression for the bytes of a row's values. They are told without reading the values. */
    String sizeSql() {
        return fields.isEmpty()
                ? "0"
                : fields.stream()
                        .map(field -> "coalesce(octet_length(%s), 0)".formatted(field.quoted()))
                        .collect(Collectors.joining(" + "));
    }

    /** The select list of the fields, after a comma; nothing without fields. */
    String select(UnaryOperator<String> expression) {
        return fields.stream()
                .map(field -> ", " + expression.apply(field.quoted()))
                .collect(Collectors.joining());
    }
}
