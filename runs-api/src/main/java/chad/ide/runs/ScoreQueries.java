package chad.ide.runs;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads what scorers found. The oldest engines have no table for it. */
@Singleton
public class ScoreQueries {

    private static final String TABLE = "_smithers_scorers";
    private static final int MAX_REASON_CHARS = 2_000;

    /** Of one run; those of a longer loop are counted up to here. */
    private static final int MAX_OF_RUN = 20_000;

    private static final int MAX_RUNS = 5_000;

    /** Of one store, the newest: each may carry what was scored, which lies before the time in its row. */
    private static final int MAX_IN_TIME = 20_000;

    /** @param scorer its name */
    public record TimedScore(String scorer, double value, long scoredAtMs) {}

    private final StoreReader reader;

    ScoreQueries(StoreReader reader) {
        this.reader = reader;
    }

    private boolean isScored(Store store) {
        return reader.shape(store).has(TABLE);
    }

    Optional<RunScore> of(Store store, String runId) {
        if (!isScored(store)) {
            return Optional.empty();
        }
        return reader.first(
                store,
                """
                SELECT avg(score) AS mean, min(score) AS lowest, count(*) AS n
                  FROM (SELECT score FROM _smithers_scorers
                         WHERE run_id = ? AND typeof(score) IN ('real', 'integer')
                         LIMIT ?)
                 HAVING count(*) > 0
                """,
                row -> new RunScore(row.getDouble("mean"), row.getDouble("lowest"), row.getInt("n")),
                runId,
                MAX_OF_RUN);
    }

    /** By node, iteration and attempt, which is the order of the engine's index. */
    public List<Score> list(Store store, String runId, int limit) {
        if (!isScored(store)) {
            return List.of();
        }
        return reader.list(
                store,
                """
                SELECT %s AS node_id, iteration, attempt, %s AS scorer_id, %s AS scorer_name, %s AS source,
                       score, %s AS reason, scored_at_ms
                  FROM _smithers_scorers
                 WHERE run_id = ? AND typeof(score) IN ('real', 'integer')
                 ORDER BY node_id, iteration, attempt, scorer_id
                 LIMIT ?
                """.formatted(
                                reader.shownId("node_id"),
                                StoreReader.text("scorer_id", 120),
                                StoreReader.text("coalesce(scorer_name, scorer_id)", 120),
                                StoreReader.word("source"),
                                reader.beginning("reason", MAX_REASON_CHARS)),
                ScoreQueries::score,
                runId,
                limit);
    }

    private static Score score(ResultSet row) throws SQLException {
        return new Score(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getInt("attempt"),
                row.getString("scorer_id"),
                row.getString("scorer_name"),
                row.getString("source"),
                row.getDouble("score"),
                row.getString("reason"),
                row.getLong("scored_at_ms"));
    }

    /** The newest, oldest first. */
    public List<ScorerFailure> failures(Store store, String runId, int limit) {
        if (!isScored(store) || !reader.shape(store).has("_smithers_events")) {
            return List.of();
        }
        return reader.list(
                        store,
                        """
                        SELECT %s AS node_id, %s AS scorer_name, %s AS error, timestamp_ms
                          FROM _smithers_events
                         WHERE run_id = ? AND type = 'ScorerFailed'
                         ORDER BY seq DESC
                         LIMIT ?
                        """.formatted(
                                        reader.jsonWords("payload_json", "nodeId", 200),
                                        reader.jsonWords("payload_json", "scorerName", 120),
                                        reader.jsonWords("payload_json", "error", MAX_REASON_CHARS)),
                        row -> new ScorerFailure(
                                String.valueOf(row.getString("node_id")),
                                String.valueOf(row.getString("scorer_name")),
                                String.valueOf(row.getString("error")),
                                row.getLong("timestamp_ms")),
                        runId,
                        limit)
                .reversed();
    }

    /** Positions of runs whose scores are below that on average. */
    List<Long> below(Store store, double mean) {
        if (!isScored(store)) {
            return List.of();
        }
        return reader.list(store, """
                SELECT r.%s AS position
                  FROM (SELECT run_id FROM _smithers_scorers
                         WHERE typeof(score) IN ('real', 'integer')
                         GROUP BY run_id
                        HAVING avg(score) < ?) s
                  JOIN _smithers_runs r ON r.run_id = s.run_id
                 ORDER BY 1 DESC
                 LIMIT ?
                """.formatted(reader.insertOrder()), row -> row.getLong("position"), mean, MAX_RUNS);
    }

    /** Scored from a time on and before another. */
    public List<TimedScore> between(Store store, long fromMs, long beforeMs) {
        if (!isScored(store)) {
            return List.of();
        }
        return reader.list(
                store,
                """
                SELECT %s AS scorer, score, scored_at_ms
                  FROM (SELECT scorer_name, scorer_id, score, scored_at_ms FROM _smithers_scorers
                         ORDER BY %s DESC
                         LIMIT ?)
                 WHERE scored_at_ms >= ? AND scored_at_ms < ? AND typeof(score) IN ('real', 'integer')
                """.formatted(StoreReader.text("coalesce(scorer_name, scorer_id)", 120), reader.insertOrder()),
                row -> new TimedScore(row.getString("scorer"), row.getDouble("score"), row.getLong("scored_at_ms")),
                MAX_IN_TIME,
                fromMs,
                beforeMs);
    }

    /** How far the table has been written; 0 while it is empty. */
    long newest(Store store) {
        return isScored(store)
                ? reader.first(
                                store,
                                "SELECT coalesce(max(%s), 0) AS newest FROM _smithers_scorers"
                                        .formatted(reader.insertOrder()),
                                row -> row.getLong("newest"))
                        .orElse(0L)
                : 0;
    }

    /** The runs that were scored behind that position. */
    List<String> scoredAfter(Store store, long position) {
        return reader.list(
                store,
                "SELECT DISTINCT %s AS run_id FROM _smithers_scorers WHERE %s > ? LIMIT ?"
                        .formatted(reader.shownId("run_id"), reader.insertOrder()),
                row -> row.getString("run_id"),
                position,
                MAX_RUNS);
    }
}
