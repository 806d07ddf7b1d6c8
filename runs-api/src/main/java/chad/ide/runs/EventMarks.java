package chad.ide.runs;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.Transaction;
import java.sql.SQLException;

/** The marks that one follower has set, by the name of the store, in its table of the service's own database. */
public final class EventMarks {

    private final String table;

    /** @param table with the columns {@code store}, {@code position} and {@code event_id} */
    public EventMarks(String table) {
        this.table = table;
    }

    public EventMark of(Ledger ledger, String store) {
        return ledger.first(
                        "SELECT position, event_id FROM %s WHERE store = ?".formatted(table),
                        row -> new EventMark(row.getLong("position"), row.getString("event_id")),
                        store)
                .orElse(EventMark.BEGINNING);
    }

    /** Within the transaction that keeps what was read. */
    public int keep(Transaction transaction, String store, EventMark mark) throws SQLException {
        return transaction.change("""
                INSERT INTO %s (store, position, event_id) VALUES (?, ?, ?)
                    ON CONFLICT (store) DO UPDATE SET position = excluded.position, event_id = excluded.event_id
                """.formatted(table), store, mark.position(), mark.eventId());
    }
}
