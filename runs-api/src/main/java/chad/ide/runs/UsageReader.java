package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Adds up the token figures of a run from its events, which are the only place that has them. */
@Singleton
public class UsageReader {

    /** Events that are looked at by one statement: some milliseconds. */
    private static final int CHUNK = 10_000;

    private static final int MAX_ENDED = 5_000;
    private static final int MAX_MODEL_CHARS = 200;

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
                         WHERE run_id = ? AND seq > ? AND seq <= ? AND %s
                         ORDER BY seq
                        """.formatted(TokenReports.isReport("")),
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

    /** Attempts of agents that have ended, and whether these are all. */
    record Ended(List<Usage.EndedAttempt> attempts, boolean areAll) {}

    /**
     * The engine counts the first answer of an attempt. When it had to be corrected, or failed after it, that is not
     * all; what was answered from the engine's cache used nothing.
     */
    Ended ended(Store store, String runId) {
        if (!tellsAgents(reader.shape(store))) {
            return new Ended(List.of(), true);
        }
        List<Usage.EndedAttempt> ended = reader.list(
                store,
                "SELECT node_id, iteration, attempt, %s FROM _smithers_attempts WHERE run_id = ? AND %s AND %s LIMIT ?"
                        .formatted(endedColumns(reader, ""), isEndedAgent(""), StoreReader.hasUsualId("node_id")),
                UsageReader::ended,
                runId,
                MAX_ENDED + 1);
        return ended.size() <= MAX_ENDED ? new Ended(ended, true) : new Ended(ended.subList(0, MAX_ENDED), false);
    }

    /** Whether the store says which attempts are of agents. */
    public static boolean tellsAgents(SchemaShape shape) {
        return shape.has("_smithers_attempts", "meta_json") && shape.has("_smithers_attempts", "cached");
    }

    /** The condition for attempts of agents that have ended and were not answered from the engine's cache. */
    public static String isEndedAgent(String prefix) {
        return """
                %1$sstate IN ('finished', 'failed', 'cancelled') AND %1$scached IS NOT 1
                AND substr(%1$smeta_json, 1, 400) LIKE '%%"kind":"agent"%%'""".formatted(prefix);
    }

    /** What {@link #ended(ResultSet)} reads beside the attempt's key. */
    public static String endedColumns(StoreReader reader, String prefix) {
        return "%s AS attempt_state, %s AS agent_model, %s AS corrections, octet_length(%smeta_json) AS meta_bytes"
                .formatted(
                        StoreReader.word(prefix + "state"),
                        reader.jsonWords(prefix + "meta_json", "agentModel", MAX_MODEL_CHARS),
                        reader.jsonText(prefix + "meta_json", "schemaCorrectionAttempts"),
                        prefix);
    }

    public static Usage.EndedAttempt ended(ResultSet row) throws SQLException {
        return new Usage.EndedAttempt(
                new Usage.AttemptId(row.getString("node_id"), row.getInt("iteration"), row.getInt("attempt")),
                row.getString("agent_model"),
                row.getString("attempt_state").equals("finished")
                        && row.getInt("corrections") == 0
                        && row.getLong("meta_bytes") <= StoreReader.MAX_LOOKED_INTO_BYTES);
    }

    /** Engines before 0.16 reported no tokens. */
    boolean isReported(Store store) {
        SchemaShape shape = reader.shape(store);
        return shape.has("_smithers_runs", "heartbeat_at_ms");
    }
}
