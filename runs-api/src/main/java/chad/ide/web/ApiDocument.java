package chad.ide.web;

import chad.edge.Problem;
import chad.ide.security.Role;
import chad.ide.web.WireRecords.Member;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the OpenAPI document what the scanner of annotations does not know: the key, the role that each operation asks
 * for, that every error is a problem, and by {@link WireRecords} what may be null and what is always there. Called in the
 * build, which writes the document: see {@code pom.xml}.
 */
public class ApiDocument implements OASFilter {

    private static final String KEY = "key";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final DotName OBJECT_NODE = DotName.createSimple(ObjectNode.class);
    private static final Map<String, String> PROBLEMS = Map.of(
            "400", "A value is not valid; `errors` names it",
            "401", "No valid key",
            "403", "The key's role is not sufficient",
            "404", "Not found",
            "429", "Too many at once",
            "500", "An internal error; `detail` has the id under which the log tells more",
            "503", "A store or the engine is not available at the moment");

    private final WireRecords records;

    /** The scanner hands in its index of the classes. */
    public ApiDocument(IndexView index) {
        this.records = new WireRecords(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addSecurityScheme(
                        KEY,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("x-smithers-key")
                                .description("A key of `credentials.json`. Its role is " + Role.VIEWER + " or "
                                        + Role.OPERATOR + ", and an operator may do everything that a viewer may."));
        document.addServer(OASFactory.createServer().url("/").description("The service that serves this document"));
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(KEY, List.of()));
        document.getPaths().getPathItems().values().forEach(ApiDocument::addProblems);
        addRoles(document);
        describeMembers(document);
    }

    /** The scanner takes a {@code JsonNode} for an array of nothing, as one can be walked through: it is any JSON. */
    @Override
    public Schema filterSchema(Schema schema) {
        List<Schema.SchemaType> types = schema.getType();
        if (types != null && types.contains(Schema.SchemaType.ARRAY) && schema.getItems() == null) {
            schema.setType(null);
        }
        return schema;
    }

