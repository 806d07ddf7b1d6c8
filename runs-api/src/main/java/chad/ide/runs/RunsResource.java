package chad.ide.runs;

import chad.ide.request.Flag;
import chad.ide.request.Limit;
import chad.ide.security.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "runs", description = "Runs of all stores")
public class RunsResource {

    private static final Limit RUNS = new Limit(100, 500);

    private final RunList list;

    RunsResource(RunList list) {
        this.list = list;
    }

    /**
     * A page of the list.
     *
     * @param counts null unless they were asked for
     */
    @Schema(name = "RunPage")
    @RegisterForReflection
    record RunPage(
            List<RunSummary> items,
            @Nullable String nextCursor,
            @Nullable RunCounts counts) {}

    @GET
    @Operation(operationId = "listRuns", summary = "Runs of all stores, newest first", description = """
                    All filters apply together. The answer has an `ETag`; with `If-None-Match` it is 304 as long as
                    nothing a list could show has changed. Runs of a store that can't be read at the moment are
                    omitted:
                    `GET /api/stores` says which and why.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "A page of runs",
            headers =
                    @Header(
                            name = "ETag",
                            description = "Changes whenever anything a list could show changes",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = RunPage.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed since the `ETag` that was sent")
    public Response list(
            @Parameter(
                            description =
                                    "The engine's statuses, or `stalled`, `needs-resume`, `cancelling`, `stuck` for those"
                                            + " that are being executed and get nowhere, or what finished runs lost on the"
                                            + " way: `caveats` for anything, `failures`, `fallback`, `stand-in`, `corrected`,"
                                            + " `cut`; separate several with commas",
                            schema = @Schema(type = SchemaType.STRING),
                            example = "running,waiting-approval")
                    @QueryParam("status")
                    @Nullable List<String> status,
            @Parameter(
                            description = "File name with or without its ending, or the engine's name of the workflow",
                            example = "fusion")
                    @QueryParam("workflow")
                    @Nullable String workflow,
            @Parameter(description = "Name of a store", example = "fusion") @QueryParam("store") @Nullable String store,
            @Parameter(description = "Words in the id, the workflow or the annotations", example = "night")
                    @QueryParam("q")
                    @Nullable String q,
            @Parameter(description = "Created at this time or later, epoch ms", example = "1795200000000")
                    @QueryParam("since")
                    @Nullable String since,
            @Parameter(description = "Created at this time or earlier, epoch ms", example = "1795290000000")
                    @QueryParam("until")
                    @Nullable String until,
            @Parameter(description = "Only runs that are (true) or are not (false) stalled", example = "true")
                    @QueryParam("stalled")
                    @Nullable String stalled,
            @Parameter(
                            description = "Only runs that take (true) or do not take (false) far more time, tokens or"
                                    + " money than runs of their workflow usually do",
                            example = "true")
                    @QueryParam("unusual")
                    @Nullable String unusual,
            @Parameter(
                            description = "Only runs whose scores are below this on average, from 0 to 1",
                            schema = @Schema(type = SchemaType.NUMBER),
                            example = "0.7")
                    @QueryParam("scoreBelow")
                    @Nullable String scoreBelow,
            @Parameter(
                            description =
                                    "Only one part of the list: `needs-you`, `running`, `waiting`, `stalled`, `failed`, `finished`"
                                            + " or `cancelled`. A run's part is that of its `state`, whatever its `status` says",
                            example = "needs-you")
                    @QueryParam("segment")
                    @Nullable String segment,
            @Parameter(
                            description =
                                    "With how many runs there are in all and in each part, whatever `segment` says",
                            example = "true")
                    @QueryParam("counts")
                    @Nullable String counts,
            @Parameter(description = "1 to 500; 100 by default", example = "100") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor,
            @Context Request request) {
        RunFilter filter =
                RunFilter.parse(status, workflow, store, q, since, until, stalled, unusual, scoreBelow, segment);
        boolean counted = Flag.parse("counts", counts);
        int most = RUNS.parse(limit);
        EntityTag tag = new EntityTag(list.tag(), true);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged != null
                ? unchanged.tag(tag).build()
                : Response.ok(list.page(filter, cursor, most, counted), MediaType.APPLICATION_JSON)
                        .tag(tag)
                        .build();
    }
}
