package chad.ide.store;

import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    private final StoreRegistry registry;
    private final StoreMeters meters;

    StoreReader(StoreRegistry registry, StoreMeters meters) {
        this.registry = registry;
        this.meters = meters;
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
                return query.run(connection);
            } catch (SQLException failure) {
                tries++;
                if (!SqliteFiles.isBusy(failure) || tries == BUSY_TRIES) {
                    throw new StoreUnavailableException(store, SqliteFiles.reason(failure, file(store)), failure);
                }
            }
        }
    }

    private static Path file(Store store) {
        return switch (store.location()) {
            case StoreLocation.SqliteFile sqlite -> sqlite.file();
        };
    }

    /** The expression that rises with every row that is inserted into a table of the engine. */
    public String insertOrder() {
        return "rowid";
    }

    /** The expression for a member of a column that holds a JSON object: text, a number, or nested JSON as text. */
    public String jsonText(String column, String member) {
        return "json_extract(%s, '$.%s')".formatted(column, member);
    }

    /**
     * The expression for the kind of task that an attempt's {@code meta_json} tells. Engines before 0.16 did not name it:
     * there an attempt with a prompt is an agent's, and one with a payload is static.
     */
    public String taskKind() {
        return "coalesce(%s, CASE WHEN %s IS NOT NULL THEN 'agent' WHEN %s IS NOT NULL THEN 'static' END)"
                .formatted(
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
