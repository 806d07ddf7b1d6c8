package chad.ide.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a store away from the engine, behind a copy of it: the one thing that we do to a store of the engine's, which has
 * no verb for that and makes a new one by itself.
 *
 * <p>The copy is made while others may read and write. The file goes only when nothing was written since the copy was
 * begun and no process has it open: SQLite lets go of the write-ahead log only for its last user, and holds the file
 * exclusively until it is unlinked, so an engine that opens it in that instant waits, and nobody's rows are lost.
 */
public final class StoreArchiver {

    /** What came of taking the original away. */
    public enum Removal {
        REMOVED,
        /** A process has it open. */
        IN_USE,
        /** The copy is not what is there now. */
        WRITTEN_MEANWHILE
    }

    private final Path file;
    private @Nullable StoreStamp copied;

    /** @param store whose runs are then looked at by the caller, before {@link #copyTo} */
    public StoreArchiver(Store store) {
        this.file = store.sqliteFile().file();
        this.copied = StoreStamp.of(file).orElse(null);
    }

    public String fileName() {
        return file.getFileName().toString();
    }

    public DatabaseCopy.Outcome copyTo(Path to) throws IOException {
        return DatabaseCopy.copy(file, to);
    }

    /** While nobody of this process reads it; see {@link StoreRegistry#whileUnread}. */
    public Removal remove() throws IOException {
        StoreStamp before = copied;
        StoreStamp now = StoreStamp.of(file).orElse(null);
        if (before == null || now == null || !isSame(before, now)) {
            return Removal.WRITTEN_MEANWHILE;
        }
        try (Connection connection = DatabaseCopy.open(file, "mode=rw");
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            if (!isWithoutLog(statement)) {
                return Removal.IN_USE;
            }
            statement.execute("BEGIN EXCLUSIVE");
            Files.delete(file);
            statement.execute("COMMIT");
            return Removal.REMOVED;
        } catch (SQLException failure) {
            if (SqliteFiles.isBusy(failure)) {
                return Removal.IN_USE;
            }
            throw new IOException(SqliteFiles.reason(failure), failure);
        }
    }

    private static boolean isWithoutLog(Statement statement) throws SQLException {
        try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode=DELETE")) {
            return mode.getString(1).equals("delete");
        }
    }

    /** A reader may make or leave an empty log. */
    private static boolean isSame(StoreStamp before, StoreStamp now) {
        return Objects.equals(before.fileKey(), now.fileKey())
                && before.size() == now.size()
                && before.modifiedNs() == now.modifiedNs()
                && before.walSize() == now.walSize()
                && (now.walSize() == 0 || before.walModifiedNs() == now.walModifiedNs());
    }
}
