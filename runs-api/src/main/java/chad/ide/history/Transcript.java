package chad.ide.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.detail.RunError;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an agent was asked and what it said in one attempt.
 *
 * @param prompt as the workflow's author wrote it; the engine wraps it with instructions on the form of the answer, and
 *     the conversation shows the wrapped one
 * @param messages empty for a call that failed before an answer: the engine keeps the conversation of ended ones only
 * @param moreMessages how many further ones are left out
 * @param sizeBytes of all that the engine keeps of the attempt
 * @param href streams that
 */
@Schema(name = "Transcript")
record Transcript(
        @Schema(examples = "ask-alpha") String nodeId,
        int iteration,
        @Schema(examples = "1") int attempt,
        @Schema(examples = "finished") String state,
        long startedAtMs,
        @Nullable Long finishedAtMs,
        @Nullable String agent,
        @Nullable String model,
        @Nullable Text prompt,
        List<Message> messages,
        int moreMessages,
        @Nullable RunError error,
        long sizeBytes,

        @Schema(examples = "/api/runs/fusion-7/payloads/conversation?node=judge&iteration=0&attempt=1&store=fusion")
        String href) {

    static final int MAX_MESSAGES = 200;

    /** A text that may be long: its beginning, and how long it is. */
    record Text(String text, int chars, boolean cut) {

        /** Of a text of so many bytes; null stands for one of which nothing is read. */
        static Text ofBeginning(@Nullable String beginning, long bytes) {
            String text = beginning == null ? "" : beginning;
            boolean isWhole = text.length() == bytes || text.getBytes(UTF_8).length >= bytes;
            return new Text(text, (int) Math.min(Integer.MAX_VALUE, isWhole ? text.length() : bytes), !isWhole);
        }
    }

    /** @param role {@code system}, {@code user}, {@code assistant} or {@code tool} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            @Schema(examples = "assistant") String role,
            @Nullable Text text,
            @Nullable Text reasoning,
            List<ToolUse> toolCalls) {}

    /** A call that the assistant made, or, in a message of role tool, what came of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ToolUse(
            @Nullable String callId,
            @Nullable String tool,
            @Nullable Text input,
            @Nullable Text output) {}

    /** A message of the AI SDK's list. */
    static Message message(JsonNode message, LongStrings texts) {
        String role = message.path("role").asText("unknown");
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return new Message(role, texts.text(content.asText()), null, List.of());
        }
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<ToolUse> tools = new ArrayList<>();
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text" -> text.append(part.path("text").asText());
                case "reasoning" -> reasoning.append(part.path("text").asText());
                case "tool-call" ->
                    tools.add(toolUse(part, texts.text(part.path("input").toString()), null));
                case "tool-result" -> tools.add(toolUse(part, null, texts.text(result(part.path("output")))));
                default ->
                    text.append('[').append(part.path("type").asText("part")).append(']');
            }
        }
        return new Message(role, texts.text(text.toString()), texts.text(reasoning.toString()), tools);
    }

    private static ToolUse toolUse(JsonNode part, @Nullable Text input, @Nullable Text output) {
        return new ToolUse(textOrNull(part, "toolCallId"), textOrNull(part, "toolName"), input, output);
    }

    private static String result(JsonNode output) {
        JsonNode value = output.path("value");
        return value.isTextual() ? value.asText() : (value.isMissingNode() ? output : value).toString();
    }

    private static @Nullable String textOrNull(JsonNode part, String member) {
        return part.hasNonNull(member) ? part.get(member).asText() : null;
    }
}
