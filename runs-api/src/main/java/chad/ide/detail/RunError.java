package chad.ide.detail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, without the stack, the request bodies and the response headers that the engine keeps with it: those
 * are long, and hostile. The events have the whole.
 *
 * @param nodeId of the task that failed the run, where the engine names one
 */
public record RunError(
        @Schema(examples = "APICallError") @Nullable String name,
        @Nullable String code,

        @Schema(examples = "The model answered 503") String message,

        @Nullable String nodeId) {

    private static final int MAX_MESSAGE_CHARS = 4_000;
    private static final int SHORT_CHARS = 400;

    /** The error in the engine's JSON; null when there is none. Text that is not valid JSON is the message. */
    public static @Nullable RunError parse(ObjectMapper json, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            JsonNode error = json.readTree(text);
            if (!error.isObject()) {
                return new RunError(null, null, cut(error.asText()), null);
            }
            String key = error.path("details").path("key").asText("");
            int end = key.lastIndexOf("::");
            return new RunError(
                    textOrNull(error, "name"),
                    textOrNull(error, "code"),
                    cut(error.path("message").asText(error.path("summary").asText(text))),
                    end > 0 ? key.substring(0, end) : null);
        } catch (JsonProcessingException plain) {
            return new RunError(null, null, cut(text), null);
        }
    }

    /** With the beginning of its message only, for where many are listed. */
    public RunError inShort() {
        return message.length() <= SHORT_CHARS
                ? this
                : new RunError(name, code, message.substring(0, SHORT_CHARS) + "…", nodeId);
    }

    private static @Nullable String textOrNull(JsonNode error, String member) {
        return error.hasNonNull(member) ? cut(error.get(member).asText()) : null;
    }

    private static String cut(String text) {
        return text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS) + "…";
    }
}
