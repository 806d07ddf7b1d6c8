package chad.ide.history;

import chad.ide.answers.LargeAnswer;
import chad.ide.history.OutputDiffs.Side;
import chad.ide.request.Numbers;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import chad.ide.workflows.TextDiff;
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

@Path("/api/runs/{id}/output-diff/{node}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class OutputDiffResource {

    private final RunLocator locator;
    private final OutputDiffs diffs;

    OutputDiffResource(RunLocator locator, OutputDiffs diffs) {
        this.locator = locator;
        this.diffs = diffs;
    }

    @GET
    @Operation(operationId = "compareOutputs", summary = "What differs between two outputs, as text", description = """
                    Compares the node's output with that of another node, another iteration, another attempt, or the
                    same node of another run; whatever is omitted for the other side is as on this side. For an
                    attempt its answer is compared. Outputs up to 1 MB.
                    """)
    @APIResponse(responseCode = "200", description = "A unified diff of the two")
    @LargeAnswer
    public TextDiff compare(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @Parameter(description = "The node's id", example = "judge") @PathParam("node") String node,
            @Parameter(description = "The loop iteration; the latest by default, 0 with an attempt", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @Parameter(description = "From 1; the node's final output by default", example = "1")
                    @QueryParam("attempt")
                    @Nullable String attempt,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "Another run", example = "fusion-20261122-104501-7f3a")
                    @QueryParam("otherRun")
                    @Nullable String otherRun,
            @Parameter(description = "Its store, if several hold a run with that id", example = "fusion")
                    @QueryParam("otherStore")
                    @Nullable String otherStore,
            @Parameter(description = "Another node", example = "synthesize") @QueryParam("otherNode") @Nullable String otherNode,
            @Parameter(description = "Another turn", example = "1") @QueryParam("otherIteration") @Nullable String otherIteration,
            @Parameter(description = "Another attempt", example = "2") @QueryParam("otherAttempt") @Nullable String otherAttempt) {
        StoredRun run = locator.locate(id, store);
        Side from = new Side(run, node, number("iteration", iteration, 0), number("attempt", attempt, 1));
        StoredRun other = otherRun == null ? run : locator.locate(otherRun, otherStore);
        Integer turn = otherIteration == null ? from.iteration() : number("otherIteration", otherIteration, 0);
        Integer tried = otherAttempt == null ? from.attempt() : number("otherAttempt", otherAttempt, 1);
        return diffs.compare(from, new Side(other, otherNode == null ? node : otherNode, turn, tried));
    }

    private static @Nullable Integer number(String field, @Nullable String given, int least) {
        return given == null ? null : Integer.valueOf(Numbers.parse(field, given, least, Integer.MAX_VALUE));
    }
}
