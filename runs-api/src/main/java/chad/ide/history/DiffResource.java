package chad.ide.history;

import chad.ide.answers.LargeAnswer;
import chad.ide.request.Numbers;
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

@Path("/api/runs/{id}/diff/{node}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class DiffResource {

    private final RunLocator locator;
    private final DiffService diffs;

    DiffResource(RunLocator locator, DiffService diffs) {
        this.locator = locator;
        this.diffs = diffs;
    }

    @GET
    @Operation(
            operationId = "getDiff",
            summary = "What a node changed in its working folder",
            description = "The working folder after its last attempt, compared with its state before: by git, for"
                    + " projects with a jj or git repository. The engine's own files are omitted.")
    @APIResponse(responseCode = "200", description = "Files with unified diffs")
    @LargeAnswer
    public NodeDiff diff(
            @Parameter(description = "The run's id", example = "fix-20261121-104501-7f3a") @PathParam("id") String id,
            @Parameter(description = "The node's id", example = "implement") @PathParam("node") String node,
            @Parameter(description = "The loop iteration; 0 by default", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @QueryParam("store") @Nullable String store) {
        int turn = iteration == null ? 0 : Numbers.parse("iteration", iteration, 0, Integer.MAX_VALUE);
        return diffs.of(locator.locate(id, store), node, turn);
    }

    @GET
    @Path("patch")
    @Produces("text/plain;charset=UTF-8")
    @Operation(
            operationId = "getPatch",
            summary = "The whole diff of a node as a patch",
            description = "As `git apply` takes it. What a model wrote is untrusted input: show it as text.")
    @APIResponse(responseCode = "200", description = "A unified diff")
    @LargeAnswer
    public String patch(
            @Parameter(description = "The run's id", example = "fix-20261121-104501-7f3a") @PathParam("id") String id,
            @Parameter(description = "The node's id", example = "implement") @PathParam("node") String node,
            @Parameter(description = "The loop iteration; 0 by default", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @QueryParam("store") @Nullable String store) {
        int turn = iteration == null ? 0 : Numbers.parse("iteration", iteration, 0, Integer.MAX_VALUE);
        return diffs.patch(locator.locate(id, store), node, turn);
    }
}
