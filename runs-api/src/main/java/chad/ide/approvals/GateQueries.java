package chad.ide.approvals;

import static chad.ide.store.StoreReader.longOrNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.answers.AnswerBudget;
import chad.ide.answers.TruncatedValue;
import chad.ide.engine.WorkflowRoots;
import chad.ide.runs.AgentQuestions;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads gates. The question of a HumanTask has an approval row of its own beside it: the two are shown as one gate. One
 * that an agent asks in the middle of its task (the engine's {@code ask_human}) has none: the agent waits in its own
 * process, and the run goes on running.
 */
@Singleton
public class GateQueries {

    private static final int MAX_GATES_OF_A_RUN = 500;

    /** Of each text of a gate: as much as there is room for when many are shown together. */
    private static final int MAX_SHOWN_BYTES = 64 * 1024;

    private static final int MIN_SHOWN_BYTES = 1024;

    private static final int MAX_TITLE_CHARS = 120;

    /** Of the options of a gate, of the names of those who may decide it, and of what was chosen. */
    private static final int MAX_TERMS_BYTES = 32 * 1024;

    /**
     * A gate waits beside whatever else its run waits for, and the run's status names only one of these. By the words, so
     * that the engine's index on the status serves.
     */
    private static final String WAITING = """
            r.status IN ('running', 'waiting-approval', 'waiting-event', 'waiting-timer', 'waiting-quota', 'paused')
                           AND a.status = 'requested'
                           AND octet_length(a.run_id) <= %1$d AND octet_length(a.node_id) <= %1$d\
            """.formatted(StoreReader.MAX_ID_BYTES);

    private static final String ASKED_BY_AGENTS = AgentQuestions.of("r.run_id");

    /** An agent waits in its own process for the answer, so in a run that is parked nobody hears it. */
    private static final String ASKED_NOW = "r.status = 'running' AND h.status = 'pending'";

    private static final String STATUS_OF_A_QUESTION = StoreReader.word("h.status");

    private static final String WORKFLOW =
            "substr(r.workflow_name, 1, 200) AS workflow_name, substr(r.workflow_path, 1, 1024) AS workflow_path";

    private final StoreReader reader;
    private final StoredJson json;
    private final AnswerBudget budget;
    private final WorkflowRoots roots;

    GateQueries(StoreReader reader, StoredJson json, AnswerBudget budget, WorkflowRoots roots) {
        this.reader = reader;
        this.json = json;
        this.budget = budget;
        this.roots = roots;
    }

    /** Every gate of the run, decided ones too, in the order in which they were asked. */
    public List<Gate> ofRun(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        int approvals = shape.has("_smithers_approvals")
                ? count(store, "SELECT count(*) AS gates FROM _smithers_approvals WHERE run_id = ?", runId)
                : 0;
        int asked = askHumans(shape)
                ? count(
                        store,
                        "SELECT count(*) AS gates FROM _smithers_runs r CROSS JOIN _smithers_human_requests h WHERE r.run_id = ? AND "
                                + ASKED_BY_AGENTS,
                        runId)
                : 0;
        int both = Math.min(approvals + asked, MAX_GATES_OF_A_RUN);
        List<Gate> gates = new ArrayList<>();
        if (approvals > 0) {
            gates.addAll(gates(
                    store, "r.run_id = ? AND " + StoreReader.hasUsualId("a.node_id"), MAX_GATES_OF_A_RUN, both, runId));
        }
        if (asked > 0) {
            gates.addAll(asked(store, "r.run_id = ?", MAX_GATES_OF_A_RUN, both, runId));
            gates.sort(Comparator.comparingLong(
                    gate -> Objects.requireNonNullElse(firstOf(gate.requestedAtMs(), gate.decidedAtMs()), 0L)));
        }
        return gates;
    }

    /** How many questions of agents are open in a run: of these the engine writes no event. */
    public int openQuestionsOfAgents(Store store, String runId) {
        return askHumans(reader.shape(store))
                ? count(
                        store,
                        "SELECT count(*) AS gates FROM _smithers_runs r CROSS JOIN _smithers_human_requests h WHERE r.run_id = ? AND "
                                + ASKED_NOW + " AND " + ASKED_BY_AGENTS,
                        runId)
                : 0;
    }

    private int count(Store store, String sql, String runId) {
        return reader.first(store, sql, row -> row.getInt("gates"), runId).orElse(0);
    }

    private static boolean askHumans(SchemaShape shape) {
        return shape.has("_smithers_human_requests");
    }

    /** How many gates wait in this store: two indexes, and no payload is read. */
    WaitingGates countWaiting(Store store) {
        SchemaShape shape = reader.shape(store);
        WaitingGates approvals =
                shape.has("_smithers_approvals") ? counted(store, """
                        SELECT count(*) AS gates, min(a.requested_at_ms) AS oldest_at_ms
                          FROM _smithers_runs r
                          JOIN _smithers_approvals a ON a.run_id = r.run_id
                         WHERE %s
                        """.formatted(WAITING)) : WaitingGates.NONE;
        return askHumans(shape) ? approvals.plus(counted(store, """
                        SELECT count(*) AS gates, min(h.requested_at_ms) AS oldest_at_ms
                          FROM _smithers_runs r CROSS JOIN _smithers_human_requests h
                         WHERE %s AND %s
                        """.formatted(ASKED_NOW, ASKED_BY_AGENTS))) : approvals;
    }

    private WaitingGates counted(Store store, String sql) {
        return reader.first(store, sql, row -> new WaitingGates(row.getLong("gates"), longOrNull(row, "oldest_at_ms")))
                .orElse(WaitingGates.NONE);
    }

    /**
     * Which gate it is, and when it was asked.
     *
     * @param question of an agent; empty for any other gate
     */
    record Key(Store store, String runId, String nodeId, int iteration, String question, long askedAtMs) {}

    /** Gates that wait in this store, oldest first. A cancelled run may have left its gates as they were. */
    List<Key> waiting(Store store, int limit) {
        SchemaShape shape = reader.shape(store);
        List<Key> keys = new ArrayList<>();
        if (shape.has("_smithers_approvals")) {
            keys.addAll(keys(store, limit, """
                    SELECT a.run_id, a.node_id, a.iteration, '' AS question,
                           coalesce(a.requested_at_ms, 0) AS asked_at_ms
                      FROM _smithers_runs r
                      JOIN _smithers_approvals a ON a.run_id = r.run_id
                     WHERE %s
                     ORDER BY coalesce(a.requested_at_ms, a.decided_at_ms), a.node_id, a.iteration
                     LIMIT ?
                    """.formatted(WAITING)));
        }
        if (askHumans(shape)) {
            keys.addAll(keys(store, limit, """
                    SELECT h.run_id, h.node_id, h.iteration, h.request_id AS question,
                           coalesce(h.requested_at_ms, 0) AS asked_at_ms
                      FROM _smithers_runs r CROSS JOIN _smithers_human_requests h
                     WHERE %s AND %s
                     ORDER BY h.requested_at_ms, h.request_id
                     LIMIT ?
                    """.formatted(ASKED_NOW, ASKED_BY_AGENTS)));
        }
        return keys;
    }

    private List<Key> keys(Store store, int limit, String sql) {
        return reader.list(
                store,
                sql,
                row -> new Key(
                        store,
                        row.getString("run_id"),
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getString("question"),
                        row.getLong("asked_at_ms")),
                limit);
    }

    /**
     * One gate; empty when it is gone meanwhile.
     *
     * @param of how many are shown together
     */
    Optional<Gate> one(Key key, int of) {
        if (!key.question().isEmpty()) {
            return asked(key.store(), "r.run_id = ? AND h.request_id = ?", 1, of, key.runId(), key.question()).stream()
                    .findFirst();
        }
        return gates(
                        key.store(),
                        "r.run_id = ? AND a.node_id = ? AND a.iteration = ?",
                        1,
                        of,
                        key.runId(),
                        key.nodeId(),
                        key.iteration())
                .stream()
                .findFirst();
    }

    /** @param of how many are shown together: the more, the less is shown of each */
    private List<Gate> gates(Store store, String where, int limit, int of, Object... arguments) {
        SchemaShape shape = reader.shape(store);
        int shown = shown(of);
        boolean asksHumans = askHumans(shape);
        String request = shape.has("_smithers_approvals", "request_json")
                ? request("a.request_json", shown)
                : "NULL AS request_json, NULL AS request_bytes, NULL AS request_told";
        String decision = shape.has("_smithers_approvals", "decision_json")
                ? reader.upTo("a.decision_json", MAX_TERMS_BYTES)
                : "NULL";
        String question = asksHumans
                ? question(STATUS_OF_A_QUESTION, shown, decision)
                : "NULL AS request_id, NULL AS human_kind, NULL AS human_status, NULL AS prompt, NULL AS schema_json,"
                        + " NULL AS answered_by, NULL AS answered_at_ms, NULL AS asked_at_ms, NULL AS prompt_bytes,"
                        + " NULL AS schema_bytes, NULL AS prompt_told, NULL AS expires_at_ms, NULL AS options_json, "
                        + decision + " AS choice";
        String join = asksHumans
                ? "LEFT JOIN _smithers_human_requests h ON h.request_id = 'human:' || a.run_id || ':' || a.node_id || ':' || a.iteration"
                : "";
        return reader.list(
                store,
                """
                SELECT a.run_id, a.node_id, a.iteration, %s AS status, a.requested_at_ms, a.decided_at_ms,
                       substr(a.note, 1, 4000) AS note, substr(a.decided_by, 1, 400) AS decided_by, %s, %s,
                       %s,
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
                """.formatted(
                                StoreReader.word("a.status"),
                                request,
                                question,
                                WORKFLOW,
                                reader.jsonText("e.payload_json", "nodeId"),
                                join,
                                where),
                row -> gate(store, row),
                with(arguments, limit));
    }

    private int shown(int of) {
        return Math.clamp(budget.each() / (3L * of), MIN_SHOWN_BYTES, MAX_SHOWN_BYTES);
    }

    private static Object[] with(Object[] arguments, int limit) {
        Object[] bound = Arrays.copyOf(arguments, arguments.length + 1);
        bound[arguments.length] = limit;
        return bound;
    }

    /** @param decision where the choice is, when the question has none */
    private String question(String status, int shown, String decision) {
        return "h.request_id, %s AS human_kind, %s AS human_status, %s AS prompt, %s AS schema_json, substr(h.answered_by, 1, 400) AS answered_by, h.answered_at_ms, h.requested_at_ms AS asked_at_ms, octet_length(h.prompt) AS prompt_bytes, octet_length(h.schema_json) AS schema_bytes, %s AS prompt_told, h.timeout_at_ms AS expires_at_ms, %s AS options_json, coalesce(%s, %s) AS choice"
                .formatted(
                        StoreReader.word("h.kind"),
                        status,
                        reader.beginning("h.prompt", shown),
                        reader.upTo("h.schema_json", shown),
                        told("h.prompt"),
                        reader.upTo("h.options_json", MAX_TERMS_BYTES),
                        reader.upTo("h.response_json", MAX_TERMS_BYTES),
                        decision);
    }

    /**
     * The questions of agents; one that is open in a run that no longer executes is {@code unheard}. Of several in one
     * turn of a node each has its id, which is part of the digest.
     */
    private List<Gate> asked(Store store, String where, int limit, int of, Object... arguments) {
        return reader.list(
                store,
                """
                SELECT h.run_id, h.node_id, h.iteration, %s AS status,
                       h.requested_at_ms, h.answered_at_ms AS decided_at_ms, NULL AS note,
                       substr(h.answered_by, 1, 400) AS decided_by,
                       NULL AS request_json, NULL AS request_bytes, h.request_id AS request_told, %s,
                       %s, NULL AS event_at_ms
                  FROM _smithers_runs r CROSS JOIN _smithers_human_requests h
                 WHERE %s AND %s
                 ORDER BY h.requested_at_ms, h.request_id
                 LIMIT ?
                """.formatted(
                                STATUS_OF_A_QUESTION,
                                question(
                                        "CASE WHEN r.status <> 'running' AND h.status = 'pending' THEN 'unheard' ELSE %s END"
                                                .formatted(STATUS_OF_A_QUESTION),
                                        shown(of),
                                        "NULL"),
                                WORKFLOW,
                                where,
                                ASKED_BY_AGENTS),
                row -> gate(store, row),
                with(arguments, limit));
    }

    /** The request, or of a long one what every client shows of it. */
    private String request(String column, int shown) {
        return """
                CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s
                     WHEN %3$s IS NOT NULL OR %4$s IS NOT NULL
                     THEN json_object('mode', %3$s, 'title', %4$s, 'summary', %5$s, 'options', json(%7$s),
                                      'allowedUsers', json(%8$s), 'allowedScopes', json(%9$s)) END AS request_json,
                octet_length(%1$s) AS request_bytes, %6$s AS request_told""".formatted(
                        column,
                        shown,
                        reader.jsonWords(column, "mode", 100),
                        reader.jsonWords(column, "title", 1_000),
                        reader.jsonWords(column, "summary", 1_000),
                        told(column),
                        reader.jsonPart(column, "options", MAX_TERMS_BYTES),
                        reader.jsonPart(column, "allowedUsers", MAX_TERMS_BYTES),
                        reader.jsonPart(column, "allowedScopes", MAX_TERMS_BYTES));
    }

    /** Null for a request that is shown whole. */
    private static @Nullable TruncatedValue requestCut(
            Store store, ResultSet row, @Nullable String request, @Nullable String prompt) throws SQLException {
        String runId = row.getString("run_id");
        String place = "?node=%s&iteration=%d%s"
                .formatted(
                        TruncatedValue.encoded(row.getString("node_id")),
                        row.getInt("iteration"),
                        row.getString("request_id") == null
                                ? ""
                                : "&request=" + TruncatedValue.encoded(row.getString("request_id")));
        long requestBytes = row.getLong("request_bytes");
        if (request == null ? requestBytes > 0 : bytes(request) < requestBytes) {
            return TruncatedValue.of(
                    null, requestBytes, TruncatedValue.href(runId, "/payloads/request" + place, store.name()));
        }
        long promptBytes = row.getLong("prompt_bytes");
        if (prompt == null ? promptBytes > 0 : bytes(prompt) < promptBytes) {
            return TruncatedValue.of(
                    prompt, promptBytes, TruncatedValue.href(runId, "/payloads/question" + place, store.name()));
        }
        long schemaBytes = row.getLong("schema_bytes");
        return schemaBytes > 0 && row.getString("schema_json") == null
                ? TruncatedValue.of(
                        null, schemaBytes, TruncatedValue.href(runId, "/payloads/answer-schema" + place, store.name()))
                : null;
    }

    private static long bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    private Gate gate(Store store, ResultSet row) throws SQLException {
        JsonNode request = parsed(row.getString("request_json"));
        JsonNode schema = parsed(row.getString("schema_json"));
        String requestId = row.getString("request_id");
        boolean isQuestion = requestId != null;
        Long asked = firstOf(longOrNull(row, "requested_at_ms"), longOrNull(row, "asked_at_ms"));
        String prompt = row.getString("prompt");
        GateTerms terms =
                GateTerms.of(request, row.getLong("request_bytes") > 0, parsed(row.getString("options_json")));
        TruncatedValue truncated = requestCut(store, row, row.getString("request_json"), prompt);
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
                isQuestion
                        ? headline(prompt, row.getString("node_id"))
                        : Objects.requireNonNullElse(text(request, "title"), row.getString("node_id")),
                isQuestion ? body(prompt) : text(request, "summary"),
                request,
                schema,
                terms.options(),
                terms.allowedUsers(),
                terms.allowedScopes(),
                longOrNull(row, "expires_at_ms"),
                parsed(row.getString("choice")),
                requestId,
                store.name(),
                roots.nameOf(row.getString("workflow_path"), row.getString("workflow_name")),
                digest(row),
                truncated);
    }

    /** The first line of a question, which may be a page of Markdown. */
    private static String headline(@Nullable String prompt, String node) {
        String line = prompt == null
                ? ""
                : prompt.lines()
                        .map(text -> text.strip().replaceFirst("^#+\\s*", ""))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
        String title = line.isEmpty() ? node : line;
        return title.length() <= MAX_TITLE_CHARS
                ? title
                : title.substring(0, MAX_TITLE_CHARS - 1).strip() + "…";
    }

    /** The whole question; null where the headline says all of it. */
    private static @Nullable String body(@Nullable String prompt) {
        return prompt == null || prompt.strip().equals(headline(prompt, "")) ? null : prompt;
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
        return text == null ? null : json.orText(text);
    }

    /** The same however much of the gate is shown. */
    private static String digest(ResultSet row) throws SQLException {
        String asked = String.join(
                "\n",
                row.getString("run_id"),
                row.getString("node_id"),
                row.getString("iteration"),
                row.getString("request_told") + "",
                row.getString("prompt_told") + "");
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(asked.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** What tells whether a text has changed: all of it, or of a long one its length and its beginning. */
    private String told(String column) {
        return "coalesce(%s, octet_length(%2$s) || ':' || %3$s, octet_length(%2$s))"
                .formatted(reader.upTo(column, MAX_SHOWN_BYTES), column, reader.beginning(column, MAX_SHOWN_BYTES / 4));
    }
}
