package chad.ide.history;

import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/trace/{node}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class TraceResource {

    private final RunLocator locator;
    private final TraceService traces;

    TraceResource(RunLocator locator, TraceService traces) {
        this.locator = locator;
        this.traces = traces;
    }

    @GET
    @Operation(
            operationId = "getTrace",
            summary = "Where a node's time went, what it cost, and what caused its failures")
    @APIResponse(responseCode = "200", description = "The latest 200 attempts")
    public TraceService.Trace trace(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @Parameter(description = "The node's id", example = "judge") @PathParam("node") String node,
            @QueryParam("store") @Nullable String store) {
        return traces.of(locator.locate(id, store), node);
    }
}
