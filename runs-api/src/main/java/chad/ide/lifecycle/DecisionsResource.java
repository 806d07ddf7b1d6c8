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

/** Decisions of a person. They continue the run: there is no second click. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "approvals")
@APIResponse(
        responseCode = "200",
        description = "What the engine said, and the run after it",
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "No such gate is waiting: it has been decided, or it asks something else now; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class DecisionsResource {

    private final Decisions decisions;
    private final RunLocator locator;

    DecisionsResource(Decisions decisions, RunLocator locator) {
        this.decisions = decisions;
        this.locator = locator;
    }

    @POST
    @Path("{id}/approve")
    @Operation(
            operationId = "approveGate",
            summary = "Approve a gate; the run continues",
            description = "A gate of kind `select` or `rank` needs a choice, which is passed to the workflow."
                    + " `continued` says whether the run continues, and `note` why not.")
    @APIResponse(
            responseCode = "403",
            description = "The gate is restricted to others: `allowedUsers` and `allowedScopes` say to whom",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "422",
            description = "The gate asks for another choice",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public SteeringResult approve(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            Approval approval,
            @Context SecurityContext security) {
        return decisions.approve(locator.locate(id, store), approval, SteeringResource.who(security));
    }

    @POST
    @Path("{id}/deny")
    @Operation(
            operationId = "denyGate",
            summary = "Deny a gate; the run continues as its workflow says for that case",
            description = "A question is withdrawn, which counts as denied.")
    public SteeringResult deny(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            Decision decision,
            @Context SecurityContext security) {
        return decisions.deny(locator.locate(id, store), decision, SteeringResource.who(security));
    }

    @POST
    @Path("{id}/answer")
    @Operation(operationId = "answerQuestion", summary = "Answer a question; the run continues")
    @APIResponse(
            responseCode = "422",
            description = "The value does not match the question's schema",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public SteeringResult answer(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            Answer answer,
            @Context SecurityContext security) {
        return decisions.answer(locator.locate(id, store), answer, SteeringResource.who(security));
    }
}
