package chad.ide.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements of one piece of work on one connection. Arguments are bound in order: texts, whole numbers or null. */
public final class Transaction {

    private final Connection connection;
    private final StatementDeadline deadline;

    Transaction(Connection connection, StatementDeadline deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    /** All rows of the query, which has a limit of its own where there may be many. */
    public <T> List<T> list(String sql, LedgerRow<T> mapper, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return deadline.within(statement, () -> {
                List<T> rows = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows.add(mapper.map(row));
                    }
                }
                return rows;
            });
        }
    }

    public <T> Optional<T> first(String sql, LedgerRow<T> mapper, @Nullable Object... arguments) throws SQLException {
        return list(sql, mapper, arguments).stream().findFirst();
    }

    /** @return how many rows it changed */
    public int change(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return deadline.within(statement, statement::executeUpdate);
        }
    }

    /**
     * The same change for each of the arguments, prepared once.
     *
     * @return how many rows each changed
     */
    public int[] changeEach(String sql, List<@Nullable Object[]> arguments) throws SQLException {
        int[] changed = new int[arguments.size()];
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < changed.length; i++) {
                bind(statement, arguments.get(i));
                changed[i] = deadline.within(statement, statement::executeUpdate);
            }
        }
        return changed;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }
}
