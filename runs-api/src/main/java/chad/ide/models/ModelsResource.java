package chad.ide.models;

import chad.ide.request.Numbers;
import chad.ide.security.Role;
import chad.volume.RosterLimit;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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

    private final ModelService service;
    private final RefreshClient refresh;

    ModelsResource(ModelService service, RefreshClient refresh) {
        this.service = service;
        this.refresh = refresh;
    }

    @GET
    @Path("models")
    @Operation(
            operationId = "getModels",
            summary = "The models that the provider offers",
            description = "As model-refresh wrote them to models.json. While the file is damaged, the last good one is"
                    + " used and `problem` says what is wrong.")
    @APIResponse(
            responseCode = "200",
            description = "The catalog, its age in milliseconds, and any problem with the file",
            content = @Content(schema = @Schema(implementation = Object.class), example = """
                                    {"generatedAt": "2026-06-13T02:45:03Z", "total": 187, "chatCount": 121,
                                     "featured": ["nvidia/nemotron-3-ultra-550b-a55b"], "chat": ["…"], "new": [],
                                     "removed": [], "excluded": {"nvidia/nv-embed-v1": "embed"}, "ageMs": 3600000,
                                     "problem": null}
                                    """))
    public JsonNode models() {
        return service.catalog();
    }

    /** How to refresh. */
    @Schema(name = "RefreshRequest", examples = "{\"acceptShrunken\":true}")
    public record RefreshRequest(
            @Schema(
                    description =
                            "Accept a list from which more than half of the models are gone; by default it is refused.")
            boolean acceptShrunken) {}

    @POST
    @Path("models/refresh")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "refreshModels",
            summary = "Fetch the catalog of models now",
            description = "model-refresh fetches it, as it does every morning. If the list can't be fetched, or has"
                    + " shrunk by more than half, the catalog is unchanged.")
    @APIResponse(
            responseCode = "200",
            description = "The new catalog",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public JsonNode refresh(RefreshRequest request) {
        refresh.refresh(request.acceptShrunken());
        return service.catalog();
    }

    @GET
    @Path("roster")
    @Operation(
            operationId = "getRoster",
            summary = "The models that the next fusion will use, and why",
            description = "As fusion-roster resolves them: each stage with its result.")
    @APIResponse(
            responseCode = "200",
            description = "The roster with its stages",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public JsonNode roster(
            @Parameter(description = "How many models at most, 1 to " + RosterLimit.MOST_MODELS, example = "6")
                    @QueryParam("max")
                    @Nullable String max) {
        return service.roster(
                max == null ? null : Integer.valueOf(Numbers.parse("max", max, 1, RosterLimit.MOST_MODELS)));
    }
}
