package chad.ide.approvals;

import static chad.ide.store.StoreReader.longOrNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.WorkflowName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads gates. A question to a human has an approval row of its own beside it: the two are shown as one gate. */
@Singleton
public class GateQueries {

    private static final int MAX_GATES_OF_A_RUN = 500;
    private static final String WAITING =
            "r.status IN ('waiting-approval', 'waiting-event', 'running') AND a.status = 'requested'";

    private final StoreReader reader;
    private final ObjectMapper json;

    GateQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** Every gate of the run, decided ones too, in the order in which they were asked. */
    public List<Gate> ofRun(Store store, String runId) {
        return gates(store, "r.run_id = ?", MAX_GATES_OF_A_RUN, runId);
    }

    /** How many gates wait in this store: two indexes, and no payload is read. */
    WaitingGates countWaiting(Store store) {
        if (!reader.shape(store).has("_smithers_approvals")) {
            return WaitingGates.NONE;
        }
        return reader.first(
                        store,
                        """
                        SELECT count(*) AS gates, min(a.requested_at_ms) AS oldest_at_ms
                          FROM _smithers_runs r
                          JOIN _smithers_approvals a ON a.run_id = r.run_id
                         WHERE %s
                        """.formatted(WAITING),
                        row -> new WaitingGates(row.getLong("gates"), longOrNull(row, "oldest_at_ms")))
                .orElse(WaitingGates.NONE);
    }

    /** Gates that wait in this store, oldest first. A cancelled run may have left its gates as they were. */
    List<Gate> waiting(Store store, int limit) {
        return gates(store, WAITING, limit);
    }

    private List<Gate> gates(Store store, String where, int limit, Object... arguments) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_approvals")) {
            return List.of();
        }
        boolean asksHumans = shape.has("_smithers_human_requests");
        String request = shape.has("_smithers_approvals", "request_json") ? "a.request_json" : "NULL";
        String question = asksHumans
                ? "h.request_id, h.kind AS human_kind, h.status AS human_status, h.prompt, h.schema_json, h.answered_by,"
                        + " h.answered_at_ms, h.requested_at_ms AS asked_at_ms"
                : "NULL AS request_id, NULL AS human_kind, NULL AS human_status, NULL AS prompt, NULL AS schema_json,"
                        + " NULL AS answered_by, NULL AS answered_at_ms, NULL AS asked_at_ms";
        String join = asksHumans
                ? "LEFT JOIN _smithers_human_requests h ON h.request_id = 'human:' || a.run_id || ':' || a.node_id || ':' || a.iteration"
                : "";
        Object[] bound = Arrays.copyOf(arguments, arguments.length + 1);
        bound[arguments.length] = limit;
        return reader.list(
                store,
                """
                SELECT a.run_id, a.node_id, a.iteration, a.status, a.requested_at_ms, a.decided_at_ms, a.note,
                       a.decided_by, %s AS request_json, %s,
                       r.workflow_name, r.workflow_path,
                       CASE WHEN a.requested_at_ms IS NULL THEN
                         (SELECT max(e.timestamp_ms)
                            FROM _smithers_events e
                           WHERE e.run_id = a.run_id AND e.type = 'ApprovalRequested' AND %s = a.node_id)
                       END AS event_at_ms
                  FROM _smithers_runs r
                  JOIN _smithers_approvals a ON a.run_id = r.run_id
                  %s
                 WHERE %s
                 ORDER BY coalesce(a.requested_at_ms, a.decided_at_ms), a.node_id, a.iteration
                 LIMIT ?
                """.formatted(request, question, reader.jsonText("e.payload_json", "nodeId"), join, where),
                row -> gate(store, row),
                bound);
    }

    private Gate gate(Store store, ResultSet row) throws SQLException {
        JsonNode request = parsed(row.getString("request_json"));
        JsonNode schema = parsed(row.getString("schema_json"));
        String requestId = row.getString("request_id");
        boolean isQuestion = requestId != null;
        Long asked = firstOf(longOrNull(row, "requested_at_ms"), longOrNull(row, "asked_at_ms"));
        String prompt = row.getString("prompt");
        return new Gate(
                row.getString("run_id"),
                row.getString("node_id"),
                row.getInt("iteration"),
                isQuestion ? row.getString("human_kind") : Objects.requireNonNullElse(text(request, "mode"), "gate"),
                isQuestion ? questionStatus(row.getString("human_status")) : row.getString("status"),
                firstOf(asked, longOrNull(row, "event_at_ms")),
                firstOf(longOrNull(row, "answered_at_ms"), longOrNull(row, "decided_at_ms")),
                isQuestion && row.getString("answered_by") != null
                        ? row.getString("answered_by")
                        : row.getString("decided_by"),
                row.getString("note"),
                isQuestion ? prompt : Objects.requireNonNullElse(text(request, "title"), row.getString("node_id")),
                text(request, "summary"),
                request,
                schema,
                requestId,
                store.name(),
                WorkflowName.of(row.getString("workflow_path"), row.getString("workflow_name")),
                digest(row.getString("run_id"), row.getString("node_id"), row.getInt("iteration"), request, prompt));
    }

    /** One word for "nobody has decided yet", whichever table says so. */
    private static String questionStatus(String status) {
        return status.equals("pending") ? "requested" : status;
    }

    private static @Nullable Long firstOf(@Nullable Long first, @Nullable Long second) {
        return first == null ? second : first;
    }

    private static @Nullable String text(@Nullable JsonNode request, String member) {
        return request != null && request.path(member).isTextual()
                ? request.get(member).asText()
                : null;
    }

    private @Nullable JsonNode parsed(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return json.readTree(text);
        } catch (JsonProcessingException notJson) {
            return json.getNodeFactory().textNode(text);
        }
    }

    private static String digest(
            String runId, String nodeId, int iteration, @Nullable JsonNode request, @Nullable String prompt) {
        String asked = String.join("\n", runId, nodeId, Integer.toString(iteration), request + "", prompt + "");
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(asked.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
