package chad.ide.models;

import chad.ide.problem.ProblemType;
import chad.ide.request.Numbers;
import chad.ide.security.Role;
import chad.volume.Catalog;
import chad.volume.CatalogJson;
import chad.volume.RosterLimit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "models", description = "The catalog and the roster")
public class ModelsResource {

    private final ModelCatalog catalog;
    private final RosterClient roster;
    private final RefreshClient refresh;
    private final Clock clock;

    ModelsResource(ModelCatalog catalog, RosterClient roster, RefreshClient refresh, Clock clock) {
        this.catalog = catalog;
        this.roster = roster;
        this.refresh = refresh;
        this.clock = clock;
    }

    @GET
    @Path("models")
    @Operation(
            operationId = "getModels",
            summary = "The models that the provider offers",
            description =
                    "As model-refresh wrote them to models.json. While the file is broken the last good one serves, and"
                            + " `problem` says what is wrong.")
    @APIResponse(
            responseCode = "200",
            description = "The catalog, its age in milliseconds, and what is wrong with the file, if anything",
            content = @Content(schema = @Schema(implementation = Object.class), example = """
                                    {"generatedAt": "2026-06-13T02:45:03Z", "total": 187, "chatCount": 121,
                                     "featured": ["nvidia/nemotron-3-ultra-550b-a55b"], "chat": ["…"], "new": [],
                                     "removed": [], "excluded": {"nvidia/nv-embed-v1": "embed"}, "ageMs": 3600000,
                                     "problem": null}
                                    """))
    public JsonNode models() {
        ModelCatalog.Known state = catalog.look();
        Catalog known = state.catalog();
        if (known == null) {
            throw ProblemType.CATALOG_UNAVAILABLE.because(
                    "%s Start model-refresh, or have it refresh with POST /api/models/refresh."
                            .formatted(state.problem()));
        }
        ObjectNode answer = CatalogJson.tree(known);
        answer.put("ageMs", known.age(clock.instant()).toMillis());
        answer.put("problem", state.problem());
        return answer;
    }

    /** How to refresh. */
    @Schema(name = "RefreshRequest")
    record RefreshRequest(
            @Schema(description = "Take a list of which more than half is gone; refused when left out.")
            boolean acceptShrunken) {}

    @POST
    @Path("models/refresh")
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "refreshModels",
            summary = "Fetch the catalog of models now",
            description =
                    "model-refresh does it, as every morning. A list that can't be had, or that has shrunk by more than"
                            + " half, leaves the catalog as it was.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RefreshRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The new catalog",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public JsonNode refresh(@Nullable JsonNode body) {
        refresh.refresh(acceptsShrunken(body));
        return models();
    }

    private static boolean acceptsShrunken(@Nullable JsonNode body) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return false;
        }
        if (!body.isObject() || body.size() > (body.has("acceptShrunken") ? 1 : 0)) {
            throw ProblemType.BAD_REQUEST.because("Send nothing, or {\"acceptShrunken\":true}.");
        }
        JsonNode accepts = body.path("acceptShrunken");
        if (!accepts.isMissingNode() && !accepts.isBoolean()) {
            throw ProblemType.invalid("acceptShrunken", accepts.toString(), "true or false");
        }
        return accepts.asBoolean();
    }

    @GET
    @Path("roster")
    @Operation(
            operationId = "getRoster",
            summary = "The models that a fusion would ask now, and why these",
            description = "As fusion-roster resolves them: every stage with its outcome.")
    @APIResponse(
            responseCode = "200",
            description = "The roster with its stages",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public JsonNode roster(
            @Parameter(description = "How many models at most, 1 to " + RosterLimit.MOST_MODELS, example = "6")
                    @QueryParam("max")
                    @Nullable String max) {
        return roster.explain(
                max == null ? null : Integer.valueOf(Numbers.parse("max", max, 1, RosterLimit.MOST_MODELS)));
    }
}
