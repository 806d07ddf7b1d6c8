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
import java.util.OptionalLong;

/** Adds up the token figures of a run from its events, which are the only place that has them. */
@Singleton
class UsageReader {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    private static final List<String> COUNTS =
            List.of("inputTokens", "outputTokens", "reasoningTokens", "cacheReadTokens");

    /** Of one report. Whoever wrote more meant no tokens, nor dollars, and a sum of such figures means nothing. */
    private static final long MOST = 1_000_000_000_000L;

    private final StoreReader reader;
    private final ObjectMapper json;
    private final EventNumbers numbers;

    UsageReader(StoreReader reader, ObjectMapper json, EventNumbers numbers) {
        this.reader = reader;
        this.json = json;
        this.numbers = numbers;
    }

    /** The newest event of the run; -1 without any. */
    long lastSeq(Store store, String runId) {
        return numbers.last(store, runId).orElse(-1);
    }

    /** Looks at the next events after those that are known, some thousands at a time, and no further than the last. */
    Usage further(Store store, String runId, Usage known, long lastSeq) {
        long upTo = EventNumbers.windowEnd(known.lastSeq(), CHUNK, lastSeq);
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

    private static long count(JsonNode value) {
        return isCount(value) ? value.asLong() : 0;
    }

    private static boolean isCount(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 && value.asLong() <= MOST;
    }

    private static boolean isCountOrAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull() || isCount(value);
    }

    private static boolean isAmount(JsonNode value) {
        return value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= MOST;
    }

    private Optional<Usage.Report> report(String payload) {
        try {
            JsonNode event = json.readTree(payload);
            JsonNode cost = event.path("costUsd");
            Tokens tokens = Tokens.of(
                            count(event.path("inputTokens")),
                            count(event.path("outputTokens")),
                            count(event.path("reasoningTokens")),
                            count(event.path("cacheReadTokens")),
                            isAmount(cost) ? cost.asDouble() : null)
                    .exact(COUNTS.stream().map(event::path).allMatch(UsageReader::isCountOrAbsent));
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
