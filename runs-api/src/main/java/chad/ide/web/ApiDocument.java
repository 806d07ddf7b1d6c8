package chad.ide.web;

import chad.ide.problem.Problem;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds to the OpenAPI document what holds for every operation: the key, and that every error is a problem. Called in the
 * build, which writes the document: see {@code pom.xml}.
 */
public class ApiDocument implements OASFilter {

    private static final Map<String, String> PROBLEMS = Map.of(
            "400", "A value is not allowed; `errors` names it",
            "401", "No valid key",
            "403", "The key's role does not suffice",
            "404", "No such thing",
            "429", "Too many at once",
            "500", "An internal error; `detail` has the id under which the log tells more",
            "503", "A store or the engine is not available now");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addSecurityScheme(
                        "key",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("x-smithers-key"));
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("key", List.of()));
        document.getPaths().getPathItems().values().forEach(ApiDocument::addProblems);
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
        for (Operation operation : path.getOperations().values()) {
            PROBLEMS.forEach((status, description) -> {
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
            });
        }
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem")));
    }
}
