package chad.ide.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and columns a store has. The engine owns the schema and it differs from version to version, so a select
 * list is built from what is there, and what is missing is read as null.
 *
 * @param version the newest migration of the engine (its number grows with releases); null in stores of engines that
 *     kept none
 * @param columns names of columns, in the table's order, by table; ordinary tables with plain columns only
 * @param refused why others are not read, in words that follow their name, by name
 */
public record SchemaShape(@Nullable String version, Map<String, List<String>> columns, Map<String, String> refused) {

    private static final int MAX_LEFT_OUT = 20;

    /** The columns that every table of outputs has besides those of its schema. */
    public static final List<String> OUTPUT_KEYS = List.of("run_id", "node_id", "iteration");

    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    public static final SchemaShape EMPTY = new SchemaShape(null, Map.of(), Map.of());

    public SchemaShape {
        columns = Map.copyOf(columns);
        refused = Map.copyOf(refused);
    }

    /** What is not read of the store, in words; empty when all of it is. */
    public List<String> leftOut() {
        return refused.entrySet().stream()
                .map(table -> table.getKey() + " " + table.getValue())
                .sorted()
                .limit(MAX_LEFT_OUT)
                .toList();
    }

    public boolean has(String table) {
        return columns.containsKey(table);
    }

    public boolean has(String table, String column) {
        return columns.getOrDefault(table, List.of()).contains(column);
    }

    /** The table's columns in their order; empty when there is no such table. */
    public List<String> columns(String table) {
        return columns.getOrDefault(table, List.of());
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
        return has(table) ? Optional.of(quote(table)) : Optional.empty();
    }

    /** The SQL name of a schema's key, as the engine makes it: {@code builtThing} lies in {@code built_thing}. */
    public static String sqlName(String key) {
        return CAPITAL.matcher(key).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    /** The name of an output's table in the store, given a node's {@code output_table}. */
    public String tableOf(String key) {
        return has(sqlName(key)) ? sqlName(key) : key;
    }

    /** A name as it is written in SQL, whatever it holds. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
