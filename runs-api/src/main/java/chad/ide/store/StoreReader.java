package chad.ide.store;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only way to read a store.
 *
 * <p>Each call is one statement in autocommit whose result is drained and closed before it returns, because the oldest
 * open read holds back the engine's checkpoint and its log would grow without bound. So statements have a limit, and
 * whoever needs more asks again from where it stopped.
 */
@Singleton
public class StoreReader {

    /** Busy time-outs in a row after which a locked store is given up: about a second. */
    private static final int BUSY_TRIES = 4;

    /** A longer value is not looked into by SQL: each look would hold all of it, parsed too, outside of the heap. */
    public static final int MAX_LOOKED_INTO_BYTES = 8 << 20;

    private static final int COPIED_AT_ONCE_BYTES = 1 << 20;

    private static final int MAX_ERROR_BYTES = 16 << 10;

    /** The longest id by which a row can be asked for. Those of the engine have some dozens of bytes. */
    public static final int MAX_ID_BYTES = 1024;

    private static final int SHOWN_OF_A_LONG_ID = 60;

    /** Far more than any word of the engine has. */
    private static final int WORD_CHARS = 64;

    private final StoreRegistry registry;
    private final StoreMeters meters;
    private final ReadDeadline deadline;
    private final LargeValues largeValues;

    StoreReader(StoreRegistry registry, StoreMeters meters, ReadDeadline deadline, LargeValues largeValues) {
        this.registry = registry;
        this.meters = meters;
        this.deadline = deadline;
        this.largeValues = largeValues;
    }

    /** Which tables and columns the store has. */
    public SchemaShape shape(Store store) {
        return registry.open(store).map(OpenStore::shape).orElse(SchemaShape.EMPTY);
    }

