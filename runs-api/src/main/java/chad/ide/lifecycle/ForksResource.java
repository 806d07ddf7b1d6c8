package chad.ide.lifecycle;

import chad.edge.Problem;
import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** New runs out of frames of others. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "lifecycle")
@APIResponse(
        responseCode = "201",
        description = "The new run",
        headers = @Header(name = "Location", description = "The new run.", schema = @Schema(type = SchemaType.STRING)),
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "The run's state does not allow this, or another action is in progress; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ForksResource {

    private final Forks forks;
    private final RunLocator locator;

    ForksResource(Forks forks, RunLocator locator) {
        this.forks = forks;
        this.locator = locator;
    }

    @POST
    @Path("{id}/fork")
    @Operation(
            operationId = "forkRun",
            summary = "Fork a run at a frame",
            description = "The new run inherits what had finished at the frame. Without `run: true` it is"
                    + " `not-started` until it is resumed.")
    public RestResponse<SteeringResult> fork(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            ForkRequest request,
            @Context SecurityContext security) {
        return created(forks.fork(locator.locate(id, store), request, SteeringResource.who(security)));
    }

    @POST
    @Path("{id}/replay")
    @Operation(operationId = "replayRun", summary = "Fork a run at a frame and start the fork")
    public RestResponse<SteeringResult> replay(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            ReplayRequest request,
            @Context SecurityContext security) {
        return created(forks.replay(locator.locate(id, store), request, SteeringResource.who(security)));
    }

    private static RestResponse<SteeringResult> created(SteeringResult fork) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, fork)
                .header(HttpHeaders.LOCATION, "/api/runs/" + fork.runId())
                .build();
    }
}
