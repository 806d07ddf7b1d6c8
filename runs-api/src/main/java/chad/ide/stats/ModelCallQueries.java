package chad.ide.stats;

import chad.ide.runs.TokenReports;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the calls of models that agents told of: the engine's {@code AgentEvent} whose detail is a {@code modelCall}. */
@Singleton
class ModelCallQueries {

    /** Of one store, the newest: some tenths of a second. A fusion of six models writes about 150. */
    private static final int MAX_EVENTS = 50_000;

    private static final String CALL = "event.action.detail.modelCall.";
    private static final int MAX_MODEL_CHARS = 200;

    private final StoreReader reader;

    ModelCallQueries(StoreReader reader) {
        this.reader = reader;
    }

    /** @param durationMs null where the agent did not tell it */
    record Call(
            String runId,
            String model,
            String outcome,
            @Nullable Long durationMs) {

        static Call of(ResultSet row) throws SQLException {
            Long durationMs = StoreReader.longOrNull(row, "duration_ms");
            return new Call(row.getString("run_id"), row.getString("model"), row.getString("outcome"), durationMs);
        }
    }

    /**
     * @param calls oldest first
     * @param areAll whether no older event of this time was passed over
     */
    record Found(List<Call> calls, boolean areAll) {}

    Found since(Store store, long sinceMs) {
        if (!reader.shape(store).has("_smithers_events")) {
            return new Found(List.of(), true);
        }
        String order = reader.insertOrder();
        long first = reader.first(
                        store,
                        "SELECT coalesce(min(p), 0) AS first FROM (SELECT %1$s AS p FROM _smithers_events ORDER BY 1 DESC LIMIT ?)"
                                .formatted(order),
                        row -> row.getLong("first"),
                        MAX_EVENTS)
                .orElse(0L);
        boolean areAll = reader.first(
                        store,
                        "SELECT timestamp_ms FROM _smithers_events WHERE %1$s < ? ORDER BY %1$s DESC LIMIT 1"
                                .formatted(order),
                        row -> row.getLong("timestamp_ms"),
                        first)
                .map(before -> before < sinceMs)
                .orElse(true);
        List<Call> calls = reader.list(
                store,
                """
                SELECT %1$s AS run_id, %2$s AS model, %3$s AS outcome, %4$s AS duration_ms
                  FROM _smithers_events
                 WHERE %5$s >= ? AND type = 'AgentEvent' AND timestamp_ms >= ?
                   AND %6$s AND json_valid(payload_json)
                   AND json_type(payload_json, '$.%7$smodel') = 'text'
                 ORDER BY %5$s
                """.formatted(
                                reader.shownId("run_id"),
                                reader.jsonWords("payload_json", CALL + "model", MAX_MODEL_CHARS),
                                StoreReader.word(reader.jsonText("payload_json", CALL + "outcome")),
                                reader.jsonText("payload_json", CALL + "durationMs"),
                                order,
                                TokenReports.isReport(""),
                                CALL),
                Call::of,
                first,
                sinceMs);
        return new Found(calls, areAll);
    }
}
