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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Cancelling, pausing, going on, doing again. Answers come when the store shows what they say. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "lifecycle")
@APIResponse(
        responseCode = "200",
        description = "What the engine said, and the run after it",
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "The run's state does not allow this, or another action is in progress; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class SteeringResource {

    private final Steering steering;
    private final RunLocator locator;

    SteeringResource(Steering steering, RunLocator locator) {
        this.steering = steering;
        this.locator = locator;
    }

    /** Who asks, as the engine and the log are told. */
    public static String who(SecurityContext security) {
        return security.getUserPrincipal() == null
                ? "unknown"
                : security.getUserPrincipal().getName();
    }

    /** For verbs that take nothing: a body may come, and be empty. */
    @Schema(name = "NoFields")
    public record NoFields() {}

    @POST
    @Path("{id}/cancel")
    @Operation(
            operationId = "cancelRun",
            summary = "Cancel a run",
            description = "The state is `cancelling` when the engine has not acknowledged it within some seconds.")
    public SteeringResult cancel(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            NoFields nothing,
            @Context SecurityContext security) {
        return steering.cancel(locator.locate(id, store), who(security));
    }

    @POST
    @Path("{id}/pause")
    @Operation(
            operationId = "pauseRun",
            summary = "Pause a run that is being executed",
            description = "It parks once the tasks in flight have ended; until then `pauseRequestedAtMs` is set.")
    public SteeringResult pause(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            NoFields nothing,
            @Context SecurityContext security) {
        return steering.pause(locator.locate(id, store), who(security));
    }

    @POST
    @Path("{id}/resume")
    @Operation(operationId = "resumeRun", summary = "Resume a run that no process is executing", description = """
                    Finished nodes are not run again. It answers once the new process owns the run. 409 with
                    `workflow-changed` means that the workflow has been edited since: `acceptWorkflowChange: true`
                    continues anyway. A run that has ended is refused unless `reviveEnded: true`.
                    """)
    public SteeringResult resume(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            ResumeRequest request,
            @Context SecurityContext security) {
        return steering.resume(locator.locate(id, store), request, who(security));
    }

    @POST
    @Path("{id}/retry")
    @Operation(
            operationId = "retryNode",
            summary = "Run a node again, and everything that depends on it",
            description = "Its attempts so far count as cancelled; the run continues from there.")
    public SteeringResult retry(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            RetryRequest request,
            @Context SecurityContext security) {
        return steering.retry(locator.locate(id, store), request, who(security));
    }

    @POST
    @Path("{id}/rewind")
    @Operation(
            operationId = "rewindRun",
            summary = "Delete everything after a frame",
            description = "Frames, attempts and outputs after it are permanently deleted; the run then needs a resume."
                    + " A fork keeps both. 409 with `rewind-impossible` if an output contains lists, which the"
                    + " engine can't restore: replay the run instead.")
    public SteeringResult rewind(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            RewindRequest request,
            @Context SecurityContext security) {
        return steering.rewind(locator.locate(id, store), request, who(security));
    }

    @POST
    @Path("{id}/revert")
    @Operation(
            operationId = "revertNode",
            summary = "Restore the working folder to its state after an attempt",
            description = "For runs in a project with a jj or git repository. GET /api/runs/{id}/undo/revert shows"
                    + " what it would undo.")
    public SteeringResult revert(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            RevertRequest request,
            @Context SecurityContext security) {
        return steering.revert(locator.locate(id, store), request, who(security));
    }

    @POST
    @Path("{id}/signal")
    @Operation(
            operationId = "signalRun",
            summary = "Send a signal to a run",
            description = "It is saved with the run; a parked run that was waiting for it continues at once.")
    public SteeringResult signal(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            SignalRequest request,
            @Context SecurityContext security) {
        return steering.signal(locator.locate(id, store), request, who(security));
    }
}
