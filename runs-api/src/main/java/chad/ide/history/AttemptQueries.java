package chad.ide.history;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.detail.RunError;
import chad.ide.runs.StoredRun;
import chad.ide.store.SchemaShape;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the attempts of a run as spans of time. */
@Singleton
class AttemptQueries {

    /**
     * One attempt without its payloads.
     *
     * @param agentChainIndex above 0 when a fallback agent answered
     * @param schemaCorrections how often an answer had to be asked again for its form
     */
    record Span(
            String nodeId,
            int iteration,
            int attempt,
            String state,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable RunError error,
            @Nullable String kind,
            @Nullable String label,
            @Nullable String model,
            @Nullable String agent,
            @Nullable Long agentChainIndex,
            @Nullable Long schemaCorrections,
            @Nullable Long timeoutMs,
            boolean cached) {}

    private static final int MAX_WORD_CHARS = 400;

    private final StoreReader reader;
    private final ObjectMapper json;

    AttemptQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** In the order in which they were started, behind the given one. */
    List<Span> byStart(StoredRun run, StartOrder after, int limit) {
        return spans(
                run,
                "run_id = ? AND (%1$s) > (?, ?) AND %2$s ORDER BY %1$s LIMIT ?"
                        .formatted(StartOrder.SQL, StoreReader.hasUsualId("node_id")),
                run.id(),
                after.startedAtMs(),
                after.key(),
                limit);
    }

    /** The latest attempts of one node, oldest first. */
    List<Span> ofNode(StoredRun run, String nodeId, int limit) {
        return spans(
                        run,
                        "run_id = ? AND node_id = ? ORDER BY iteration DESC, attempt DESC LIMIT ?",
                        run.id(),
                        nodeId,
                        limit)
                .reversed();
    }

    private List<Span> spans(StoredRun run, String where, Object... arguments) {
        SchemaShape shape = reader.shape(run.store());
        return reader.list(
                run.store(),
                """
                SELECT node_id, iteration, attempt, %s AS state, started_at_ms, finished_at_ms, %s AS error_json, %s,
                       %s AS kind, %s AS label, %s AS model, %s AS agent, %s AS chain_index, %s AS corrections,
                       %s AS timeout_ms
                  FROM _smithers_attempts
                 WHERE %s
                """.formatted(
                                StoreReader.word("state"),
                                reader.errorJson("error_json"),
                                shape.select("_smithers_attempts", "cached"),
                                reader.taskKind(),
                                reader.jsonWords("meta_json", "label", MAX_WORD_CHARS),
                                reader.jsonWords("meta_json", "agentModel", MAX_WORD_CHARS),
                                reader.jsonWords("meta_json", "agentId", MAX_WORD_CHARS),
                                reader.jsonText("meta_json", "agentChainIndex"),
                                reader.jsonText("meta_json", "schemaCorrectionAttempts"),
                                reader.jsonText("meta_json", "timeoutMs"),
                                where),
                this::span,
                arguments);
    }

    private Span span(ResultSet row) throws SQLException {
        return new Span(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getInt("attempt"),
                row.getString("state"),
                row.getLong("started_at_ms"),
                longOrNull(row, "finished_at_ms"),
                RunError.parse(json, row.getString("error_json")),
                row.getString("kind"),
                row.getString("label"),
                row.getString("model"),
                row.getString("agent"),
                longOrNull(row, "chain_index"),
                longOrNull(row, "corrections"),
                longOrNull(row, "timeout_ms"),
                row.getBoolean("cached"));
    }
}
