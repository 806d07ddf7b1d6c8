package chad.ide.store;

import org.jspecify.annotations.Nullable;

/**
 * Where one value stands.
 *
 * @param table as it is written in SQL
 * @param column as it is written in SQL, or an expression
 * @param where the condition of its row, with the arguments bound in order
 */
public record StoredValue(
        String table, String column, String where, @Nullable Object... arguments) {}
