package chad.ide.detail;

import chad.ide.answers.LargeAnswer;
import chad.ide.answers.PacedOutput;
import chad.ide.problem.ProblemType;
import chad.ide.request.Limit;
import chad.ide.request.Numbers;
import chad.ide.request.Page;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "runs", description = "Runs of all stores")
public class RunDetailResource {

    private static final Limit NODES = new Limit(100, 500);

    private static final String WHOLE = """
            With the keys that the workflow gave, whatever its length. Numbers are written as they are stored: numbers
            beyond 2^53 and decimals with trailing zeros need a parser that preserves them.
            """;

    private final RunLocator locator;
    private final RunDetails details;
    private final NodeService nodes;
    private final DataQueries data;

    RunDetailResource(RunLocator locator, RunDetails details, NodeService nodes, DataQueries data) {
        this.locator = locator;
        this.details = details;
        this.nodes = nodes;
        this.data = data;
    }

    @GET
    @Operation(operationId = "getRun", summary = "One run in full, or what has changed in it", description = """
                    With `since`, the answer may have `changesOnly: true`: then `nodes` has only those that have changed since,
                    wherever they are in the run, and `tree`, `input` and `annotations` are as they were and null here.
                    Otherwise it is the whole run, as without.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "The run",
            content = @Content(schema = @Schema(implementation = RunDetail.class)))
    @LargeAnswer
    public RunDetail get(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @Parameter(description = "The run's store, if several stores hold a run with this id")
                    @QueryParam("store")
                    @Nullable String store,
            @Parameter(description = "`version` of an earlier answer") @QueryParam("since") @Nullable String since) {
        return details.of(locator.locate(id, store), since);
    }

    @GET
    @Path("nodes")
    @Operation(operationId = "listNodes", summary = "The nodes of a run, by id and iteration")
    @APIResponse(responseCode = "200", description = "A page of nodes")
    @LargeAnswer
    public Page<Node> nodes(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "1 to 500; 100 by default", example = "100") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        return details.nodes(locator.locate(id, store), cursor, NODES.parse(limit));
    }

    @GET
    @Path("input")
    @Operation(operationId = "getInput", summary = "The whole input of a run", description = WHOLE)
    @APIResponse(
            responseCode = "200",
            description = "Any JSON",
            content = @Content(schema = @Schema(implementation = Object.class)))
    @LargeAnswer
    public StreamingOutput input(@PathParam("id") String id, @QueryParam("store") @Nullable String store) {
        StoredRun run = locator.locate(id, store);
        WholeJson input = data.wholeInput(run.store(), run.id())
                .orElseThrow(() -> ProblemType.NOT_FOUND.because("The engine has recorded no input of this run."));
        return PacedOutput.of(input::write);
    }

    @GET
    @Path("output/{node}")
    @Operation(operationId = "getOutput", summary = "The whole output of a node", description = WHOLE)
    @APIResponse(
            responseCode = "200",
            description = "Any JSON",
            content = @Content(schema = @Schema(implementation = Object.class)))
    @LargeAnswer
    public StreamingOutput output(
            @PathParam("id") String id,
            @Parameter(description = "The node's id", example = "judge") @PathParam("node") String node,
            @Parameter(description = "The loop iteration; the latest by default", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @QueryParam("store") @Nullable String store) {
        Integer turn =
                iteration == null ? null : Integer.valueOf(Numbers.parse("iteration", iteration, 0, Integer.MAX_VALUE));
        return PacedOutput.of(nodes.output(locator.locate(id, store), node, turn)::write);
    }
}
