package chad.ide.runs;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.runs.Wait.Kind;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a run waits for. The run's status names one thing only: a gate, a signal and a timer can be waited for at
 * once, and a gate be open while tasks run.
 */
@Singleton
public class WaitQueries {

    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_ERROR_BYTES = 32 << 10;

    /** Whose waits are looked for in a run that waits for nothing of its own. */
    private static final int MAX_SUBFLOWS = 10;

    private final StoreReader reader;
    private final StoredJson json;

    WaitQueries(StoreReader reader, StoredJson json) {
        this.reader = reader;
        this.json = json;
    }

    /** At most so many, gates first; empty for a run that has ended or was never started. */
    public List<Wait> of(Store store, RunRow row, int most) {
        if (!row.isActive() || row.unstartedFork()) {
            return List.of();
        }
        List<Wait> waits = new ArrayList<>(gates(store, row.id(), most));
        if (row.status().equals("running")) { // an agent hears the answer in its own process only
            waits.addAll(questionsOfAgents(store, row.id(), most));
        }
        if (row.status().startsWith("waiting-")) {
            waits.addAll(signalsAndTimers(store, row.id(), most));
        }
        if (row.status().equals("waiting-quota")) {
            waits.addAll(quotas(store, row.id()));
        }
        if (waits.isEmpty() && row.status().startsWith("waiting-")) {
            waits.addAll(ofSubflows(store, row.id(), most));
        }
        return waits.stream().limit(most).toList();
    }

    /** A run that waits because its subflows do, which are runs of their own, {@code RUN:child:NODE:ITERATION}. */
    private List<Wait> ofSubflows(Store store, String runId, int most) {
        List<String> subflows = reader.list(
                store,
                """
                SELECT run_id FROM _smithers_runs
                 WHERE run_id > ?1 || ':child:' AND run_id < ?1 || ':child;' AND status GLOB 'waiting-*' AND %s
                 LIMIT ?2
                """.formatted(StoreReader.hasUsualId("run_id")),
                row -> row.getString("run_id"),
                runId,
                MAX_SUBFLOWS);
        List<Wait> waits = new ArrayList<>();
        for (String subflow : subflows) {
            waits.addAll(gates(store, subflow, most));
            waits.addAll(signalsAndTimers(store, subflow, most));
        }
        return waits;
    }

