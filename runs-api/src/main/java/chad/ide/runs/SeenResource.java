package chad.ide.runs;

import chad.edge.Problem;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** That somebody has seen how a run ended: a failure, or what a finished run lost. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "runs")
public class SeenResource {

    private final SeenRuns seen;
    private final RunLocator locator;

    SeenResource(SeenRuns seen, RunLocator locator) {
        this.seen = seen;
        this.locator = locator;
    }

    /** For what takes nothing: a body may come, and be empty. */
    @Schema(name = "NothingMore")
    public record NothingMore() {}

    @POST
    @Path("{id}/seen")
    @Operation(
            operationId = "seeRun",
            summary = "Mark how a run ended as seen",
            description = "A failure, or what a finished run lost on the way, is then no longer among what needs you."
                    + " If the run is revived and ends again, it has not been seen.")
    @APIResponse(responseCode = "200", description = "What was marked")
    @APIResponse(
            responseCode = "409",
            description = "The run has not ended",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public SeenRuns.Seen see(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            NothingMore nothing,
            @Context SecurityContext security) {
        return seen.see(locator.locate(id, store), who(security));
    }

    static String who(SecurityContext security) {
        return security.getUserPrincipal() == null
                ? "unknown"
                : security.getUserPrincipal().getName();
    }
}
