package chad.ide.traces;

import chad.ide.ledger.Ledger;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Up to which event of each store ends of runs were told, in the service's database: nothing is told a second time. */
@Singleton
class TraceMarks {

    /** A store has a name; what stands under none is when runs were first traced. */
    private static final String BEGUN = "";

    private final Ledger ledger;
    private final Clock clock;

    TraceMarks(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    record Mark(long position, @Nullable String eventId) {

        static final Mark BEGINNING = new Mark(0, null);
    }

    Mark mark(String store) {
        return ledger.first(
                        "SELECT position, event_id FROM run_trace_read WHERE store = ?",
                        row -> new Mark(row.getLong("position"), row.getString("event_id")),
                        store)
                .orElse(Mark.BEGINNING);
    }

    void keep(String store, Mark mark) {
        ledger.change("""
                INSERT INTO run_trace_read (store, position, event_id) VALUES (?, ?, ?)
                    ON CONFLICT (store) DO UPDATE SET position = excluded.position, event_id = excluded.event_id
                """, store, mark.position(), mark.eventId());
    }

    /** When runs were traced for the first time: what ended before is history that nobody asked for. */
    long begunAtMs() {
        ledger.change("""
                INSERT INTO run_trace_read (store, position, event_id) VALUES (?, ?, NULL)
                    ON CONFLICT (store) DO NOTHING
                """, BEGUN, clock.millis());
        return mark(BEGUN).position();
    }
}
