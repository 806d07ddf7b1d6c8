package chad.ide.history;

import static chad.ide.store.StoreReader.longOrNull;

import chad.ide.history.Transcript.Message;
import chad.ide.history.Transcript.Text;
import chad.ide.runs.RunError;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the conversations of agents from the attempts' meta data, the only place that keeps tools and reasoning. */
@Singleton
class ChatQueries {

    private final StoreReader reader;
    private final ObjectMapper json;

    ChatQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
    }

    /** Attempts of agents in the order of their start, behind the given one. */
    List<Transcript> byStart(StoredRun run, @Nullable String node, long afterMs, String afterKey, int limit) {
        return reader.list(
                run.store(),
                """
                SELECT node_id, iteration, attempt, state, started_at_ms, finished_at_ms, response_text, error_json,
                       meta_json
                  FROM _smithers_attempts
                 WHERE run_id = ? AND %s = 'agent' AND (? IS NULL OR node_id = ?)
                   AND (started_at_ms, node_id || '::' || iteration || '::' || attempt) > (?, ?)
                 ORDER BY started_at_ms, node_id || '::' || iteration || '::' || attempt
                 LIMIT ?
                """.formatted(reader.taskKind()),
                this::transcript,
                run.id(),
                node,
                node,
                afterMs,
                afterKey,
                limit);
    }

    private Transcript transcript(ResultSet row) throws SQLException {
        JsonNode meta = parsed(row.getString("meta_json"));
        JsonNode conversation = meta.path("agentConversation");
        String prompt = meta.path("prompt").asText("");
        List<Message> messages = conversation.isArray()
                ? Transcript.messages(conversation)
                : plain(prompt, row.getString("response_text"));
        return new Transcript(
                row.getString("node_id"),
                row.getInt("iteration"),
                row.getInt("attempt"),
                row.getString("state"),
                row.getLong("started_at_ms"),
                longOrNull(row, "finished_at_ms"),
                text(meta, "agentId"),
                text(meta, "agentModel"),
                Text.of(prompt),
                messages,
                conversation.isArray() ? conversation.size() - messages.size() : 0,
                RunError.parse(json, row.getString("error_json")));
    }

    /** Agents that are programs of their own keep no list of messages: what is known is the prompt and the answer. */
    private static List<Message> plain(String prompt, @Nullable String response) {
        List<Message> messages = new ArrayList<>();
        if (!prompt.isEmpty()) {
            messages.add(new Message("user", Text.of(prompt), null, List.of()));
        }
        if (response != null && !response.isEmpty()) {
            messages.add(new Message("assistant", Text.of(response), null, List.of()));
        }
        return messages;
    }

    private static @Nullable String text(JsonNode meta, String member) {
        return meta.hasNonNull(member) ? meta.get(member).asText() : null;
    }

    private JsonNode parsed(@Nullable String meta) {
        try {
            return json.readTree(meta == null ? "{}" : meta);
        } catch (JsonProcessingException damaged) {
            return json.createObjectNode();
        }
    }
}
