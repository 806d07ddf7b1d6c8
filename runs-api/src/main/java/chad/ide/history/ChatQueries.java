package chad.ide.history;

import static chad.ide.store.StoreReader.longOrNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.answers.AnswerBudget;
import chad.ide.answers.TruncatedValue;
import chad.ide.detail.RunError;
import chad.ide.history.Transcript.Message;
import chad.ide.history.Transcript.Text;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conversations of agents from the attempts' meta data, the only place that keeps tools and reasoning. */
@Singleton
class ChatQueries {

    private static final int MAX_CHARS = 32 * 1024;

    /** Members of an attempt's meta data that are read; the conversation is read by itself. */
    private static final Set<String> WORDS = Set.of("prompt", "agentId", "agentModel");

    private static final String OF_AN_ATTEMPT = "run_id = ? AND node_id = ? AND iteration = ? AND attempt = ?";

    private record Row(
            String nodeId,
            int iteration,
            int attempt,
            String state,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable RunError error,
            long bytes) {}

    /** What is kept of an attempt's meta data. */
    private static final class Meta {
        private final Map<String, String> words = new HashMap<>();
        private final List<Message> messages = new ArrayList<>();
        private boolean isConversation;
        private int left;
    }

    private final StoreReader reader;
    private final ObjectMapper json;
    private final AnswerBudget budget;

    ChatQueries(StoreReader reader, ObjectMapper json, AnswerBudget budget) {
        this.reader = reader;
        this.json = json;
        this.budget = budget;
    }

    /** Attempts of agents in the order of their start, behind the given one. */
    List<Transcript> byStart(StoredRun run, @Nullable String node, StartOrder after, int limit) {
        List<Row> rows = reader.list(
                run.store(),
                """
                SELECT node_id, iteration, attempt, %5$s AS state, started_at_ms, finished_at_ms, %3$s AS error_json,
                       coalesce(octet_length(meta_json), 0) + coalesce(octet_length(response_text), 0) AS bytes
                  FROM _smithers_attempts
                 WHERE run_id = ? AND %1$s = 'agent' AND (? IS NULL OR node_id = ?)
                   AND (%2$s) > (?, ?) AND %4$s
                 ORDER BY %2$s
                 LIMIT ?
                """.formatted(
                                reader.taskKind(),
                                StartOrder.SQL,
                                reader.errorJson("error_json"),
                                StoreReader.hasUsualId("node_id"),
                                StoreReader.word("state")),
                row -> new Row(
                        row.getString("node_id"),
                        row.getInt("iteration"),
                        row.getInt("attempt"),
                        row.getString("state"),
                        row.getLong("started_at_ms"),
                        longOrNull(row, "finished_at_ms"),
                        RunError.parse(json, row.getString("error_json")),
                        row.getLong("bytes")),
                run.id(),
                node,
                node,
                after.startedAtMs(),
                after.key(),
                limit);
        long charsOfEach = rows.isEmpty() ? 0 : budget.each() / rows.size();
        return rows.stream().map(row -> transcript(run, row, charsOfEach)).toList();
    }

    private Transcript transcript(StoredRun run, Row row, long chars) {
        LongStrings texts = new LongStrings(MAX_CHARS, chars);
        Meta meta = value(run, row, "meta_json")
                .map(payload -> meta(payload, texts))
                .orElseGet(Meta::new);
        String prompt = meta.words.get("prompt");
        if (!meta.isConversation) {
            plain(run, row, texts, prompt, meta.messages);
        }
        return new Transcript(
                row.nodeId(),
                row.iteration(),
                row.attempt(),
                row.state(),
                row.startedAtMs(),
                row.finishedAtMs(),
                meta.words.get("agentId"),
                meta.words.get("agentModel"),
                texts.text(prompt),
                meta.messages,
                meta.left,
                row.error(),
                row.bytes(),
                run.href("/payloads/conversation?node=%s&iteration=%d&attempt=%d"
                        .formatted(TruncatedValue.encoded(row.nodeId()), row.iteration(), row.attempt())));
    }

    private Optional<StoredPayload> value(StoredRun run, Row row, String column) {
        return reader.payload(
                run.store(),
                new StoredValue(
                        "_smithers_attempts",
                        column,
                        OF_AN_ATTEMPT,
                        run.id(),
                        row.nodeId(),
                        row.iteration(),
                        row.attempt()));
    }

    /** Read as it comes, for a conversation may be longer than memory has room for. */
    private Meta meta(StoredPayload payload, LongStrings texts) {
        Meta meta = new Meta();
        try (JsonParser parser = json.createParser(texts.cut(new InputStreamReader(payload.open(), UTF_8)))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    member(parser, meta, texts);
                }
            }
        } catch (IOException damagedOrChanged) {
            Log.debugf("The metadata of an attempt could not be read completely. %s", damagedOrChanged);
        }
        return meta;
    }

    private static void member(JsonParser parser, Meta meta, LongStrings texts) throws IOException {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("agentConversation") && value == JsonToken.START_ARRAY) {
            meta.isConversation = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (meta.messages.size() < Transcript.MAX_MESSAGES) {
                    JsonNode message = parser.readValueAsTree();
                    meta.messages.add(Transcript.message(message, texts));
                } else {
                    parser.skipChildren();
                    meta.left++;
                }
            }
        } else if (WORDS.contains(name) && value == JsonToken.VALUE_STRING) {
            meta.words.put(name, parser.getText());
        } else {
            parser.skipChildren();
        }
    }

    /** Agents that are programs of their own keep no list of messages: what is known is the prompt and the answer. */
    private void plain(StoredRun run, Row row, LongStrings texts, @Nullable String prompt, List<Message> messages) {
        if (prompt != null && !prompt.isEmpty()) {
            messages.add(new Message("user", texts.text(prompt), null, List.of()));
        }
        reader.first(
                        run.store(),
                        "SELECT %s AS beginning, octet_length(response_text) AS bytes FROM _smithers_attempts WHERE %s"
                                .formatted(reader.beginning("response_text", MAX_CHARS), OF_AN_ATTEMPT),
                        answer -> Text.ofBeginning(answer.getString("beginning"), answer.getLong("bytes")),
                        run.id(),
                        row.nodeId(),
                        row.iteration(),
                        row.attempt())
                .filter(answer -> answer.chars() > 0)
                .ifPresent(answer -> messages.add(new Message("assistant", answer, null, List.of())));
    }
}
