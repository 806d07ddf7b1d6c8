package chad.ide.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes a value of the row that the cursor stands on. It must not move the cursor. */
@FunctionalInterface
public interface RowMapper<T> {

    T map(ResultSet row) throws SQLException;
}
