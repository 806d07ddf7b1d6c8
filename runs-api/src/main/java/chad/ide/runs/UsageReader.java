package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Adds up the token figures of a run from its events, which are the only place that has them. */
@Singleton
class UsageReader {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    private final StoreReader reader;
    private final ObjectMapper json;

    UsageReader(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** The newest event of the run; -1 without any. */
    long lastSeq(Store store, String runId) {
        if (!reader.shape(store).has("_smithers_events")) {
            return -1;
        }
        return reader.first(
                        store,
                        "SELECT coalesce(max(seq), -1) AS last FROM _smithers_events WHERE run_id = ?",
                        row -> row.getLong("last"),
                        runId)
                .orElse(-1L);
    }

    /** Looks at the next events after those that are known, some thousands at a time, and no further than the last. */
    Usage further(Store store, String runId, Usage known, long lastSeq) {
        long upTo = Math.min(lastSeq, known.lastSeq() + CHUNK);
        List<Usage.Report> reports =
                reader
                        .list(store, """
                        SELECT payload_json
                          FROM _smithers_events
                         WHERE run_id = ? AND seq > ? AND seq <= ? AND type = 'TokenUsageReported'
                           AND octet_length(payload_json) <= 65536   -- a report has some hundred
                         ORDER BY seq
                        """, row -> report(row.getString("payload_json")), runId, known.lastSeq(), upTo)
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
        return known.plus(reports, upTo);
    }

    /** Engines before 0.16 reported no tokens. */
    boolean isReported(Store store) {
        SchemaShape shape = reader.shape(store);
        return shape.has("_smithers_runs", "heartbeat_at_ms");
    }

    private Optional<Usage.Report> report(String payload) {
        try {
            JsonNode event = json.readTree(payload);
            Tokens tokens = Tokens.of(
                    event.path("inputTokens").asLong(),
                    event.path("outputTokens").asLong(),
                    event.path("reasoningTokens").asLong(),
                    event.path("cacheReadTokens").asLong(),
                    event.hasNonNull("costUsd") ? event.get("costUsd").asDouble() : null);
            return Optional.of(new Usage.Report(
                    event.path("nodeId").asText(),
                    event.path("iteration").asInt(),
                    event.path("attempt").asInt(),
                    event.hasNonNull("model") ? event.get("model").asText() : null,
                    tokens));
        } catch (JsonProcessingException halfWritten) {
            return Optional.empty();
        }
    }
}
