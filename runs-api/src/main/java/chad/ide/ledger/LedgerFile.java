package chad.ide.ledger;

import chad.ide.files.PrivateFiles;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/** The database as an SQLite file: how it is made, opened, and put aside when it is damaged. */
final class LedgerFile {

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final String DAMAGED = ".damaged-";
    private static final int SMALLEST_PAGE = 512;

    /** The code by which SQLite says so. */
    static final int DAMAGE = SQLiteErrorCode.SQLITE_CORRUPT.code;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** SQLite's own files beside it, which go where it goes. */
    private static final List<String> BESIDE = List.of("-wal", "-shm");

    private final Path file;

    LedgerFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    Path path() {
        return file;
    }

    /** Lazy: nothing is opened before the first use. */
    AgroalDataSource pool() {
        return new DataSource(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(false)
                .connectionPoolConfiguration(pool -> pool.initialSize(0)
                        .minSize(0)
                        .maxSize(4)
                        .acquisitionTimeout(Duration.ofSeconds(2))
                        .reapTimeout(Duration.ofMinutes(1))
                        // So that a file that somebody replaced is not written to for ever, unseen.
                        .maxLifetime(Duration.ofMinutes(5))
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(JDBC.class)
                                .jdbcUrl("jdbc:sqlite:file:%s?mode=rw"
                                        .formatted(file.toUri().getRawPath()))
                                .jdbcProperty("journal_mode", "WAL")
                                // In WAL mode NORMAL would lose the last commits with the machine's power.
                                .jdbcProperty("synchronous", "FULL")
                                // One that begins by reading could not go on to write while another one has.
                                .jdbcProperty("transaction_mode", "IMMEDIATE")
                                .jdbcProperty("busy_timeout", "250")
                                .jdbcProperty("foreign_keys", "true")))
                .get());
    }

    /**
     * For this user alone; SQLite gives its own files beside it the same mode.
     *
     * @return whether there was none
     */
    boolean makeIfMissing() throws IOException {
        PrivateFiles.makeFolder(Objects.requireNonNull(file.getParent()));
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            return true;
        }
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ALONE)) {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
        }
        return false;
    }

    /** Whether there is something, and less than any database has: SQLite would take that for an empty one, and begin. */
    boolean isCutShort() throws IOException {
        long size = Files.size(file);
        return size > 0 && size < SMALLEST_PAGE;
    }

    /** Whether SQLite finds damage in it, by reading all of it. */
    static boolean isDamaged(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet verdict = statement.executeQuery("PRAGMA quick_check(1)")) {
            return !verdict.getString(1).equals("ok");
        } catch (SQLException failure) {
            if (isDamage(failure)) {
                return true;
            }
            throw failure;
        }
    }

    /** @return where it is now */
    Path putAside(Instant now) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED + STAMP.format(now));
        for (String ending : BESIDE) {
            Path beside = file.resolveSibling(file.getFileName() + ending);
            if (Files.exists(beside)) {
                Files.move(beside, aside.resolveSibling(aside.getFileName() + ending), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        return aside;
    }

    /** Those that were put aside and are still there, oldest first. */
    List<Path> damagedBefore() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                Objects.requireNonNull(file.getParent()), file.getFileName() + DAMAGED + "????????T??????Z")) {
            entries.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    static Instant putAsideAt(Path damaged) {
        String name = damaged.getFileName().toString();
        return STAMP.parse(name.substring(name.lastIndexOf(DAMAGED) + DAMAGED.length()), Instant::from);
    }

    static boolean isDamage(SQLException failure) {
        return switch (code(failure)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        };
    }

    /** Whether somebody else has the lock: the one failure that passes by itself within moments. */
    static boolean isBusy(SQLException failure) {
        return switch (code(failure)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> true;
            default -> false;
        };
    }

    /** Whether the statement is wrong, and not the disk. */
    static boolean isOurBug(SQLException failure) {
        return switch (code(failure)) {
            case SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> true;
            default -> false;
        };
    }

    private static SQLiteErrorCode code(SQLException failure) {
        return SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff);
    }

    /** What the database said when it can't be used, innermost first; null when something else went wrong. */
    static @Nullable SQLException cause(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException said && said.getErrorCode() != 0) {
                return said;
            }
        }
        return null;
    }

    /** In words for the operator, with what to do. */
    static String reason(SQLException failure) {
        return switch (code(failure)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "Another process has locked it. End the process that has it open, for example a sqlite3 shell.";
            case SQLITE_FULL -> "The disk is full. Free some space.";
            case SQLITE_IOERR ->
                "The disk can't be read or written (%s). Check the system log.".formatted(failure.getMessage());
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY ->
                "It can't be opened for writing. Check the owner and mode of the file and its folder.";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "It is damaged.";
            case SQLITE_INTERRUPT -> "A statement took too long and was cancelled. Check the disk.";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