    private static void addProblems(PathItem path) {
        path.getOperations()
                .values()
                .forEach(operation -> PROBLEMS.forEach((status, description) -> {
                    APIResponse described = operation.getResponses().getAPIResponse(status);
                    if (described == null || described.getContent() == null) {
                        operation
                                .getResponses()
                                .addAPIResponse(
                                        status,
                                        OASFactory.createAPIResponse()
                                                .description(description)
                                                .content(problem()));
                    }
                }));
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(SCHEMAS + "Problem")));
    }

    /** OpenAPI 3.1 takes the names of roles for any kind of key. */
    private void addRoles(OpenAPI document) {
        Map<String, String> roles = new HashMap<>();
        records.annotations(org.eclipse.microprofile.openapi.annotations.Operation.class)
                .forEach(operation -> {
                    AnnotationValue id = operation.value("operationId");
                    if (id != null) {
                        roles.put(id.asString(), role(operation.target().asMethod()));
                    }
                });
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().values().forEach(operation -> {
                    String role = roles.get(operation.getOperationId());
                    if (role == null) {
                        throw new IllegalStateException(
                                "An operation has no operationId or no role: " + operation.getOperationId());
                    }
                    operation.addSecurityRequirement(
                            OASFactory.createSecurityRequirement().addScheme(KEY, List.of(role)));
                }));
    }

    private static String role(MethodInfo method) {
        DotName allowed = DotName.createSimple(RolesAllowed.class);
        AnnotationInstance roles = method.hasAnnotation(allowed)
                ? method.annotation(allowed)
                : method.declaringClass().declaredAnnotation(allowed);
        return roles == null ? Role.VIEWER : roles.value().asStringArray()[0];
    }

    /** A body is needed where one of its fields is. */
    private void describeMembers(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> asked = new HashSet<>();
        bodies(document)
                .forEach(body -> body.getContent()
                        .getMediaTypes()
                        .values()
                        .forEach(media -> addReachable(media.getSchema(), schemas, asked)));
        schemas.forEach((name, schema) -> {
            if (schema.getProperties() == null) {
                if (asked.contains(name)
                        && schema.getType() != null
                        && schema.getType().contains(Schema.SchemaType.OBJECT)) {
                    refuseOthers(schema); // a request without fields
                }
                return;
            }
            Map<String, Member> members =
                    records.members(name, schema.getProperties().keySet());
            if (asked.contains(name)) {
                describeRequest(schema, members);
            } else {
                describeAnswer(schema, members);
            }
        });
        bodies(document)
                .forEach(body -> body.setRequired(body.getContent().getMediaTypes().values().stream()
                        .anyMatch(media -> isNeeded(media.getSchema(), schemas))));
    }

    private static boolean isNeeded(Schema schema, Map<String, Schema> schemas) {
        Schema asked =
                schema.getRef() == null ? schema : schemas.get(schema.getRef().substring(SCHEMAS.length()));
        return asked != null && asked.getRequired() != null;
    }

    private static List<RequestBody> bodies(OpenAPI document) {
        return document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(Operation::getRequestBody)
                .filter(body -> body != null && body.getContent() != null)
                .toList();
    }

    private static void addReachable(@Nullable Schema schema, Map<String, Schema> schemas, Set<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null && names.add(schema.getRef().substring(SCHEMAS.length()))) {
            addReachable(schemas.get(schema.getRef().substring(SCHEMAS.length())), schemas, names);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(member -> addReachable(member, schemas, names));
        }
        addReachable(schema.getItems(), schemas, names);
    }

    private static void describeAnswer(Schema schema, Map<String, Member> members) {
        Map<String, Schema> described = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        members.forEach((name, member) -> {
            if (!member.leftOut()) {
                required.add(name);
            }
            Schema of = describe(property(schema, name), member.type());
            described.put(name, member.isNullable() && !member.leftOut() ? nullable(of) : of);
        });
        schema.setProperties(described);
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /** A member that is null counts as left out; one that does not exist is refused. */
    private static void describeRequest(Schema schema, Map<String, Member> members) {
        Map<String, Schema> described = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        members.forEach((name, member) -> {
            Schema of = describe(property(schema, name), member.type());
            if (member.isNeeded()) {
                required.add(name);
            }
            described.put(name, member.isNeeded() ? of : nullable(of));
        });
        schema.setProperties(described);
        schema.setRequired(required.isEmpty() ? null : required);
        refuseOthers(schema);
    }

    private static void refuseOthers(Schema schema) {
        schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
    }

    private static Schema property(Schema schema, String name) {
        return Objects.requireNonNull(schema.getProperties().get(name));
    }

    /** The scanner does not look into Jackson's own types: any of them is any JSON to it. */
    private static Schema describe(Schema schema, Type type) {
        if (type.name().equals(OBJECT_NODE)) {
            schema.setType(List.of(Schema.SchemaType.OBJECT));
            schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(true));
        }
        return describeParts(schema, type);
    }

    /** The elements of a list and the values of a map may be null too. */
    private static Schema describeParts(Schema schema, Type type) {
        if (type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return schema;
        }
        Type last = type.asParameterizedType().arguments().getLast();
        if (schema.getItems() != null) {
            Schema items = describeParts(schema.getItems(), last);
            schema.setItems(WireRecords.isNullable(last) ? nullable(items) : items);
        }
        if (schema.getAdditionalPropertiesSchema() != null) {
            Schema values = describeParts(schema.getAdditionalPropertiesSchema(), last);
            schema.setAdditionalPropertiesSchema(WireRecords.isNullable(last) ? nullable(values) : values);
        }
        return schema;
    }

    private static Schema nullable(Schema schema) {
        if (schema.getRef() != null || schema.getEnumeration() != null) {
            Schema nullable = OASFactory.createSchema()
                    .addAnyOf(schema)
                    .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
            nullable.setDescription(schema.getDescription());
            schema.setDescription(null);
            return nullable;
        }
        List<Schema.SchemaType> types = schema.getType();
        if (types == null || types.contains(Schema.SchemaType.NULL)) {
            return schema; // any JSON
        }
        List<Schema.SchemaType> withNull = new ArrayList<>(types);
        withNull.add(Schema.SchemaType.NULL);
        schema.setType(withNull);
        return schema;
    }
}
