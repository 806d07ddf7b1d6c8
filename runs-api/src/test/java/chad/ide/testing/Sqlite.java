package chad.ide.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** The first value of the first row. */
    public static String first(Path file, String sql) {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
