package chad.ide.mcp;

import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkiverse.mcp.server.runtime.McpMessageHandler;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shape of what clients post, before the library takes it apart: that expects members to be of the right type, and
 * answers with 500 and a stack trace in the log when they are not.
 */
final class McpMessages {

    static final List<String> VERSIONS = McpMessageHandler.SUPPORTED_PROTOCOL_VERSIONS;

    private static final String JSON_RPC = "2.0";
    private static final int MAX_MESSAGES = 50;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private McpMessages() {}

    /** @throws chad.edge.ProblemException 400 that says what is wrong */
    static void check(byte[] body) {
        JsonNode root = parse(body);
        if (root.isArray()) {
            require(
                    !root.isEmpty() && root.size() <= MAX_MESSAGES,
                    "A batch has 1 to %d messages.".formatted(MAX_MESSAGES));
            root.forEach(McpMessages::checkMessage);
        } else {
            checkMessage(root);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return STRICT.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw ProblemType.BAD_REQUEST.because(
                    "The body is not valid JSON: %s.".formatted(SafeText.text(notJson.getOriginalMessage(), 200)));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void checkMessage(JsonNode message) {
        require(message.isObject(), "A message is a JSON object.");
        require(JSON_RPC.equals(message.path("jsonrpc").textValue()), "`jsonrpc` must be \"2.0\".");
        JsonNode id = message.path("id");
        require(
                id.isMissingNode() || id.isTextual() || (id.isIntegralNumber() && id.canConvertToLong()),
                "`id` must be a string or an integer.");
        boolean isResponse = message.has("result") || message.has("error");
        require(
                isResponse
                        ? !id.isMissingNode() && !message.has("method")
                        : message.path("method").isTextual(),
                "A message must have a `method`, or an `id` and a `result` or an `error`.");
        if (isResponse) {
            require(isObjectOrAbsent(message.path("error")), "`error` must be a JSON object.");
        } else {
            require(isObjectOrAbsent(message.path("params")), "`params` must be a JSON object.");
            checkParams(message.path("method").textValue(), message.path("params"));
        }
    }

    private static void checkParams(String method, JsonNode params) {
        require(isObjectOrAbsent(params.path("_meta")), "`_meta` must be a JSON object.");
        switch (method) {
            case "initialize" -> checkInitialize(params);
            case "tools/call" -> {
                require(params.path("name").isTextual(), "`params.name` must be the name of a tool.");
                require(isObjectOrAbsent(params.path("arguments")), "`params.arguments` must be a JSON object.");
            }
            case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
                require(params.path("uri").isTextual(), "`params.uri` must be a string.");
            case "prompts/get" -> require(params.path("name").isTextual(), "`params.name` must be a string.");
            case "completion/complete" ->
                require(
                        params.path("ref").isObject() && params.path("argument").isObject(),
                        "`params.ref` and `params.argument` must be JSON objects.");
            case "logging/setLevel" -> require(params.path("level").isTextual(), "`params.level` must be a string.");
            default ->
                require(
                        params.path("cursor").isMissingNode()
                                || params.path("cursor").isTextual(),
                        "`params.cursor` must be a string.");
        }
    }

    private static void checkInitialize(JsonNode params) {
        JsonNode client = params.path("clientInfo");
        require(
                client.path("name").isTextual() && client.path("version").isTextual(),
                "`params.clientInfo` must have a `name` and a `version`.");
        require(isObjectOrAbsent(params.path("capabilities")), "`params.capabilities` must be a JSON object.");
        checkOffered(params.path("protocolVersion").textValue());
    }

    /** A version that is newer than all of ours is answered with ours, and the client decides: so the protocol wants it. */
    private static void checkOffered(@Nullable String version) {
        boolean isKnown = version != null && VERSIONS.contains(version);
        boolean isNewer =
                version != null && DATE.matcher(version).matches() && version.compareTo(VERSIONS.getFirst()) > 0;
        require(
                isKnown || isNewer,
                "`params.protocolVersion` must be one of %s, or newer.".formatted(String.join(", ", VERSIONS)));
    }

    private static boolean isObjectOrAbsent(JsonNode value) {
        return value.isMissingNode() || value.isObject();
    }

    private static void require(boolean isSo, String words) {
        if (!isSo) {
            throw ProblemType.BAD_REQUEST.because(words + " See https://modelcontextprotocol.io and docs/mcp.md.");
        }
    }
}
