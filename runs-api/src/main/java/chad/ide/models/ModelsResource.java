package chad.ide.models;

import chad.catalog.Catalog;
import chad.catalog.CatalogJson;
import chad.catalog.RosterLimit;
import chad.ide.paging.Numbers;
import chad.ide.problem.ProblemType;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
    private final Clock clock;

    ModelsResource(ModelCatalog catalog, RosterClient roster, Clock clock) {
        this.catalog = catalog;
        this.roster = roster;
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
                    "%s Start model-refresh, or have it refresh with POST /refresh.".formatted(state.problem()));
        }
        ObjectNode answer = CatalogJson.tree(known);
        answer.put("ageMs", known.age(clock.instant()).toMillis());
        answer.put("problem", state.problem());
        return answer;
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
            @Parameter(description = "How many models at most, 1 to " + RosterLimit.MOST_MODELS, example = "6") @QueryParam("max") @Nullable String max) {
        return roster.explain(max == null ? null : Integer.valueOf(Numbers.parse("max", max, 1, RosterLimit.MOST_MODELS)));
    }
}
