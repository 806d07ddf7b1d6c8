package chad.ide.history;

import chad.ide.request.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place among the attempts of a run in the order of their start; attempts of the same millisecond are told apart by
 * their key.
 *
 * @param key {@code node::iteration::attempt}
 */
record StartOrder(long startedAtMs, String key) {

    /** What a statement orders by; bound with {@link #startedAtMs} and {@link #key} it says what is behind a place. */
    static final String SQL = "started_at_ms, node_id || '::' || iteration || '::' || attempt";

    private static final StartOrder BEGINNING = new StartOrder(Long.MIN_VALUE, "");

    static StartOrder of(long startedAtMs, String nodeId, int iteration, int attempt) {
        return new StartOrder(startedAtMs, nodeId + "::" + iteration + "::" + attempt);
    }

    /** Where the page before ended; the beginning without a cursor. */
    static StartOrder parse(String list, @Nullable String cursor) {
        if (cursor == null) {
            return BEGINNING;
        }
        List<String> last = Cursor.parse(list, cursor, 2);
        return new StartOrder(Cursor.number(cursor, last.get(0)), last.get(1));
    }

    String cursor(String list) {
        return Cursor.of(list, startedAtMs, key);
    }
}
