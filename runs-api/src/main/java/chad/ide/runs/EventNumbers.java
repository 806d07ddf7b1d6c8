package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The numbers ({@code seq}) of a run's events. The engine gives them one by one, but a store is anybody's file: between two
 * of them may lie more numbers than can be counted. Whoever walks along them in windows jumps over a gap as soon as a
 * window was empty, or the walk would never end.
 */
@Singleton
public class EventNumbers {

    private final StoreReader reader;

    EventNumbers(StoreReader reader) {
        this.reader = reader;
    }

    public OptionalLong first(Store store, String runId) {
        return edge(store, "SELECT min(seq) AS edge FROM _smithers_events WHERE run_id = ?", runId);
    }

    public OptionalLong last(Store store, String runId) {
        return edge(store, "SELECT max(seq) AS edge FROM _smithers_events WHERE run_id = ?", runId);
    }

    /** The smallest number above that one. */
    public OptionalLong above(Store store, String runId, long seq) {
        return edge(store, "SELECT min(seq) AS edge FROM _smithers_events WHERE run_id = ? AND seq > ?", runId, seq);
    }

    /** The largest number up to that one. */
    public OptionalLong upTo(Store store, String runId, long seq) {
        return edge(store, "SELECT max(seq) AS edge FROM _smithers_events WHERE run_id = ? AND seq <= ?", runId, seq);
    }

    /** The end of a window of that size behind a number, and no further than the last; numbers may be as large as can be. */
    public static long windowEnd(long after, int size, long last) {
        long end = after + size;
        return end < after ? last : Math.min(end, last);
    }

    private OptionalLong edge(Store store, String sql, Object... arguments) {
        if (!reader.shape(store).has("_smithers_events")) {
            return OptionalLong.empty();
        }
        return reader
                .list(store, sql, row -> Optional.ofNullable(StoreReader.longOrNull(row, "edge")), arguments)
                .stream()
                .flatMap(Optional::stream)
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
