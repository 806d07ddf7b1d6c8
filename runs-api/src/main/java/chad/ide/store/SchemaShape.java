package chad.ide.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and columns a store has. The engine owns the schema and it differs from version to version, so a select
 * list is built from what is there, and what is missing is read as null.
 *
 * @param version the newest migration of the engine (its number grows with releases); null in stores of engines that
 *     kept none
 * @param columns names of columns, in the table's order, by table
 */
public record SchemaShape(@Nullable String version, Map<String, List<String>> columns) {

    public static final SchemaShape EMPTY = new SchemaShape(null, Map.of());

    public SchemaShape {
        columns = Map.copyOf(columns);
    }

    public boolean has(String table) {
        return columns.containsKey(table);
    }

    public boolean has(String table, String column) {
        return columns.getOrDefault(table, List.of()).contains(column);
    }

    /** The select list of these columns; {@code NULL AS name} for those that this store lacks. */
    public String select(String table, String... names) {
        Set<String> there = Set.copyOf(columns.getOrDefault(table, List.of()));
        return Arrays.stream(names)
                .map(name -> there.contains(name) ? name : "NULL AS " + name)
                .collect(Collectors.joining(", "));
    }

    /**
     * The quoted name of a table whose name comes from data, such as a node's output table; empty when the store has
     * no such table.
     */
    public Optional<String> quoted(String table) {
        return has(table) ? Optional.of('"' + table.replace("\"", "\"\"") + '"') : Optional.empty();
    }
}
