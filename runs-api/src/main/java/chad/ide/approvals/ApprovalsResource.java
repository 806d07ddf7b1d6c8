package chad.ide.approvals;

import chad.ide.answers.LargeAnswer;
import chad.ide.request.Limit;
import chad.ide.request.Page;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/approvals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "approvals", description = "Gates: nodes that wait for a human decision")
public class ApprovalsResource {

    private static final Limit LIMIT = new Limit(100, 500);

    private final GateService gates;

    ApprovalsResource(GateService gates) {
        this.gates = gates;
    }

    @GET
    @Operation(
            operationId = "listApprovals",
            summary = "Waiting gates, oldest first",
            description = "One gate per run: the engine asks the next one once the first is decided.")
    @APIResponse(responseCode = "200", description = "A page of gates")
    @LargeAnswer
    public Page<Gate> list(
            @Parameter(description = "1 to 500; 100 by default", example = "50") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        return gates.waiting(cursor, LIMIT.parse(limit));
    }
}
