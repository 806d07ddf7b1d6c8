package chad.ide.traces;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.runs.EventPositions;
import chad.ide.runs.TokenReports;
import chad.ide.runs.Usage;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads of runs that have ended what a trace tells of them. */
@Singleton
class TraceQueries extends EventPositions {

    private static final int MAX_WORD_CHARS = 200;
    private static final int MAX_TEXT_CHARS = 8_000;

    /** Of one call of {@link #ended}. */
    static final int MAX_ENDS = 100;

    private final StoreReader reader;
    private final TokenReports reports;
    private final ObjectMapper json;

    TraceQueries(StoreReader reader, TokenReports reports, ObjectMapper json) {
        super(reader);
        this.reader = reader;
        this.reports = reports;
        this.json = json;
    }

    /** The first ends of runs that were told behind one position and up to another, in that order. */
    List<EndedRun> ended(Store store, long position, long upTo) {
        return reader.list(
                store,
                """
                SELECT e.%1$s AS position, e.run_id, e.timestamp_ms
                  FROM _smithers_events e
                 WHERE e.%1$s > ? AND e.%1$s <= ?
                   AND e.type IN ('RunFinished', 'RunFailed', 'RunCancelled', 'RunContinuedAsNew') AND %2$s
                 ORDER BY 1
                 LIMIT %3$d
                """.formatted(reader.insertOrder(), StoreReader.hasUsualId("e.run_id"), MAX_ENDS),
                row -> new EndedRun(row.getLong("position"), row.getString("run_id"), row.getLong("timestamp_ms")),
                position,
                upTo);
    }

    /** In the order in which they were started. */
    List<TracedAttempt> attempts(Store store, String runId, boolean withTexts, int most) {
        String none = "NULL";
        return reader.list(
                store,
                """
                SELECT node_id, iteration, attempt, %s AS state, started_at_ms, finished_at_ms, %s AS kind, %s AS agent,
                       %s AS model, %s AS finish_reason, %s AS error_name, %s AS error_code, %s AS error_text,
                       %s AS prompt, %s AS answer
                  FROM _smithers_attempts
                 WHERE run_id = ? AND %s
                 ORDER BY started_at_ms, node_id, iteration, attempt
                 LIMIT ?
                """.formatted(
                                StoreReader.word("state"),
                                reader.taskKind(),
                                reader.jsonWords("meta_json", "agentId", MAX_WORD_CHARS),
                                reader.jsonWords("meta_json", "agentModel", MAX_WORD_CHARS),
                                reader.jsonText("meta_json", "agentConversation[#-1].finishReason"),
                                reader.jsonWords("error_json", "name", MAX_WORD_CHARS),
                                reader.jsonWords("error_json", "code", MAX_WORD_CHARS),
                                withTexts ? reader.jsonWords("error_json", "message", MAX_TEXT_CHARS) : none,
                                withTexts ? reader.jsonWords("meta_json", "prompt", MAX_TEXT_CHARS) : none,
                                withTexts && reader.shape(store).has("_smithers_attempts", "response_text")
                                        ? reader.beginning("response_text", MAX_TEXT_CHARS)
                                        : none,
                                StoreReader.hasUsualId("node_id")),
                row -> new TracedAttempt(
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getInt("attempt"),
                        row.getString("state"),
                        row.getLong("started_at_ms"),
                        longOrNull(row, "finished_at_ms"),
                        row.getString("kind"),
                        row.getString("agent"),
                        row.getString("model"),
                        row.getString("finish_reason"),
                        firstOf(row.getString("error_code"), row.getString("error_name")),
                        row.getString("error_text"),
                        row.getString("prompt"),
                        row.getString("answer")),
                runId,
                most);
    }

    private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
        return one == null || one.isBlank() ? other : one;
    }

    /** In the order in which they were told, those of agents and those of the engine. */
    List<ModelCall> calls(Store store, String runId, int most) {
        return reader
                .list(
                        store,
                        """
                        SELECT timestamp_ms, payload_json
                          FROM _smithers_events
                         WHERE run_id = ? AND %s
                         ORDER BY seq
                         LIMIT ?
                        """.formatted(TokenReports.isReport("")),
                        row -> call(row.getLong("timestamp_ms"), row.getString("payload_json")),
                        runId,
                        most)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<ModelCall> call(long atMs, String payload) {
        return reports.parse(payload).map(report -> {
            JsonNode call = details(payload);
            JsonNode took = call.path("durationMs");
            JsonNode http = call.path("http");
            String reason = call.path("finishReason").asText("");
            return new ModelCall(
                    report,
                    atMs,
                    took.canConvertToLong() && took.isNumber() && took.asLong() >= 0 ? took.asLong() : null,
                    report.source() == Usage.Source.ENGINE
                            ? "answered"
                            : call.path("outcome").asText("unknown"),
                    reason.isBlank() ? null : reason.substring(0, Math.min(reason.length(), MAX_WORD_CHARS)),
                    http.isInt() ? http.asInt() : null);
        });
    }

    private JsonNode details(String payload) {
        try {
            return json.readTree(payload)
                    .path("event")
                    .path("action")
                    .path("detail")
                    .path("modelCall");
        } catch (JsonProcessingException wasReadBefore) {
            throw new IllegalStateException(wasReadBefore);
        }
    }
}
