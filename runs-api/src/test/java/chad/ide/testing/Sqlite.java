package chad.ide.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteDataSource;

/** Databases as somebody else opens them. */
public final class Sqlite {

    private Sqlite() {}

    /** Not by the driver manager, which forgets its drivers when an application in the same JVM ends. */
    public static Connection open(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
