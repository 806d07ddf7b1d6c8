package chad.ide.detail;

import chad.ide.runs.Failure;
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

    private static final int SHORT_CHARS = 400;

    /** The error in the engine's JSON; null when there is none. Text that is not valid JSON is the message. */
    public static @Nullable RunError parse(ObjectMapper json, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        JsonNode error = read(json, text);
        String key = error.path("details").path("key").asText("");
        int end = key.lastIndexOf("::");
        return of(Failure.of(error, null), end > 0 ? key.substring(0, end) : null, text);
    }

    private static JsonNode read(ObjectMapper json, String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException plain) {
            return json.getNodeFactory().textNode(text);
        }
    }

    /** @param otherwise the message where the error has none */
    static RunError of(Failure failure, @Nullable String nodeId, String otherwise) {
        return new RunError(
                failure.name(),
                failure.code(),
                failure.message().isEmpty() ? cut(otherwise) : failure.message(),
                nodeId);
    }

    /** With the beginning of its message only, for where many are listed. */
    public RunError inShort() {
        return message.length() <= SHORT_CHARS
                ? this
                : new RunError(name, code, message.substring(0, SHORT_CHARS) + "…", nodeId);
    }

    private static String cut(String text) {
        return text.length() <= Failure.MAX_MESSAGE_CHARS ? text : text.substring(0, Failure.MAX_MESSAGE_CHARS) + "…";
    }
}
