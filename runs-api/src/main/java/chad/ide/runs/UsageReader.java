package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Adds up the token figures of a run from its events, which are the only place that has them. */
@Singleton
class UsageReader {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    private final StoreReader reader;
    private final TokenReports parser;
    private final EventNumbers numbers;

    UsageReader(StoreReader reader, TokenReports parser, EventNumbers numbers) {
        this.reader = reader;
        this.parser = parser;
        this.numbers = numbers;
    }

    /** The newest event of the run; -1 without any. */
    long lastSeq(Store store, String runId) {
        return numbers.last(store, runId).orElse(-1);
    }

    /** Looks at the next events after those that are known, some thousands at a time, and no further than the last. */
    Usage further(Store store, String runId, Usage known, long lastSeq) {
        long upTo = EventNumbers.windowEnd(known.lastSeq(), CHUNK, lastSeq);
        List<Usage.Report> reports = reader
                .list(
                        store,
                        """
                        SELECT payload_json
                          FROM _smithers_events
                         WHERE run_id = ? AND seq > ? AND seq <= ? AND type = 'TokenUsageReported'
                           AND octet_length(payload_json) <= %d
                         ORDER BY seq
                        """.formatted(TokenReports.MAX_BYTES),
                        row -> parser.parse(row.getString("payload_json")),
                        runId,
                        known.lastSeq(),
                        upTo)
                .stream()
                .flatMap(Optional::stream)
                .toList();
        if (!reports.isEmpty() || upTo == lastSeq) {
            return known.plus(reports, upTo);
        }
        OptionalLong next = numbers.above(store, runId, upTo);
        return known.plus(reports, next.isPresent() ? Math.min(next.getAsLong() - 1, lastSeq) : lastSeq);
    }

    /** Engines before 0.16 reported no tokens. */
    boolean isReported(Store store) {
        SchemaShape shape = reader.shape(store);
        return shape.has("_smithers_runs", "heartbeat_at_ms");
    }
}