    private List<Wait> gates(Store store, String runId, int most) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("_smithers_approvals")) {
            return List.of();
        }
        boolean asksHumans = shape.has("_smithers_human_requests");
        return reader.list(
                store,
                """
                SELECT a.node_id, a.iteration, %s AS title, %s
                  FROM _smithers_approvals a %s
                 WHERE a.run_id = ? AND a.status = 'requested' AND %s
                 ORDER BY a.requested_at_ms, a.node_id, a.iteration
                 LIMIT ?
                """.formatted(
                                shape.has("_smithers_approvals", "request_json")
                                        ? reader.jsonWords("a.request_json", "title", MAX_NAME_CHARS)
                                        : "NULL",
                                asksHumans
                                        ? "h.request_id, %s AS prompt, h.timeout_at_ms"
                                                .formatted(reader.beginning("h.prompt", MAX_NAME_CHARS))
                                        : "NULL AS request_id, NULL AS prompt, NULL AS timeout_at_ms",
                                asksHumans
                                        ? "LEFT JOIN _smithers_human_requests h ON h.request_id = 'human:' || a.run_id || ':' || a.node_id || ':' || a.iteration"
                                        : "",
                                StoreReader.hasUsualId("a.node_id")),
                row -> gate(store, runId, row),
                runId,
                most);
    }

    /** Of these there is no approval: an agent asks, and waits in its own process. */
    private List<Wait> questionsOfAgents(Store store, String runId, int most) {
        if (!reader.shape(store).has("_smithers_human_requests")) {
            return List.of();
        }
        return reader.list(
                store,
                """
                SELECT h.node_id, h.iteration, NULL AS title, h.request_id, %s AS prompt, h.timeout_at_ms
                  FROM _smithers_human_requests h
                 WHERE h.status = 'pending' AND %s
                 ORDER BY h.requested_at_ms, h.request_id
                 LIMIT ?2
                """.formatted(reader.beginning("h.prompt", MAX_NAME_CHARS), AgentQuestions.of("?1")),
                row -> gate(store, runId, row),
                runId,
                most);
    }

    private static Wait gate(Store store, String runId, ResultSet row) throws SQLException {
        String nodeId = row.getString("node_id");
        boolean isQuestion = row.getString("request_id") != null;
        String node = " --node " + CliWords.quoted(nodeId);
        return new Wait(
                isQuestion ? Kind.QUESTION : Kind.APPROVAL,
                nodeId,
                row.getInt("iteration"),
                oneLine(row.getString(isQuestion ? "prompt" : "title")),
                null,
                longOrNull(row, "timeout_at_ms"),
                CliWords.onRun(isQuestion ? "answer" : "approve", runId, store.name())
                        + node
                        + (isQuestion ? " --value JSON" : ""));
    }

    private List<Wait> signalsAndTimers(Store store, String runId, int most) {
        return reader.list(
                store,
                """
                SELECT %s AS node_id, iteration, signal, correlation_id, started_at + timeout AS ends_at_ms, timer, fires_at_ms
                  FROM (SELECT node_id, iteration, started_at_ms, attempt,
                               %s AS signal, %s AS correlation_id, %s AS started_at, %s AS timeout,
                               %s AS received_at_ms, %s AS timer, %s AS fires_at_ms
                          FROM _smithers_attempts
                         WHERE run_id = ? AND state IN ('waiting-event', 'waiting-timer'))
                 WHERE received_at_ms IS NULL AND coalesce(signal, timer) IS NOT NULL
                 ORDER BY signal IS NULL, started_at_ms, node_id, iteration, attempt
                 LIMIT ?
                """.formatted(
                                reader.shownId("node_id"),
                                reader.jsonWords("meta_json", "waitForEvent.signalName", MAX_NAME_CHARS),
                                reader.jsonWords("meta_json", "waitForEvent.correlationId", MAX_NAME_CHARS),
                                reader.jsonText("meta_json", "waitForEvent.startedAtMs"),
                                reader.jsonText("meta_json", "waitForEvent.timeoutMs"),
                                reader.jsonText("meta_json", "waitForEvent.receivedAtMs"),
                                reader.jsonWords("meta_json", "timer.timerId", MAX_NAME_CHARS),
                                reader.jsonText("meta_json", "timer.firesAtMs")),
                row -> row.getString("signal") == null ? timer(row) : signal(store, runId, row),
                runId,
                most);
    }

    private static Wait timer(ResultSet row) throws SQLException {
        return new Wait(
                Kind.TIMER,
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getString("timer"),
                null,
                longOrNull(row, "fires_at_ms"),
                null);
    }

    private static Wait signal(Store store, String runId, ResultSet row) throws SQLException {
        String name = row.getString("signal");
        String correlationId = row.getString("correlation_id");
        String command = "chad-runs signal %s %s --store %s%s --payload JSON"
                .formatted(
                        CliWords.quoted(runId),
                        CliWords.quoted(name),
                        CliWords.quoted(store.name()),
                        correlationId == null ? "" : " --correlation " + CliWords.quoted(correlationId));
        return new Wait(
                Kind.SIGNAL,
                row.getString("node_id"),
                row.getInt("iteration"),
                name,
                correlationId,
                longOrNull(row, "ends_at_ms"),
                command);
    }

    /** The engine notes for each node that is held up what the provider said, which names the account or the model. */
    private List<Wait> quotas(Store store, String runId) {
        JsonNode noted = reader.first(
                        store,
                        "SELECT coalesce(%s, '{}') AS noted FROM _smithers_runs WHERE run_id = ?"
                                .formatted(reader.upTo("error_json", MAX_ERROR_BYTES)),
                        row -> row.getString("noted"),
                        runId)
                .flatMap(json::parse)
                .orElse(MissingNode.getInstance());
        Long resetAtMs = timeOf(noted);
        String command = CliWords.onRun("resume", runId, store.name());
        List<Wait> quotas = new ArrayList<>();
        for (JsonNode held : noted.path("blocked")) {
            String said = oneLine(held.path("message").textValue());
            quotas.add(new Wait(
                    Kind.QUOTA,
                    held.path("nodeId").textValue(),
                    0,
                    said == null || said.length() <= MAX_NAME_CHARS ? said : said.substring(0, MAX_NAME_CHARS),
                    null,
                    held.has("resetAtMs") ? timeOf(held) : resetAtMs,
                    command));
        }
        return quotas.isEmpty() ? List.of(new Wait(Kind.QUOTA, null, 0, null, null, resetAtMs, command)) : quotas;
    }

    private static @Nullable Long timeOf(JsonNode noted) {
        return noted.path("resetAtMs").isNumber() ? noted.get("resetAtMs").longValue() : null;
    }

    private static @Nullable String oneLine(@Nullable String text) {
        return text == null ? null : text.replaceAll("\\s+", " ").strip();
    }
}
