package chad.ide.history;

import chad.ide.request.Cursor;
import chad.ide.request.Page;
import chad.ide.runs.StoredRun;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The events of a run, in pages, from either end. */
@Singleton
public class LogService {

    private static final String FORWARDS = "logs";
    private static final String BACKWARDS = "logs-newest";

    private final EventQueries events;

    LogService(EventQueries events) {
        this.events = events;
    }

    /**
     * A page of those behind the position, oldest first.
     *
     * @param after a {@code seq}; -1 for the beginning
     */
    public Page<RunEvent> oldest(StoredRun run, EventFilter filter, long after, @Nullable String cursor, int limit) {
        long from = cursor == null ? after : position(FORWARDS, cursor);
        EventQueries.Part part = events.after(run, filter, from, limit);
        return new Page<>(part.events(), part.end() ? null : Cursor.of(FORWARDS, part.lookedTo()));
    }

    public Page<RunEvent> newest(StoredRun run, EventFilter filter, @Nullable String cursor, int limit) {
        long before = cursor == null ? Long.MAX_VALUE : position(BACKWARDS, cursor);
        EventQueries.Part part = events.before(run, filter, before, limit);
        return new Page<>(part.events(), part.end() ? null : Cursor.of(BACKWARDS, part.lookedTo()));
    }

    private static long position(String list, String cursor) {
        return Cursor.number(cursor, Cursor.parse(list, cursor, 1).getFirst());
    }
}
