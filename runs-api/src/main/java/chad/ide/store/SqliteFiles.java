package chad.ide.store;

import chad.ide.store.StoreLocation.SqliteFile;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;
import jakarta.inject.Singleton;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * How an SQLite file of the engine is opened and examined.
 *
 * <p>Always {@code mode=ro} and {@code query_only}: in any other mode the last connection to close would fold the
 * write-ahead log into the database, which is the engine's business. Never {@code immutable=1}: that misses everything
 * that is still in the log.
 *
 * <p>A store may be anybody's work. Views, virtual tables and generated columns run what their author wrote when they are
 * read, so only ordinary tables and plain columns count as there; SQLite's own limits and switches bound the rest.
 */
@Singleton
class SqliteFiles {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;

    /** Endings of the files that SQLite opens beside a database by itself. */
    private static final List<String> SQLITES_OWN = List.of("-wal", "-shm", "-journal");

    /** How a file is opened. */
    enum Mode {
        /** As a file that a process may be writing. */
        LIVE("mode=ro"),
        /**
         * As a file that nobody writes: in write-ahead mode, without a log, in a folder where SQLite can't make the
         * log's index that any other mode needs. A writer would have its log beside it, and the stamp tells when one
         * appears.
         */
        RESTING("mode=ro&immutable=1");

        private final String parameters;

        Mode(String parameters) {
            this.parameters = parameters;
        }
    }

    private static final int HEADER_READ_VERSION = 19;
    private static final byte WRITE_AHEAD = 2;

    /** More than that no schema of a workflow has; SQLite's own limit is 2,000. */
    private static final int MAX_COLUMNS = 500;

    /** Their rows are told apart by the order of insertion, which tables made otherwise do not have. */
    private static final Set<String> ORDERED = Set.of("_smithers_runs", "_smithers_events");

    private final StoreConfig config;
    private final ReadDeadline deadline;

    SqliteFiles(StoreConfig config, ReadDeadline deadline) {
        this.config = config;
        this.deadline = deadline;
    }

