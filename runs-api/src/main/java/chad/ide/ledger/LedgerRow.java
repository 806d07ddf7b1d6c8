package chad.ide.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes a value of the row at which the result stands. */
public interface LedgerRow<T> {
    T map(ResultSet row) throws SQLException;
}
