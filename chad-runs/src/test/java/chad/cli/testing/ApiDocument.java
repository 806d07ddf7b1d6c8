package chad.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document of a service, taken strictly: a member that it does not know is a mistake. */
final class ApiDocument {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode document;
    private final Map<JsonNode, JsonSchema> known = new ConcurrentHashMap<>();

    ApiDocument(JsonNode document) {
        this.document = document;
        document.path("components").path("schemas").forEach(schema -> {
            if (schema.has("properties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
    }

    /** Its {@code operationId}; empty when the document has no such operation. */
    String operation(String method, String path) {
        return described(method, path).path("operationId").asText();
    }

    /** What of an answer is otherwise than the document says. */
    List<String> unlike(String method, String path, int status, String type, @Nullable JsonNode body) {
        String asked = "%s %s: %d %s".formatted(method, path, status, type);
        JsonNode response = described(method, path).path("responses").path(Integer.toString(status));
        JsonNode content = response.path("content").path(type);
        if (response.isMissingNode() || (!type.isEmpty() && content.isMissingNode())) {
            return List.of(asked + " is not described");
        }
        return body == null
                ? List.of()
                : known.computeIfAbsent(content.path("schema"), this::compiled).validate(body).stream()
                        .map(message -> asked + ": " + message.getMessage())
                        .toList();
    }

    private JsonSchema compiled(JsonNode schema) {
        ObjectNode whole = new ObjectMapper().createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        return SCHEMAS.getSchema(whole);
    }

    /** Of several paths that fit, the one with the fewest unknown parts. */
    private JsonNode described(String method, String path) {
        return document.path("paths").properties().stream()
                .filter(one -> path.matches(one.getKey().replaceAll("\\{[^}]*}", "[^/]+")))
                .max(Comparator.comparing(
                        one -> one.getKey().replaceAll("\\{[^}]*}", "").length()))
                .<JsonNode>map(one -> one.getValue().path(method.toLowerCase(Locale.ROOT)))
                .orElse(MissingNode.getInstance());
    }
}