    /** A pool that opens nothing before the first query. */
    AgroalDataSource pool(SqliteFile location, Mode mode) {
        String url = "jdbc:sqlite:file:" + location.file().toUri().getRawPath() + "?" + mode.parameters;
        // Not AgroalDataSource.from: it looks for the class of the pool by name, which a native executable does not
        // know.
        DataSource source = new DataSource(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(0)
                        .minSize(0)
                        .maxSize(config.connections())
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .reapTimeout(Duration.ofMinutes(1))
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(JDBC.class)
                                .jdbcUrl(url)
                                .initialSql("PRAGMA query_only=1")
                                .jdbcProperty(
                                        "busy_timeout",
                                        Long.toString(config.busyTimeout().toMillis()))
                                .jdbcProperty("cache_size", Integer.toString(-config.cacheKib()))
                                .jdbcProperty("mmap_size", "0") // a file that is cut short would end the process
                                .jdbcProperty(
                                        "limit_length",
                                        Long.toString(config.maxValue().asLongValue()))
                                .jdbcProperty("limit_sql_length", "1000000")
                                .jdbcProperty("limit_expr_depth", "1000")
                                .jdbcProperty("limit_compound_select", "50")
                                .jdbcProperty("limit_attached", "0")
                                .jdbcProperty("limit_trigger_depth", "1")
                                .jdbcProperty("limit_worker_threads", "0")))
                .get());
        source.setPoolInterceptors(List.of(new Distrust()));
        return source;
    }

    /** What the driver has no property for. */
    private static final class Distrust implements AgroalPoolInterceptor {

        @Override
        public void onConnectionCreate(Connection connection) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA trusted_schema=OFF");
                statement.execute("PRAGMA cell_size_check=ON");
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** How a file that {@link #examine} has found nothing against is to be opened now. */
    Mode mode(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null
                || Files.isWritable(folder)
                || Files.exists(SqliteFile.beside(file, "-wal"))
                || Files.exists(SqliteFile.beside(file, "-shm"))) {
            return Mode.LIVE;
        }
        byte[] header = new byte[HEADER_BYTES];
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.readNBytes(header, 0, HEADER_BYTES);
        }
        return header[HEADER_READ_VERSION] == WRITE_AHEAD ? Mode.RESTING : Mode.LIVE;
    }

    /** What can be told of a file without SQLite; empty when it looks like a database that is all there. */
    Optional<StoreState> examine(Path file) {
        try {
            long size = Files.size(file);
            if (!Files.isRegularFile(file)) {
                return Optional.of(new StoreState.Skipped("It is not a regular file."));
            }
            if (size == 0) {
                return Optional.of(new StoreState.Skipped("The file is empty: no engine has written to it yet."));
            }
            byte[] header = new byte[HEADER_BYTES];
            try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                if (in.readNBytes(header, 0, HEADER_BYTES) < HEADER_BYTES || !startsWithMagic(header)) {
                    return Optional.of(new StoreState.Skipped("It is not a SQLite database."));
                }
            }
            return cutShort(file, size, header);
        } catch (IOException unreadable) {
            return Optional.of(new StoreState.Unreadable("The file can't be read: " + why(unreadable)));
        }
    }

    /**
     * What stands in the place of a file that SQLite opens by itself: it would wait for ever for the other end of a pipe,
     * and take the log of another database for this one's where a link leads.
     */
    static Optional<StoreState> oddBeside(Path file) {
        return SQLITES_OWN.stream()
                .filter(ending -> isNoFile(SqliteFile.beside(file, ending)))
                .findFirst()
                .map(ending -> new StoreState.Unreadable(
                        ("`%s` is a link, a pipe or a folder where SQLite keeps a file of its own. Move it aside; if"
                                        + " it is a link, replace it with the file it points to.")
                                .formatted(SqliteFile.beside(file, ending).getFileName())));
    }

    private static boolean isNoFile(Path beside) {
        return Files.exists(beside, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean startsWithMagic(byte[] header) {
        return Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * A copy that is still under way: the header counts more pages than the file has. With a log beside it the header
     * may run ahead of the file for a moment, and SQLite is asked instead.
     */
    private static Optional<StoreState> cutShort(Path file, long size, byte[] header) throws IOException {
        Path wal = SqliteFile.beside(file, "-wal");
        boolean countIsValid = intAt(header, 24) == intAt(header, 92);
        if (!countIsValid || (Files.exists(wal) && Files.size(wal) > 0)) {
            return Optional.empty();
        }
        int pageSizeField = ((header[16] & 0xff) << 8) | (header[17] & 0xff);
        long pageSize = pageSizeField == 1 ? 65_536 : pageSizeField;
        long expected = pageSize * Integer.toUnsignedLong(intAt(header, 28));
        if (size >= expected) {
            return Optional.empty();
        }
        return Optional.of(new StoreState.Unreadable(
                "Only %d of its %d bytes exist: a copy that is in progress or was interrupted."
                        .formatted(size, expected)));
    }

    private static int intAt(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xff) << 24)
                | ((bytes[offset + 1] & 0xff) << 16)
                | ((bytes[offset + 2] & 0xff) << 8)
                | (bytes[offset + 3] & 0xff);
    }

    /** The number that SQLite raises with every change of the schema. */
    int schemaVersion(Connection connection) throws SQLException {
        return deadline.within(connection, () -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA schema_version")) {
                return row.getInt(1);
            }
        });
    }

    /** @throws RefusedSchemaException when the tables of the engine are not what the engine makes */
    SchemaShape shape(Connection connection) throws SQLException {
        return deadline.within(connection, () -> {
            requireUsualSize(connection);
            Map<String, String> refused = new TreeMap<>();
            Map<String, List<String>> columns = columns(connection, refused);
            refuseOthers(connection, refused);
            Optional<String> ofTheEngine =
                    refused.keySet().stream().filter(SqliteFiles::isRead).findFirst();
            if (ofTheEngine.isPresent()) {
                throw new RefusedSchemaException(ofTheEngine.get() + " " + refused.get(ofTheEngine.get()));
            }
            return new SchemaShape(version(connection, columns), columns, refused);
        });
    }

    private void requireUsualSize(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
            if (row.getInt(1) > config.maxSchema()) {
                throw new RefusedSchemaException(
                        ("It has %d tables and indexes; stores of the engine have some hundreds, and at most %d are"
                                        + " read (runs.stores.max-schema).")
                                .formatted(row.getInt(1), config.maxSchema()));
            }
        }
    }

    /** Of the ordinary tables. Others have no root page: nothing of them lies in the file. */
    private static Map<String, List<String>> columns(Connection connection, Map<String, String> refused)
            throws SQLException {
        Map<String, List<String>> columns = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT m.name AS table_name, c.name AS column_name, c.hidden
                          FROM sqlite_master m, pragma_table_xinfo(m.name) c
                         WHERE m.type = 'table' AND m.rootpage > 0
                         ORDER BY m.name, c.cid
                        """)) {
            while (row.next()) {
                String table = row.getString("table_name");
                if (row.getInt("hidden") != 0) {
                    refused.put(
                            table,
                            "has the generated column %s: only plain columns are read."
                                    .formatted(row.getString("column_name")));
                }
                columns.computeIfAbsent(table, first -> new ArrayList<>()).add(row.getString("column_name"));
            }
        }
        columns.forEach((table, names) -> {
            if (names.size() > MAX_COLUMNS) {
                refused.put(table, "has %d columns: at most %d are read.".formatted(names.size(), MAX_COLUMNS));
            }
        });
        for (String table : ORDERED) {
            if (columns.containsKey(table) && !hasRowid(connection, table, columns.get(table))) {
                refused.put(table, "has no rowid: the engine makes it with one.");
            }
        }
        columns.keySet().removeAll(refused.keySet());
        return columns;
    }

    private static boolean hasRowid(Connection connection, String table, List<String> columns) {
        if (columns.stream().anyMatch("rowid"::equalsIgnoreCase)) {
            return false; // a column of that name hides it
        }
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT rowid FROM %s LIMIT 0".formatted(table))) {
            return !none.next();
        } catch (SQLException noSuchColumn) {
            return false;
        }
    }

    private static void refuseOthers(Connection connection, Map<String, String> refused) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT name, type
                          FROM sqlite_master
                         WHERE type = 'view' OR (type = 'table' AND coalesce(rootpage, 0) = 0)
                         ORDER BY name
                        """)) {
            while (row.next()) {
                refused.put(
                        row.getString("name"),
                        row.getString("type").equals("view")
                                ? "is a view: only ordinary tables are read."
                                : "is a virtual table: only ordinary tables are read.");
            }
        }
    }

    /** SQLite does not tell names apart by their case. */
    private static boolean isRead(String table) {
        String name = table.toLowerCase(Locale.ROOT);
        return name.startsWith("_smithers_") || name.equals("input");
    }

    private static @Nullable String version(Connection connection, Map<String, List<String>> columns)
            throws SQLException {
        if (!columns.containsKey("_smithers_schema_migrations")) {
            return null;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT max(substr(id, 1, 200)) FROM _smithers_schema_migrations")) {
            return row.getString(1);
        }
    }

    /** Whether somebody else holds the lock: the one failure that passes by itself within moments. */
    static boolean isBusy(SQLException failure) {
        int primary = failure.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    static String why(Exception failure) {
        if (failure instanceof AccessDeniedException) {
            return "its permissions forbid it.";
        }
        String words = StoreScanner.why(failure);
        return words.contains("Too many open files") ? tooManyFiles() : words + ".";
    }

    private static String tooManyFiles() {
        return ("the process has too many files open (%s of %s). Raise its limit (`ulimit -n`,"
                        + " `LimitNOFILE`), or lower runs.stores.max-open.")
                .formatted(words(StorePools.used()), words(StorePools.limit()));
    }

    private static String words(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "?";
    }

    /** The failure in words for the operator, with what the file system tells of the file. */
    static String reason(SQLException failure, Path file) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff);
        if (code != SQLiteErrorCode.SQLITE_CANTOPEN && code != SQLiteErrorCode.SQLITE_READONLY) {
            return reason(failure);
        }
        if (Files.notExists(file)) {
            return "The file is gone.";
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.read();
        } catch (IOException unreadable) {
            return "It can't be opened: " + why(unreadable);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            return "It can't be opened: it has a write-ahead log, and its folder is not writable for the"
                    + " service, so that SQLite can't make the log's index (-shm) there.";
        }
        return reason(failure);
    }

    /** The failure in words for the operator. */
    static String reason(SQLException failure) {
        return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> "It is locked by another process that blocks readers.";
            case SQLITE_CORRUPT -> "It is damaged: " + failure.getMessage();
            case SQLITE_NOTADB -> "It is not a SQLite database, or an encrypted one.";
            case SQLITE_CANTOPEN -> "It can't be opened: the file is gone, or its permissions forbid it.";
            case SQLITE_READONLY ->
                "It can't be read: its folder must be writable for the service, so that SQLite can make its -shm file.";
            case SQLITE_INTERRUPT ->
                "Reading it took too long and was interrupted (runs.stores.read-limit): it is damaged, or"
                        + " its disk is slow.";
            case SQLITE_TOOBIG -> "It contains a value that is larger than the limit (runs.stores.max-value).";
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
