package chad.ide.traces;

import chad.ide.ledger.Ledger;
import chad.ide.runs.EventMark;
import chad.ide.runs.EventMarks;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Up to which event of each store ends of runs were told, in the service's database: nothing is told a second time. */
@Singleton
class TraceMarks {

    /** A store has a name; what stands under none is when runs were first traced. */
    private static final String BEGUN = "";

    private static final EventMarks MARKS = new EventMarks("run_trace_read");

    private final Ledger ledger;
    private final Clock clock;

    TraceMarks(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    EventMark mark(String store) {
        return MARKS.of(ledger, store);
    }

    void keep(String store, EventMark mark) {
        ledger.inTransaction(transaction -> MARKS.keep(transaction, store, mark));
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
