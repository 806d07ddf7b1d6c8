package chad.ide.request;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record of a request out of its JSON. The record is all that says what may be sent: its components are the
 * fields, its compact constructor has the bounds, and its {@code @Schema} has the example. A field that does not exist is
 * a mistake, a number is no text, and null counts as left out; what is wrong is told by the field's name.
 */
@Singleton
public class RequestBinder {

    private static final List<CoercionInputShape> SCALARS = List.of(
            CoercionInputShape.Boolean,
            CoercionInputShape.Integer,
            CoercionInputShape.Float,
            CoercionInputShape.String,
            CoercionInputShape.EmptyString);

    private final ObjectMapper json;

    /** By record, of which the service has a few dozen. Jackson forgets what it saw, and would look again at each request. */
    private final Map<Class<?>, Map<String, AnnotatedMember>> fields = new ConcurrentHashMap<>();

    RequestBinder(ObjectMapper json) {
        this.json = json.copy()
                // Jackson looks for unknown fields too late to name all of them, and not at all where a part is
                // unwrapped.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        takeOnly(LogicalType.Textual, Set.of(CoercionInputShape.String, CoercionInputShape.EmptyString));
        takeOnly(LogicalType.Integer, Set.of(CoercionInputShape.Integer));
        takeOnly(LogicalType.Boolean, Set.of(CoercionInputShape.Boolean));
    }

    private void takeOnly(LogicalType type, Set<CoercionInputShape> shapes) {
        SCALARS.stream()
                .filter(shape -> !shapes.contains(shape))
                .forEach(shape -> json.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail));
    }

    /**
     * The record.
     *
     * @param body null or missing when none was sent, which is as good as an empty object where no field is needed
     * @throws ProblemException 400 or 413 that names the field
     */
    public <T extends Record> T bind(@Nullable JsonNode body, Class<T> type) {
        if (body == null || body.isMissingNode() || body.isNull()) {
            try {
                return record(json.createObjectNode(), type);
            } catch (ProblemException needed) {
                throw wanted(type, needed);
            }
        }
        if (!(body instanceof ObjectNode object)) {
            throw wanted(type, null);
        }
        requireKnown(object, type);
        return record(object, type);
    }

    private static ProblemException wanted(Class<?> type, @Nullable ProblemException needed) {
        Schema schema = type.getAnnotation(Schema.class);
        String example = schema == null || schema.examples().length == 0 ? "{}" : schema.examples()[0];
        String words = "Send a JSON object such as %s.".formatted(example);
        return needed == null ? ProblemType.BAD_REQUEST.because(words) : ProblemType.BAD_REQUEST.because(words, needed);
    }

    private void requireKnown(ObjectNode object, Class<?> type) {
        Set<String> known = fields(type).keySet();
        String allowed = known.isEmpty() ? "no fields" : "one of " + String.join(", ", known);
        List<FieldError> unknown = object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .map(name -> new FieldError(name, null, allowed))
                .toList();
        if (!unknown.isEmpty()) {
            throw ProblemType.INVALID_VALUE.because(
                    "The request has no field `%s`."
                            .formatted(unknown.getFirst().field()),
                    unknown);
        }
    }

    private Map<String, AnnotatedMember> fields(Class<?> type) {
        return fields.computeIfAbsent(type, first -> {
            Map<String, AnnotatedMember> found = new TreeMap<>();
            addFields(json.constructType(first), found);
            return Collections.unmodifiableMap(found);
        });
    }

    private void addFields(JavaType type, Map<String, AnnotatedMember> fields) {
        BeanDescription described = json.getDeserializationConfig().introspect(type);
        for (BeanPropertyDefinition property : described.findProperties()) {
            AnnotatedMember member = property.getPrimaryMember();
            boolean isUnwrapped =
                    json.getDeserializationConfig().getAnnotationIntrospector().findUnwrappingNameTransformer(member)
                            != null;
            if (isUnwrapped) {
                addFields(member.getType(), fields);
            } else {
                fields.put(property.getName(), member);
            }
        }
    }

    private <T extends Record> T record(ObjectNode object, Class<T> type) {
        try {
            return json.treeToValue(object, type);
        } catch (JsonMappingException refused) {
            throw problem(refused, object, fields(type));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As the wire has them. */
    private String words(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .map(word -> "`" + json.convertValue(word, String.class) + "`")
                .collect(Collectors.joining(" or "));
    }

    private ProblemException problem(
            JsonMappingException refused, ObjectNode object, Map<String, AnnotatedMember> fields) {
        if (refused.getCause() instanceof ProblemException bound) {
            return bound;
        }
        JsonNode value = object;
        for (JsonMappingException.Reference step : refused.getPath()) {
            value = step.getFieldName() == null ? value.path(step.getIndex()) : value.path(step.getFieldName());
        }
        String field = refused.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
        AnnotatedMember member = fields.get(field);
        String allowed = allowed(refused, member == null ? null : member.getAnnotation(Schema.class));
        return ProblemType.invalid(field, allowed.equals(SettingText.ALLOWED) ? "…" : value.toString(), allowed);
    }

    private String allowed(JsonMappingException refused, @Nullable Schema schema) {
        if (refused.getCause() instanceof InputCoercionException) {
            return wholeNumber(schema, Integer.toString(Integer.MIN_VALUE), Integer.toString(Integer.MAX_VALUE));
        }
        Class<?> type = refused instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return wholeNumber(schema, "", "");
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type != null && type.isEnum()) {
            return words(type);
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type == SettingText.class ? SettingText.ALLOWED : "a JSON object";
    }

    /** In the words of {@link Given#between}, which is not reached by what is no number or does not fit into one. */
    private static String wholeNumber(@Nullable Schema schema, String usualLeast, String usualMost) {
        String least = schema == null || schema.minimum().isEmpty() ? usualLeast : schema.minimum();
        String most = schema == null || schema.maximum().isEmpty() ? usualMost : schema.maximum();
        String from = least.isEmpty() ? "" : " from " + least;
        String to = most.isEmpty() ? "" : (least.isEmpty() ? " up to " : " to ") + most;
        return "a whole number" + from + to;
    }
}
