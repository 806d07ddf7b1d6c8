package chad.ide.usage;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.engine.WorkflowRoots;
import chad.ide.runs.TokenReports;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The reports of tokens among a store's events, in the order in which they were inserted. */
@Singleton
class ReportQueries {

    private final StoreReader reader;
    private final TokenReports reports;
    private final WorkflowRoots roots;

    ReportQueries(StoreReader reader, TokenReports reports, WorkflowRoots roots) {
        this.reader = reader;
        this.reports = reports;
        this.roots = roots;
    }

    boolean hasEvents(Store store) {
        return reader.shape(store).has("_smithers_events");
    }

    /** The position of the event so many events behind that position, or of the last one; empty when none is behind it. */
    OptionalLong further(Store store, long position, int events) {
        return reader.first(
                        store,
                        """
                        SELECT max(position) AS position
                          FROM (SELECT %s AS position FROM _smithers_events WHERE %s > ? ORDER BY 1 LIMIT ?)
                        """.formatted(reader.insertOrder(), reader.insertOrder()),
                        row -> Optional.ofNullable(longOrNull(row, "position")),
                        position,
                        events)
                .flatMap(found -> found)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** What tells the event at that position from another one that takes its place; null when there is none. */
    @Nullable String eventId(Store store, long position) {
        return reader.first(
                        store,
                        "SELECT %s || '/' || e.seq || '/' || e.timestamp_ms AS id FROM _smithers_events e WHERE e.%s = ?"
                                .formatted(reader.shownId("e.run_id"), reader.insertOrder()),
                        row -> Optional.ofNullable(row.getString("id")),
                        position)
                .flatMap(found -> found)
                .orElse(null);
    }

    /**
     * The reports behind one position and up to another, of those that were written from one time on and before another.
     */
    List<UsageLine> between(Store store, long position, long upTo, long sinceMs, long untilMs) {
        return reader
                .list(
                        store,
                        """
                        SELECT e.run_id, e.seq, e.timestamp_ms, e.payload_json,
                               %s AS workflow_name, substr(r.workflow_path, 1, 1024) AS workflow_path
                          FROM _smithers_events e
                          LEFT JOIN _smithers_runs r ON r.run_id = e.run_id
                         WHERE e.%s > ? AND e.%s <= ? AND e.type = 'TokenUsageReported'
                           AND octet_length(e.payload_json) <= %d AND %s
                           AND e.timestamp_ms >= ? AND e.timestamp_ms < ?
                        """.formatted(
                                        StoreReader.text("r.workflow_name", 200),
                                        reader.insertOrder(),
                                        reader.insertOrder(),
                                        TokenReports.MAX_BYTES,
                                        StoreReader.hasUsualId("e.run_id")),
                        row -> {
                            String runId = row.getString("run_id");
                            long seq = row.getLong("seq");
                            long atMs = row.getLong("timestamp_ms");
                            String workflow =
                                    roots.nameOf(row.getString("workflow_path"), row.getString("workflow_name"));
                            return reports.parse(row.getString("payload_json"))
                                    .map(report -> new UsageLine(runId, seq, atMs, store.name(), workflow, report));
                        },
                        position,
                        upTo,
                        sinceMs,
                        untilMs)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
