package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a store's events lie, for who follows them chunk by chunk in the order in which they were inserted. */
public abstract class EventPositions {

    private final StoreReader reader;

    protected EventPositions(StoreReader reader) {
        this.reader = reader;
    }

    public final boolean hasEvents(Store store) {
        return reader.shape(store).has("_smithers_events");
    }

    /** The position of the event so many events behind that position, or of the last one; empty when none is behind it. */
    public final OptionalLong further(Store store, long position, int events) {
        return reader.first(
                        store, """
                        SELECT coalesce(max(position), 0) AS position
                          FROM (SELECT %1$s AS position FROM _smithers_events WHERE %1$s > ? ORDER BY 1 LIMIT ?)
                        """.formatted(reader.insertOrder()), row -> row.getLong("position"), position, events)
                .filter(found -> found > 0)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Behind which position to go on after that mark: where events were taken away, positions are given out again. */
    public final long after(Store store, EventMark mark) {
        boolean isThere = Objects.equals(mark.eventId(), eventId(store, mark.position()));
        return isThere ? mark.position() : EventMark.BEGINNING.position();
    }

    public final EventMark mark(Store store, long position) {
        return new EventMark(position, eventId(store, position));
    }

    /** What tells the event at that position from another one that takes its place; null when there is none. */
    private @Nullable String eventId(Store store, long position) {
        return reader.first(
                        store,
                        "SELECT %s || '/' || e.seq || '/' || e.timestamp_ms AS id FROM _smithers_events e WHERE e.%s = ?"
                                .formatted(reader.shownId("e.run_id"), reader.insertOrder()),
                        row -> Stream.ofNullable(row.getString("id")).toList(),
                        position)
                .flatMap(found -> found.stream().findFirst())
                .orElse(null);
    }
}
