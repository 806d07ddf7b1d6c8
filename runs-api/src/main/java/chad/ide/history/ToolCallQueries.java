package chad.ide.history;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.detail.RunError;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the calls of journalled tools; those of plain AI SDK tools are in the conversation only. */
@Singleton
class ToolCallQueries {

    private static final int MAX_CALLS = 1_000;
    private static final int EXCERPT_CHARS = 1_000;

    /** One call. Input and output are their beginnings. */
    record ToolCall(
            int iteration,
            int attempt,
            long seq,
            String tool,
            String status,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable Long durationMs,
            @Nullable String input,
            @Nullable String output,
            @Nullable RunError error) {}

    private final StoreReader reader;
    private final ObjectMapper json;

    ToolCallQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    List<ToolCall> ofNode(StoredRun run, String nodeId) {
        if (!reader.shape(run.store()).has("_smithers_tool_calls")) {
            return List.of();
        }
        return reader.list(
                run.store(),
                """
                SELECT iteration, attempt, seq, %s AS tool_name, %s AS status, started_at_ms, finished_at_ms,
                       %s AS input, %s AS output, %s AS error_json
                  FROM _smithers_tool_calls
                 WHERE run_id = ? AND node_id = ?
                 ORDER BY iteration, attempt, seq
                 LIMIT ?
                """.formatted(
                                StoreReader.text("tool_name", 400),
                                StoreReader.word("status"),
                                reader.beginning("input_json", EXCERPT_CHARS),
                                reader.beginning("output_json", EXCERPT_CHARS),
                                reader.errorJson("error_json")),
                row -> {
                    long started = row.getLong("started_at_ms");
                    Long finished = longOrNull(row, "finished_at_ms");
                    return new ToolCall(
                            row.getInt("iteration"),
                            row.getInt("attempt"),
                            row.getLong("seq"),
                            row.getString("tool_name"),
                            row.getString("status"),
                            started,
                            finished,
                            finished == null ? null : Long.valueOf(Math.max(0, finished - started)),
                            row.getString("input"),
                            row.getString("output"),
                            inShort(RunError.parse(json, row.getString("error_json"))));
                },
                run.id(),
                nodeId,
                MAX_CALLS);
    }

    private static @Nullable RunError inShort(@Nullable RunError error) {
        return error == null ? null : error.inShort();
    }
}
