package chad.ide.detail;

import chad.ide.detail.RunDetail.ReceivedSignal;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the signals that a run was sent, those too that nobody has waited for. */
@Singleton
class SignalQueries {

    private static final int MAX_PAYLOAD_BYTES = 4 << 10;

    private static final int MAX_WAITS = 1_000;

    /** What an attempt notes of a wait is short; a longer note is an agent's, and is not looked into. */
    private static final int MAX_NOTE_BYTES = 8 << 10;

    private final StoreReader reader;
    private final StoredJson json;

    SignalQueries(StoreReader reader, StoredJson json) {
        this.reader = reader;
        this.json = json;
    }

    /** The newest, oldest first. */
    List<ReceivedSignal> received(Store store, String runId, int most) {
        if (!reader.shape(store).has("_smithers_signals")) {
            return List.of();
        }
        List<ReceivedSignal> newest = reader.list(
                store,
                """
                SELECT seq, substr(signal_name, 1, 512) AS signal_name, substr(correlation_id, 1, 512) AS correlation_id,
                       %s AS payload_json, octet_length(payload_json) AS payload_bytes, received_at_ms,
                       substr(received_by, 1, 512) AS received_by
                  FROM _smithers_signals
                 WHERE run_id = ?
                 ORDER BY seq DESC
                 LIMIT ?
                """.formatted(reader.upTo("payload_json", MAX_PAYLOAD_BYTES)),
                row -> {
                    String payload = row.getString("payload_json");
                    return new ReceivedSignal(
                            row.getLong("seq"),
                            String.valueOf(row.getString("signal_name")),
                            row.getString("correlation_id"),
                            payload == null ? null : json.orText(payload),
                            row.getLong("payload_bytes"),
                            row.getLong("received_at_ms"),
                            row.getString("received_by"),
                            null);
                },
                runId,
                most);
        Map<Long, String> takenBy = newest.isEmpty() ? Map.of() : takenBy(store, runId);
        return newest.reversed().stream()
                .map(signal -> new ReceivedSignal(
                        signal.seq(),
                        signal.name(),
                        signal.correlationId(),
                        signal.payload(),
                        signal.payloadBytes(),
                        signal.receivedAtMs(),
                        signal.receivedBy(),
                        takenBy.get(signal.seq())))
                .toList();
    }

    /** Which node took the signal of a number. */
    private Map<Long, String> takenBy(Store store, String runId) {
        Map<Long, String> nodes = new HashMap<>();
        reader.list(
                        store,
                        """
                        SELECT node_id, seq
                          FROM (SELECT %s AS node_id, CASE WHEN octet_length(meta_json) <= %d THEN %s END AS seq
                                  FROM _smithers_attempts
                                 WHERE run_id = ?)
                         WHERE seq IS NOT NULL
                         LIMIT ?
                        """.formatted(
                                        reader.shownId("node_id"),
                                        MAX_NOTE_BYTES,
                                        reader.jsonText("meta_json", "waitForEvent.resolvedSignalSeq")),
                        row -> Map.entry(row.getLong("seq"), row.getString("node_id")),
                        runId,
                        MAX_WAITS)
                .forEach(taken -> nodes.put(taken.getKey(), taken.getValue()));
        return nodes;
    }
}
