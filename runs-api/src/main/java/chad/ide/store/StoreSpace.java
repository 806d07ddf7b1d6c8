package chad.ide.store;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * How a store's file is filled.
 *
 * @param freeBytes of pages inside the file that nothing uses: they are filled again, and given back by no verb of the
 *     engine
 * @param tables with their indexes, largest first; null when that could not be told
 * @param problem why not
 */
public record StoreSpace(
        long fileBytes,
        long logBytes,
        long freeBytes,
        @Nullable List<TableSpace> tables,
        @Nullable String problem) {

    private static final int MAX_TABLES = 40;

    /** What a table takes. */
    public record TableSpace(String table, long bytes) {}

    public StoreSpace {
        tables = tables == null ? null : List.copyOf(tables);
    }

    /**
     * Looks at every page of the file, for as long as it may. A writer does not wait for that, but its log can't begin
     * anew meanwhile.
     *
     * @throws StoreUnavailableException when not even the file's head can be read
     */
    public static StoreSpace measure(Store store, Duration limit) {
        Path file = store.sqliteFile().file();
        try (Connection connection = DatabaseCopy.open(file, "mode=ro");
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only=1");
            long page = number(statement, "PRAGMA page_size");
            long pages = number(statement, "PRAGMA page_count");
            long free = number(statement, "PRAGMA freelist_count");
            long log = size(file.resolveSibling(file.getFileName() + "-wal"));
            try {
                return new StoreSpace(page * pages, log, page * free, tables(statement, limit), null);
            } catch (SQLException failure) {
                boolean isLate = failure.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
                String why = isLate
                        ? "It is too large for its pages to be counted within %d s (runs.backup.size-limit)."
                                .formatted(limit.toSeconds())
                        : SqliteFiles.reason(failure);
                return new StoreSpace(page * pages, log, page * free, null, why);
            }
        } catch (SQLException failure) {
            throw new StoreUnavailableException(store, SqliteFiles.reason(failure), failure);
        }
    }

    private static long number(Statement statement, String pragma) throws SQLException {
        try (ResultSet row = statement.executeQuery(pragma)) {
            return row.getLong(1);
        }
    }

    private static List<TableSpace> tables(Statement statement, Duration limit) throws SQLException {
        ScheduledExecutorService alarm = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("store-space").factory());
        alarm.schedule(() -> cancel(statement), limit.toMillis(), TimeUnit.MILLISECONDS);
        try (ResultSet row = statement.executeQuery("""
                SELECT coalesce(m.tbl_name, s.name) AS table_name, sum(s.pgsize) AS bytes
                  FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name
                 GROUP BY 1
                 ORDER BY 2 DESC
                 LIMIT %d
                """.formatted(MAX_TABLES))) {
            List<TableSpace> tables = new ArrayList<>();
            while (row.next()) {
                tables.add(new TableSpace(row.getString("table_name"), row.getLong("bytes")));
            }
            return tables;
        } finally {
            alarm.shutdownNow();
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException closedMeanwhile) {
            Log.debug("The pages of a store were counted at the last moment.", closedMeanwhile);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException none) {
            return 0;
        }
    }
}
