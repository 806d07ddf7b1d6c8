package chad.ide.runs;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@link RunEvidence} of a run. */
@Singleton
class EvidenceQueries {

    private static final int MAX_IN_FLIGHT = 100;

    /** As many as a row of the list has room for. */
    private static final int MAX_WAITS = 4;

    private final StoreReader reader;
    private final WaitQueries waits;

    EvidenceQueries(StoreReader reader, WaitQueries waits) {
        this.reader = reader;
        this.waits = waits;
    }

    RunEvidence of(Store store, RunRow row) {
        return new RunEvidence(
                newestEvent(store, row.id()),
                inFlight(store, row.id()),
                dueAtMs(store, row),
                count(
                        store,
                        "SELECT count(*) AS n FROM _smithers_nodes WHERE run_id = ? AND state = 'waiting-event'",
                        row),
                arrived(store, row),
                waits.of(store, row, MAX_WAITS),
                reader.shape(store).has("_smithers_runs", "heartbeat_at_ms"));
    }

    private @Nullable Long newestEvent(Store store, String runId) {
        if (!reader.shape(store).has("_smithers_events")) {
            return null;
        }
        return reader.first(
                        store,
                        "SELECT timestamp_ms FROM _smithers_events WHERE run_id = ? ORDER BY seq DESC LIMIT 1",
                        row -> row.getLong("timestamp_ms"),
                        runId)
                .orElse(null);
    }

    private List<RunEvidence.InFlight> inFlight(Store store, String runId) {
        return reader.list(
                store,
                """
                SELECT %s AS node_id, iteration, attempt, started_at_ms, %s AS timeout_ms
                  FROM _smithers_attempts
                 WHERE run_id = ? AND state = 'in-progress'
                 ORDER BY started_at_ms
                 LIMIT ?
                """.formatted(reader.shownId("node_id"), reader.jsonText("meta_json", "timeoutMs")),
                row -> new RunEvidence.InFlight(
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getInt("attempt"),
                        row.getLong("started_at_ms"),
                        longOrNull(row, "timeout_ms")),
                runId,
                MAX_IN_FLIGHT);
    }

    private @Nullable Long dueAtMs(Store store, RunRow row) {
        return switch (row.status()) {
            case "waiting-timer" -> time(store, row, """
                    SELECT min(%s) AS at_ms
                      FROM _smithers_attempts
                     WHERE run_id = ? AND state = 'waiting-timer'
                    """.formatted(reader.jsonText("meta_json", "timer.firesAtMs")));
            case "waiting-event" ->
                time(store, row, """
                    SELECT min(%s + %s) AS at_ms
                      FROM _smithers_attempts
                     WHERE run_id = ? AND state = 'waiting-event'
                    """.formatted(
                                reader.jsonText("meta_json", "waitForEvent.startedAtMs"),
                                reader.jsonText("meta_json", "waitForEvent.timeoutMs")));
            case "waiting-quota" ->
                time(
                        store,
                        row,
                        "SELECT %s AS at_ms FROM _smithers_runs WHERE run_id = ?"
                                .formatted(reader.jsonText("error_json", "resetAtMs")));
            default -> null;
        };
    }

    private RunEvidence.Arrived arrived(Store store, RunRow row) {
        SchemaShape shape = reader.shape(store);
        if (!row.status().startsWith("waiting-") || !shape.has("_smithers_approvals")) {
            return RunEvidence.Arrived.NOTHING;
        }
        return new RunEvidence.Arrived(
                decidedAtMs(store, row, "approved", "'pending'"),
                decidedAtMs(store, row, "denied", "'pending', 'failed'"),
                time(store, row, """
                        SELECT max(%s) AS at_ms
                          FROM _smithers_attempts
                         WHERE run_id = ? AND state = 'waiting-event'
                        """.formatted(reader.jsonText("meta_json", "waitForEvent.receivedAtMs"))));
    }

    private @Nullable Long decidedAtMs(Store store, RunRow row, String decision, String nodeStates) {
        return time(store, row, """
                SELECT max(coalesce(a.decided_at_ms, 0)) AS at_ms
                  FROM _smithers_nodes n
                  JOIN _smithers_approvals a USING (run_id, node_id, iteration)
                 WHERE run_id = ? AND n.state IN (%s) AND a.status = '%s'
                """.formatted(nodeStates, decision));
    }

    private @Nullable Long time(Store store, RunRow row, String sql) {
        return reader.list(store, sql, found -> Optional.ofNullable(longOrNull(found, "at_ms")), row.id()).stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private int count(Store store, String sql, RunRow row) {
        return reader.first(store, sql, counted -> counted.getInt("n"), row.id())
                .orElse(0);
    }
}
