package chad.ide.detail;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.runs.ParentKind;
import chad.ide.runs.RunState;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what only the detail of a run shows of its row and its relatives. */
@Singleton
class RunDetailQueries {

    private static final int MAX_FORKS = 200;
    private static final int MAX_HASH_CHARS = 128;
    private static final int MAX_ANNOTATIONS_BYTES = 64 << 10;

    /** What only the run in full has of its row. */
    record Payloads(
            @Nullable RunError error,
            @Nullable JsonNode annotations,
            @Nullable String workflowHash) {}

    private final StoreReader reader;
    private final ObjectMapper mapper;
    private final StoredJson json;

    RunDetailQueries(StoreReader reader, ObjectMapper mapper, StoredJson json) {
        this.reader = reader;
        this.mapper = mapper;
        this.json = json;
    }

    Payloads payloads(Store store, String runId) {
        return reader.first(
                        store,
                        "SELECT %s AS error_json, %s AS annotations, %s AS workflow_hash FROM _smithers_runs WHERE run_id = ?"
                                .formatted(
                                        reader.errorJson("error_json"),
                                        reader.upTo(
                                                "(" + reader.jsonText("config_json", "annotations") + ")",
                                                MAX_ANNOTATIONS_BYTES),
                                        reader.shape(store).has("_smithers_runs", "workflow_hash")
                                                ? "nullif(%s, '')"
                                                        .formatted(StoreReader.text("workflow_hash", MAX_HASH_CHARS))
                                                : "NULL"),
                        row -> new Payloads(
                                RunError.parse(mapper, row.getString("error_json")),
                                annotations(row.getString("annotations")),
                                row.getString("workflow_hash")),
                        runId)
                .orElse(new Payloads(null, null, null));
    }

    /** Forks, replays, child runs and the run that continues it, oldest first. */
    List<RunDetail.Fork> descendants(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_runs", "parent_run_id")) {
            return List.of();
        }
        boolean branches = shape.has("_smithers_branches");
        return reader.list(
                store,
                """
                SELECT %s AS run_id, %s AS status, r.created_at_ms, r.started_at_ms, %s AS parent_kind, %s
                  FROM _smithers_runs r %s
                 WHERE r.parent_run_id = ?
                 ORDER BY r.created_at_ms, r.run_id
                 LIMIT ?
                """.formatted(
                                reader.shownId("r.run_id"),
                                StoreReader.word("r.status"),
                                ParentKind.sql(branches),
                                branches
                                        ? "b.parent_frame_no, substr(b.branch_label, 1, 400) AS branch_label"
                                        : "NULL AS parent_frame_no, NULL AS branch_label",
                                branches ? "LEFT JOIN _smithers_branches b ON b.run_id = r.run_id" : ""),
                row -> {
                    Long frameNo = longOrNull(row, "parent_frame_no");
                    boolean unstarted = frameNo != null && longOrNull(row, "started_at_ms") == null;
                    String status = row.getString("status");
                    return new RunDetail.Fork(
                            row.getString("run_id"),
                            ParentKind.valueOf(row.getString("parent_kind")),
                            status,
                            unstarted ? RunState.NOT_STARTED : RunState.ofEngine(status),
                            row.getLong("created_at_ms"),
                            row.getString("branch_label"),
                            frameNo);
                },
                runId,
                MAX_FORKS);
    }

    Optional<RunDetail.ForkOrigin> origin(Store store, String runId) {
        if (!reader.shape(store).has("_smithers_branches")) {
            return Optional.empty();
        }
        return reader.first(
                store,
                "SELECT %s AS parent_run_id, parent_frame_no, substr(branch_label, 1, 400) AS branch_label FROM _smithers_branches WHERE run_id = ?"
                        .formatted(reader.shownId("parent_run_id")),
                row -> new RunDetail.ForkOrigin(
                        row.getString("parent_run_id"), row.getLong("parent_frame_no"), row.getString("branch_label")),
                runId);
    }

    private @Nullable JsonNode annotations(@Nullable String text) {
        return text == null ? null : json.parse(text).orElse(null);
    }
}
