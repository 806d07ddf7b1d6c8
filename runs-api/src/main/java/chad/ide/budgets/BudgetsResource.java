package chad.ide.budgets;

import chad.edge.Problem;
import chad.ide.lifecycle.SteeringResource;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/budgets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "budgets", description = "Limits on what models use and cost")
public class BudgetsResource {

    private final BudgetService service;

    BudgetsResource(BudgetService service) {
        this.service = service;
    }

    @GET
    @Operation(
            operationId = "getBudgets",
            summary = "All budgets, and where they stand",
            description = "Those of all runs and of workflows; GET /api/runs/{id}/budget has that of a run.")
    @APIResponse(responseCode = "200", description = "The budgets")
    public BudgetList list() {
        return service.list();
    }

    @PUT
    @RolesAllowed(Role.OPERATOR)
    @Operation(operationId = "putBudgets", summary = "Replace the budgets", description = """
                    At a limit the runs that use the budget are paused, and launches of them are refused. Runs that a budget
                    keeps paused go on when the new one has room.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "The budgets from now on",
            content = @Content(schema = @Schema(implementation = BudgetList.class)))
    @APIResponse(
            responseCode = "412",
            description = "They were changed since they were read",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public BudgetList put(BudgetSettings settings, @Context SecurityContext security) {
        return service.replace(settings, SteeringResource.who(security));
    }
}
