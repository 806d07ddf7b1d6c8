package chad.ide.detail;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of a run in the words of its workflow. The engine's tables have changed them: {@code delayMs} is a column
 * {@code delay_ms}, a table that two workflows write has the columns of both, and a list is a text that looks like one.
 * The snapshots, which the engine makes with every frame, have them as they were given.
 */
@Singleton
class SnapshotQueries {

    /** A larger snapshot is not looked into for the names of its outputs. */
    private static final int MAX_BYTES = 4 << 20;

    private static final int MAX_NAMES = 20_000;

    /** Members that the engine adds. */
    private static final List<String> KEYS = List.of("runId", "nodeId", "iteration");

    private static final String ADDED = "__smithers";

    private record Key(Store store, String runId) {}

    private record Name(String table, String name) {}

    /**
     * The input in a run's first snapshot.
     *
     * @param text null when it is long
     * @param beginning of the text; null when it is very long
     */
    record Input(
            long sizeBytes, @Nullable String text, @Nullable String beginning) {}

    private final StoreReader reader;
    private final Cache<Key, Map<String, List<String>>> names = Caffeine.newBuilder()
            .maximumSize(2_000)
            .expireAfterWrite(Duration.ofMinutes(1)) // the file may have been replaced
            .build();

    SnapshotQueries(StoreReader reader) {
        this.reader = reader;
    }

    /** The names of an output's members; null when no snapshot that can be looked into has such an output. */
    @Nullable List<String> namesOfOutput(Store store, String runId, String table) {
        if (!reader.shape(store).has("_smithers_snapshots", "outputs_json")) {
            return null;
        }
        Key key = new Key(store, runId);
        Map<String, List<String>> known = names.getIfPresent(key);
        if (known == null || !known.containsKey(table)) {
            known = readNames(store, runId);
            names.put(key, known);
        }
        return known.get(table);
    }

    /** Of the largest snapshot that is looked into, which has the most outputs. */
    private Map<String, List<String>> readNames(Store store, String runId) {
        String outputs = content(
                reader.shape(store),
                "outputs_json",
                column -> "CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s END".formatted(column, MAX_BYTES));
        List<Name> found = reader.list(
                store,
                """
                SELECT t.key AS output, k.key AS name
                  FROM (SELECT outputs
                          FROM (SELECT %s AS outputs, s.frame_no FROM %s WHERE s.run_id = ?)
                         WHERE outputs IS NOT NULL
                         ORDER BY frame_no DESC
                         LIMIT 1) newest,
                       json_each(CASE WHEN json_valid(newest.outputs) THEN newest.outputs ELSE '{}' END) t,
                       json_each(CASE WHEN t.type = 'array' THEN t.value ELSE '[]' END, '$[0]') k
                 WHERE typeof(k.key) = 'text'
                 LIMIT ?
                """.formatted(outputs, from(reader.shape(store))),
                row -> new Name(row.getString("output"), row.getString("name")),
                runId,
                MAX_NAMES);
        Map<String, List<String>> names = new HashMap<>();
        found.stream()
                .filter(one -> !KEYS.contains(one.name()) && !one.name().startsWith(ADDED))
                .forEach(one -> names.computeIfAbsent(one.table(), first -> new ArrayList<>())
                        .add(one.name()));
        return names;
    }

    /** Empty for a run that has no snapshot yet, and for those of engines that made none. */
    Optional<Input> input(Store store, String runId, int wholeBytes, int beginningChars) {
        SchemaShape shape = reader.shape(store);
        if (!keepsInputs(store)) {
            return Optional.empty();
        }
        return reader.first(
                        store,
                        """
                        SELECT %s AS size, %s AS whole, %s AS beginning
                          FROM %s
                         WHERE s.run_id = ?
                         ORDER BY s.frame_no
                         LIMIT 1
                        """.formatted(
                                content(shape, "input_json", "octet_length(%s)"::formatted),
                                content(shape, "input_json", column -> reader.upTo(column, wholeBytes)),
                                content(shape, "input_json", column -> reader.beginning(column, beginningChars)),
                                from(shape)),
                        row -> new Input(row.getLong("size"), row.getString("whole"), row.getString("beginning")),
                        runId)
                .filter(input -> input.sizeBytes() > 0);
    }

    boolean keepsInputs(Store store) {
        return reader.shape(store).has("_smithers_snapshots", "input_json");
    }

    Optional<StoredPayload> wholeInput(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        return reader.payload(
                store,
                new StoredValue(
                        from(shape),
                        content(shape, "input_json", column -> column),
                        "s.run_id = ? ORDER BY s.frame_no",
                        runId));
    }

    /** Newer engines keep the content once for all snapshots that share it, and leave the row's own columns empty. */
    private static String content(SchemaShape shape, String column, UnaryOperator<String> expression) {
        String own = expression.apply("s." + column);
        return shape.has("_smithers_snapshot_contents", column)
                ? "CASE WHEN octet_length(s.%s) > 0 THEN %s ELSE %s END"
                        .formatted(column, own, expression.apply("c." + column))
                : own;
    }

    private static String from(SchemaShape shape) {
        return shape.has("_smithers_snapshot_contents")
                ? "_smithers_snapshots s LEFT JOIN _smithers_snapshot_contents c ON c.content_hash = s.content_hash"
                : "_smithers_snapshots s";
    }
}
