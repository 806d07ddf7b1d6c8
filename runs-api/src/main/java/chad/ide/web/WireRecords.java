package chad.ide.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * The records that go over the wire, as the compiler and Jackson know them: the packages are {@code @NullMarked}, so a
 * member is never null unless its type says so. The scanner of OpenAPI does not know that; {@link ApiDocument} asks here.
 */
final class WireRecords {

    private static final String OURS = "chad.";
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName SCHEMA = DotName.createSimple(Schema.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
    private static final DotName UNWRAPPED = DotName.createSimple(JsonUnwrapped.class);
    private static final DotName PROPERTY = DotName.createSimple(JsonProperty.class);
    private static final Set<String> CAN_BE_EMPTY =
            Set.of("java.lang.String", "java.util.List", "java.util.Set", "java.util.Map", "java.util.Collection");

    private final IndexView index;
    private final List<ClassInfo> records;

    WireRecords(IndexView index) {
        this.index = index;
        this.records = index.getKnownClasses().stream()
                .filter(known -> known.isRecord() && known.name().toString().startsWith(OURS))
                .toList();
    }

    /**
     * A member of a JSON object.
     *
     * @param leftOut whether an answer may come without it
     */
    record Member(Type type, boolean leftOut) {

        boolean isNullable() {
            return WireRecords.isNullable(type);
        }

        /** Whether a request must have it: what is not null has to be sent, unless it is a switch, which is off. */
        boolean isNeeded() {
            return !isNullable() && type.kind() != Type.Kind.PRIMITIVE;
        }
    }

    static boolean isNullable(Type type) {
        return type.hasAnnotation(NULLABLE);
    }

    /**
     * The members of the JSON object that a schema describes. The scanner may have found more: it takes a question that a
     * record answers about itself, such as {@code isRetired()}, for one.
     *
     * @throws IllegalStateException when no record has that name and those members, or several that differ do
     */
    Map<String, Member> members(String schema, Set<String> properties) {
        List<Map<String, Member>> found = records.stream()
                .filter(one -> isNamed(one, schema))
                .map(this::members)
                .filter(members -> properties.containsAll(members.keySet()))
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    "The schema `%s` of the OpenAPI document, with the members %s, fits %d records of that name. Name the record with @Schema(name = …)."
                            .formatted(schema, properties, found.size()));
        }
        return found.getFirst();
    }

    /** A generic record is named with its argument behind it. */
    private static boolean isNamed(ClassInfo one, String schema) {
        AnnotationInstance annotation = one.declaredAnnotation(SCHEMA);
        AnnotationValue given = annotation == null ? null : annotation.value("name");
        String name = given == null ? one.simpleName() : given.asString();
        return schema.equals(name) || (!one.typeParameters().isEmpty() && schema.startsWith(name));
    }

    private Map<String, Member> members(ClassInfo one) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (RecordComponentInfo component : one.recordComponents()) {
            FieldInfo field = one.field(component.name());
            if (field.hasAnnotation(UNWRAPPED)) {
                members.putAll(members(index.getClassByName(field.type().name())));
                continue;
            }
            AnnotationInstance property = field.annotation(PROPERTY);
            String name = property == null || property.value() == null
                    ? field.name()
                    : property.value().asString();
            members.put(name, new Member(field.type(), isLeftOut(one, field)));
        }
        return members;
    }

    private static boolean isLeftOut(ClassInfo one, FieldInfo field) {
        AnnotationInstance include = field.annotation(INCLUDE);
        if (include == null) {
            include = one.declaredAnnotation(INCLUDE);
        }
        AnnotationValue when = include == null ? null : include.value();
        JsonInclude.Include rule =
                when == null ? JsonInclude.Include.ALWAYS : JsonInclude.Include.valueOf(when.asEnum());
        return switch (rule) {
            case NON_NULL -> isNullable(field.type());
            case NON_EMPTY ->
                isNullable(field.type())
                        || CAN_BE_EMPTY.contains(field.type().name().toString());
            case ALWAYS -> false;
            default ->
                throw new IllegalStateException("%s of %s is included by a rule that is not known here: %s"
                        .formatted(field.name(), one.name(), rule));
        };
    }

    /** What a method declares, by the {@code operationId} of its operation. */
    Collection<AnnotationInstance> annotations(Class<?> annotation) {
        return index.getAnnotations(DotName.createSimple(annotation));
    }
}
