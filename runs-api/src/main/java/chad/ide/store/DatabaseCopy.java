package chad.ide.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * Copies of SQLite files that other processes are writing.
 *
 * <p>By SQLite's backup API, all pages in one step. Measured with a process that commits every 2 ms to 400 MB: the step
 * takes 1 to 2 s and the writer's slowest commit is no slower than without it; its log grows by what is written in that
 * time. In smaller steps, which is what {@code backup to} does, every commit makes the copy begin again, and it ends only
 * when the writer does. {@code VACUUM INTO} is as fast but gives rows other rowids, by which we tell their order.
 *
 * <p>A file that may be a live store is never opened by other means than SQLite: POSIX drops a process's locks on a file
 * when any of its descriptors is closed.
 */
public final class DatabaseCopy {

    private static final int BUSY_TIMEOUT_MS = 250;
    private static final int ALL_PAGES = -1;
    private static final int BUSY_PAUSE_MS = 100;
    private static final int BUSY_TRIES = 50;

    /** What came of an attempt. */
    public sealed interface Outcome {

        /**
         * It is whole.
         *
         * @param runs null when it is no store of the engine
         * @param schemaVersion the newest migration of the engine; null when it kept none
         */
        record Whole(@Nullable Long runs, @Nullable String schemaVersion) implements Outcome {}

        /** The file is no database: its bytes may be copied as those of any file. */
        record NoDatabase() implements Outcome {}

        /** In words for the operator. */
        record Unreadable(String reason) implements Outcome {}
    }

    private DatabaseCopy() {}

    /**
     * Copies what is committed now, log included, into a new file, and checks the copy.
     *
     * @throws IOException when the copy can't be written; what is wrong with the source is an outcome
     */
    public static Outcome copy(Path from, Path to) throws IOException {
        try (Connection source = open(from, "mode=ro")) {
            int code = source.unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup("main", to.toAbsolutePath().toString(), null, BUSY_PAUSE_MS, BUSY_TRIES, ALL_PAGES);
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLException("SQLite stopped with code " + code, null, code);
            }
        } catch (SQLException failure) {
            Files.deleteIfExists(to);
            return outcome(failure, to);
        }
        Outcome copied = check(to);
        if (!(copied instanceof Outcome.Whole)) {
            Files.deleteIfExists(to);
        }
        return copied;
    }

    private static Outcome outcome(SQLException failure, Path to) throws IOException {
        return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff)) {
            case SQLITE_FULL, SQLITE_IOERR ->
                throw new IOException("%s can't be written.".formatted(to.getFileName()), failure);
            case SQLITE_NOTADB -> new Outcome.NoDatabase();
            default -> new Outcome.Unreadable(SqliteFiles.reason(failure));
        };
    }

    /** Reads every page of a file that nobody writes. Leaves nothing beside it. */
    public static Outcome check(Path copy) {
        try (Connection connection = open(copy, "mode=ro&immutable=1");
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
                String verdict = row.getString(1);
                if (!verdict.equals("ok")) {
                    return new Outcome.Unreadable("It is damaged: " + verdict);
                }
            }
            return new Outcome.Whole(
                    has(statement, "_smithers_runs") ? count(statement) : null,
                    has(statement, "_smithers_schema_migrations") ? version(statement) : null);
        } catch (SQLException failure) {
            return failure.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code
                    ? new Outcome.NoDatabase()
                    : new Outcome.Unreadable(SqliteFiles.reason(failure));
        }
    }

    /** Whether a store that nobody writes holds that run; false too when it can't be read. Leaves nothing beside it. */
    public static boolean holdsRun(Path copy, String runId) {
        try (Connection connection = open(copy, "mode=ro&immutable=1");
                PreparedStatement statement =
                        connection.prepareStatement("SELECT 1 FROM _smithers_runs WHERE run_id = ?")) {
            statement.setString(1, runId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException noStore) {
            return false;
        }
    }

    private static boolean has(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = '%s'"
                        .formatted(table))) {
            return row.getInt(1) > 0;
        }
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM _smithers_runs")) {
            return row.getLong(1);
        }
    }

    private static @Nullable String version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT max(id) FROM _smithers_schema_migrations")) {
            return row.getString(1);
        }
    }

    /**
     * Whether a process, this one included, has the file open as a database. When none has, its log is folded into it,
     * and the file alone is the database.
     */
    public static boolean isInUse(Path file) {
        try (Connection connection = open(file, "mode=rw");
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("COMMIT");
            return false;
        } catch (SQLException failure) {
            return SqliteFiles.isBusy(failure);
        }
    }

    static Connection open(Path file, String parameters) throws SQLException {
        return JDBC.createConnection(
                "jdbc:sqlite:file:%s?%s&busy_timeout=%d"
                        .formatted(file.toUri().getRawPath(), parameters, BUSY_TIMEOUT_MS),
                new Properties());
    }
}