    /**
     * All rows of the statement.
     *
     * @param arguments bound in order; strings, whole numbers or null
     * @throws StoreUnavailableException when the store is gone, locked for long, or damaged
     */
    public <T> List<T> list(Store store, String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return read(store, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                List<T> rows = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows.add(mapper.map(row));
                    }
                }
                return rows;
            }
        });
    }

    /** The first row of the statement, if there is one. */
    public <T> Optional<T> first(Store store, String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return list(store, sql, mapper, arguments).stream().findFirst();
    }

    /**
     * One value as bytes, however long it is; empty when there is no such row, or null stands there.
     *
     * @throws StoreUnavailableException when the store can't be read, or the value is longer than is ever read
     */
    public Optional<StoredPayload> payload(Store store, StoredValue value) {
        return first(
                        store,
                        "SELECT octet_length(%1$s) AS size, typeof(%1$s) AS type FROM %2$s WHERE %3$s LIMIT 1"
                                .formatted(value.column(), value.table(), value.where()),
                        row -> new StoredPayload.Measure(longOrNull(row, "size"), row.getString("type")),
                        value.arguments())
                .filter(measure -> measure.size() != null)
                .map(measure -> new StoredPayload(
                        measure,
                        (from, bytes) -> piece(store, value, measure, from, bytes),
                        payload -> largeValues.open(
                                key(store, value, payload), file -> copy(store, value, payload.sizeBytes(), file))));
    }

    /** The stamp is taken before the value is read: what is read later may be newer than its key says, never older. */
    private static LargeValues.Key key(Store store, StoredValue value, StoredPayload payload) {
        Object version = StoreStamp.of(store.sqliteFile().file())
                .filter(stamp -> !stamp.tooFreshToTrust(System.currentTimeMillis()))
                .<Object>map(stamp -> stamp)
                .orElse(payload);
        return new LargeValues.Key(
                store,
                value.table(),
                value.column(),
                value.where(),
                Arrays.asList(value.arguments()),
                payload.sizeBytes(),
                version);
    }

    /**
     * All of it in one statement. As a subquery that depends on nothing the value is read once and kept for all pieces;
     * joined to them it would be read for each.
     */
    private boolean copy(Store store, StoredValue value, long size, RandomAccessFile file) {
        String ofTheRow = "FROM %s WHERE %s LIMIT 1".formatted(value.table(), value.where());
        String sql = """
                WITH RECURSIVE pieces(start) AS (
                       SELECT 1 UNION ALL SELECT start + %1$d FROM pieces WHERE start + %1$d <= %2$d)
                SELECT (SELECT octet_length(%3$s) %4$s) AS size,
                       substr((SELECT CAST(%3$s AS BLOB) %4$s), start, %1$d) AS piece
                  FROM pieces
                """.formatted(COPIED_AT_ONCE_BYTES, size, value.column(), ofTheRow);
        return read(store, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int count = value.arguments().length;
                for (int i = 0; i < 2 * count; i++) {
                    statement.setObject(i + 1, value.arguments()[i % count]);
                }
                file.seek(0); // it may be another try
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        byte[] piece = row.getBytes("piece");
                        if (piece == null || row.getLong("size") != size) {
                            return false;
                        }
                        file.write(piece);
                    }
                }
                return file.getFilePointer() == size;
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        });
    }

    /** By bytes, for characters would be counted from the beginning each time. */
    private byte @Nullable [] piece(
            Store store, StoredValue value, StoredPayload.Measure measure, long from, int bytes) {
        Object[] arguments = new Object[value.arguments().length + 2];
        arguments[0] = from + 1;
        arguments[1] = bytes;
        System.arraycopy(value.arguments(), 0, arguments, 2, value.arguments().length);
        return list(
                        store,
                        "SELECT octet_length(%1$s) AS size, substr(CAST(%1$s AS BLOB), ?, ?) AS piece FROM %2$s WHERE %3$s LIMIT 1"
                                .formatted(value.column(), value.table(), value.where()),
                        row -> Objects.equals(longOrNull(row, "size"), measure.size())
                                ? row.getBytes("piece")
                                : new byte[0],
                        arguments)
                .stream()
                .findFirst()
                .orElse(null);
    }

    private <T> T read(Store store, Query<T> query) {
        long began = System.nanoTime();
        try {
            return tryToRead(store, query);
        } catch (StoreUnavailableException unavailable) {
            meters.failed(unavailable);
            throw unavailable;
        } finally {
            meters.read(System.nanoTime() - began);
        }
    }

    private <T> T tryToRead(Store store, Query<T> query) {
        int tries = 0;
        while (true) {
            try (OpenStore.Lease lease =
                            registry.open(store).map(OpenStore::lease).orElse(null);
                    Connection connection = lease == null ? null : lease.pool().getConnection()) {
                if (connection == null) {
                    throw new StoreUnavailableException(store, registry.whyUnread(store), null);
                }
                return deadline.within(connection, () -> query.run(connection));
            } catch (SQLException failure) {
                tries++;
                if (!SqliteFiles.isBusy(failure) || tries == BUSY_TRIES) {
                    throw new StoreUnavailableException(
                            store,
                            SqliteFiles.reason(failure, store.sqliteFile().file()),
                            failure);
                }
            }
        }
    }

    /** The expression that rises with every row that is inserted into a table of the engine. */
    public String insertOrder() {
        return "rowid";
    }

    /**
     * The expression for a member of a column that holds a JSON object: text, a number, or nested JSON as text. Null where
     * the column holds something else, or more than is looked into.
     */
    public String jsonText(String column, String member) {
        return "CASE WHEN octet_length(%1$s) <= %2$d AND json_valid(%1$s) THEN json_extract(%1$s, '$.%3$s') END"
                .formatted(column, MAX_LOOKED_INTO_BYTES, member);
    }

    /** As {@link #jsonText}, of a member whose first characters are enough. */
    public String jsonWords(String column, String member, int chars) {
        return "substr(%s, 1, %d)".formatted(jsonText(column, member), chars);
    }

    /**
     * As {@link #jsonText}, of a member as JSON, whatever it is; a text that says nothing in the place of one with more
     * bytes, so that it is not taken for one that is missing.
     */
    public String jsonPart(String column, String member, int bytes) {
        return """
                CASE WHEN octet_length(%1$s) <= %2$d AND json_valid(%1$s) THEN
                  CASE WHEN octet_length(%1$s -> '$.%3$s') > %4$d THEN '"…"' ELSE %1$s -> '$.%3$s' END
                END""".formatted(column, MAX_LOOKED_INTO_BYTES, member, bytes);
    }

    /** The expression for the first characters of a column's text; null for one that is longer than is looked into. */
    public String beginning(String column, int chars) {
        return "CASE WHEN octet_length(%1$s) <= %2$d THEN substr(%1$s, 1, %3$d) END"
                .formatted(column, MAX_LOOKED_INTO_BYTES, chars);
    }

    /** The expression for a word of the engine, such as a state: a text, whatever the column holds, and never null. */
    public static String word(String column) {
        return text(column, WORD_CHARS);
    }

    /** As {@link #word}, of at most so many characters. */
    public static String text(String column, int chars) {
        return "substr(CAST(coalesce(%s, '') AS TEXT), 1, %d)".formatted(column, chars);
    }

    /**
     * The expression for an id that is only shown. One that is longer than any is read is shown by its beginning and its
     * size; that names no row.
     */
    public String shownId(String column) {
        return "CASE WHEN %2$s THEN %1$s ELSE substr(%1$s, 1, %3$d) || '… (' || octet_length(%1$s) || ' bytes)' END"
                .formatted(column, hasUsualId(column), SHOWN_OF_A_LONG_ID);
    }

    /** The condition that rows are asked for by whose ids lead on to others, to an address, or to the next page. */
    public static String hasUsualId(String column) {
        return "octet_length(%s) BETWEEN 1 AND %d".formatted(column, MAX_ID_BYTES);
    }

    /** The expression for a column's value when it has at most so many bytes, and null when it has more. */
    public String upTo(String column, int bytes) {
        return "CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s END".formatted(column, bytes);
    }

    /**
     * The expression for an error in the engine's JSON. A long one, such as one with the whole body of a request, is
     * reduced to the members that are shown.
     */
    public String errorJson(String column) {
        return """
                CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s
                     WHEN octet_length(%1$s) > %3$d
                     THEN json_object('message', 'An error of ' || octet_length(%1$s) || ' bytes: too long to be looked into.')
                     WHEN json_valid(%1$s) AND json_type(%1$s) = 'object'
                     THEN json_object('name', substr(json_extract(%1$s, '$.name'), 1, 200),
                                      'code', substr(json_extract(%1$s, '$.code'), 1, 200),
                                      'message', substr(coalesce(json_extract(%1$s, '$.message'),
                                                                 json_extract(%1$s, '$.summary')), 1, 4001),
                                      'details', json_object('key', substr(json_extract(%1$s, '$.details.key'), 1, 400)))
                     ELSE substr(%1$s, 1, 4001) END""".formatted(column, MAX_ERROR_BYTES, MAX_LOOKED_INTO_BYTES);
    }

    /**
     * The expression for the kind of task that an attempt's {@code meta_json} tells. Engines before 0.16 did not name it:
     * there an attempt with a prompt is an agent's, and one with a payload is static. What is too long to be looked into
     * is a conversation.
     */
    public String taskKind() {
        return """
                CASE WHEN octet_length(meta_json) > %d THEN 'agent'
                     ELSE coalesce(%s, CASE WHEN %s IS NOT NULL THEN 'agent' WHEN %s IS NOT NULL THEN 'static' END) END""".formatted(
                        MAX_LOOKED_INTO_BYTES,
                        jsonText("meta_json", "kind"),
                        jsonText("meta_json", "prompt"),
                        jsonText("meta_json", "staticPayload"));
    }

    /** The column's value, or null where SQL has null. */
    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }
}
