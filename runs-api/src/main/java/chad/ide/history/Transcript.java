package chad.ide.history;

import chad.ide.runs.RunError;
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
        @Nullable RunError error) {

    private static final int MAX_MESSAGES = 200;

    /** A text that may be long: its beginning, and how long it is. */
    record Text(String text, int chars, boolean cut) {

        private static final int MAX_CHARS = 32 * 1024;

        static @Nullable Text of(@Nullable String whole) {
            if (whole == null || whole.isEmpty()) {
                return null;
            }
            return whole.length() <= MAX_CHARS
                    ? new Text(whole, whole.length(), false)
                    : new Text(whole.substring(0, MAX_CHARS), whole.length(), true);
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

    /** The messages of the AI SDK's list, at most {@link #MAX_MESSAGES}. */
    static List<Message> messages(JsonNode conversation) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : conversation) {
            if (messages.size() < MAX_MESSAGES) {
                messages.add(message(message));
            }
        }
        return messages;
    }

    private static Message message(JsonNode message) {
        String role = message.path("role").asText("unknown");
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return new Message(role, Text.of(content.asText()), null, List.of());
        }
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<ToolUse> tools = new ArrayList<>();
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text" -> text.append(part.path("text").asText());
                case "reasoning" -> reasoning.append(part.path("text").asText());
                case "tool-call" ->
                    tools.add(toolUse(part, Text.of(part.path("input").toString()), null));
                case "tool-result" -> tools.add(toolUse(part, null, Text.of(result(part.path("output")))));
                default ->
                    text.append('[').append(part.path("type").asText("part")).append(']');
            }
        }
        return new Message(role, Text.of(text.toString()), Text.of(reasoning.toString()), tools);
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
