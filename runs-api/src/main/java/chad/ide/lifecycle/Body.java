package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of a request, read by hand, so that a mistake is named by its field, and a field that does not exist
 * is a mistake. A member that is null counts as left out. All methods throw a {@link ProblemException} that names the
 * field.
 */
final class Body {

    /** The engine takes inputs of 1 MiB, as it counts. */
    static final int MAX_JSON_BYTES = 1_000_000;

    private final ObjectNode object;

    private Body(ObjectNode object) {
        this.object = object;
    }

    /** @param example of what to send, for whoever sent something else */
    static Body required(@Nullable JsonNode body, String example, Set<String> fields) {
        if (!(body instanceof ObjectNode object)) {
            throw ProblemType.BAD_REQUEST.because("Send a JSON object such as %s.".formatted(example));
        }
        return checked(object, fields);
    }

    /** A request that may come without a body. */
    static Body optional(@Nullable JsonNode body, Set<String> fields) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return new Body(JsonNodeFactory.instance.objectNode());
        }
        return required(body, "{}", fields);
    }

    private static Body checked(ObjectNode object, Set<String> fields) {
        List<FieldError> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                unknown.add(new FieldError(
                        name,
                        null,
                        "one of " + String.join(", ", fields.stream().sorted().toList())));
            }
        });
        if (!unknown.isEmpty()) {
            throw ProblemType.INVALID_VALUE.because(
                    "The request has no field `%s`."
                            .formatted(unknown.getFirst().field()),
                    unknown);
        }
        return new Body(object);
    }

    /** Whatever stands there; empty when nothing does. */
    Optional<JsonNode> any(String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    @Nullable String text(String field) {
        Optional<JsonNode> value = any(field);
        if (value.isEmpty()) {
            return null;
        }
        if (!value.get().isTextual()) {
            throw ProblemType.invalid(field, value.get().toString(), "a text");
        }
        return value.get().asText();
    }

    @Nullable String text(String field, int most) {
        String text = text(field);
        if (text != null && (text.length() > most || text.indexOf('\0') >= 0)) {
            throw ProblemType.invalid(field, text, "a text of at most %d characters without NUL".formatted(most));
        }
        return text;
    }

    /** Null when left out. */
    @Nullable List<String> texts(String field, int most, int mostChars) {
        Optional<JsonNode> value = any(field);
        if (value.isEmpty()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value.get()) {
            if (!text.isTextual() || text.asText().length() > mostChars) {
                throw ProblemType.invalid(field, "…", "a list of texts of at most %d characters".formatted(mostChars));
            }
            texts.add(text.asText());
        }
        if (!value.get().isArray() || texts.size() > most) {
            throw ProblemType.invalid(field, "…", "a list of at most %d texts".formatted(most));
        }
        return texts;
    }

    /** @param what belongs there */
    String requiredText(String field, int most, String what) {
        String text = text(field, most);
        if (text == null || text.isBlank()) {
            throw ProblemType.invalid(field, text == null ? "" : text, what);
        }
        return text;
    }

    @Nullable Boolean flag(String field) {
        Optional<JsonNode> value = any(field);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw ProblemType.invalid(field, value.get().toString(), "true or false");
        }
        return value.map(JsonNode::asBoolean).orElse(null);
    }

    boolean isSet(String field) {
        return Boolean.TRUE.equals(flag(field));
    }

    @Nullable Integer number(String field, int least, int most) {
        Optional<JsonNode> value = any(field);
        if (value.isEmpty()) {
            return null;
        }
        JsonNode number = value.get();
        if (!number.isInt() || number.asInt() < least || number.asInt() > most) {
            throw ProblemType.invalid(field, number.toString(), "a whole number from %d to %d".formatted(least, most));
        }
        return number.asInt();
    }

    int requiredNumber(String field, int least, int most) {
        Integer number = number(field, least, most);
        if (number == null) {
            throw ProblemType.invalid(field, "", "a whole number from %d to %d".formatted(least, most));
        }
        return number;
    }

    /** An empty object when left out. */
    ObjectNode object(String field, int mostBytes) {
        JsonNode value = any(field).orElseGet(JsonNodeFactory.instance::objectNode);
        if (!(value instanceof ObjectNode found)) {
            throw ProblemType.invalid(field, value.toString(), "a JSON object");
        }
        requireShort(field, found, mostBytes);
        return found;
    }

    /** @throws ProblemException 413 when no command line takes the value */
    static void requireShort(String field, JsonNode value, int mostBytes) {
        int bytes = value.toString().getBytes(UTF_8).length;
        if (bytes > mostBytes) {
            throw ProblemType.TOO_LARGE.because(
                    "`%s` has %d bytes of JSON, and at most %d are taken. Put large data into a file that the workflow reads."
                            .formatted(field, bytes, mostBytes),
                    List.of(new FieldError(field, null, "at most %d bytes of JSON".formatted(mostBytes))));
        }
    }

    /** Settings of a run as the client sent them; they are not admitted yet. */
    Map<String, @Nullable String> settings(String field) {
        Map<String, @Nullable String> settings = new TreeMap<>();
        object(field, MAX_JSON_BYTES).properties().forEach(setting -> {
            JsonNode value = setting.getValue();
            if (!value.isValueNode()) {
                throw ProblemType.invalid(field + "." + setting.getKey(), "…", "a text, number or boolean");
            }
            settings.put(setting.getKey(), value.isNull() ? null : value.asText());
        });
        return settings;
    }
}
