package chad.ide.budgets;

import chad.edge.Problem;
import chad.ide.lifecycle.SteeringResource;
import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/budget")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "budgets")
public class RunBudgetResource {

    private final BudgetService service;
    private final RunLocator locator;

    RunBudgetResource(BudgetService service, RunLocator locator) {
        this.service = service;
        this.locator = locator;
    }

    @GET
    @Operation(operationId = "getRunBudget", summary = "The budgets that a run uses, and where they stand")
    @APIResponse(responseCode = "200", description = "Its own, its workflow's and those of all runs")
    public RunBudget get(
            @Parameter(description = "The run's id", example = "nightly-7") @PathParam("id") String id,
            @QueryParam("store") @Nullable String store) {
        return service.of(locator.locate(id, store));
    }

    @POST
    @RolesAllowed(Role.OPERATOR)
    @Operation(
            operationId = "changeRunBudget",
            summary = "Raise a run's budget, or let it go on once",
            description = "A run that a budget keeps paused goes on within some seconds, when no other budget keeps it."
                    + " To raise a budget of all runs or of a workflow: PUT /api/budgets.")
    @APIResponse(
            responseCode = "200",
            description = "The budgets of the run after it",
            content = @Content(schema = @Schema(implementation = RunBudget.class)))
    @APIResponse(
            responseCode = "409",
            description = "The run has ended",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public RunBudget change(
            @Parameter(description = "The run's id", example = "nightly-7") @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            RunBudgetRequest request,
            @Context SecurityContext security) {
        return service.change(locator.locate(id, store), request, SteeringResource.who(security));
    }
}
