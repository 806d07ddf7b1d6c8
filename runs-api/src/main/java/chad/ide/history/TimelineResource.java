package chad.ide.history;

import chad.ide.history.AttemptQueries.Span;
import chad.ide.request.Limit;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/timeline")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class TimelineResource {

    private static final Limit LIMIT = new Limit(500, 2_000);
    private static final String CURSOR = "timeline";

    /**
     * A bar of the Gantt view: one attempt. Times are epoch milliseconds.
     *
     * @param finishedAtMs null while it goes on, or when its process died
     */
    @Schema(name = "TimelineSpan")
    record SpanView(
            @Schema(examples = "judge") String nodeId,
            int iteration,
            @Schema(examples = "1") int attempt,
            @Nullable String label,
            @Schema(examples = "finished") String state,
            @Schema(examples = "agent") @Nullable String kind,
            long startedAtMs,
            @Nullable Long finishedAtMs,
            @Nullable String model,
            @Nullable String errorMessage) {

        static SpanView of(Span span) {
            return new SpanView(
                    span.nodeId(),
                    span.iteration(),
                    span.attempt(),
                    span.label(),
                    span.state(),
                    span.kind(),
                    span.startedAtMs(),
                    span.finishedAtMs(),
                    span.model(),
                    span.error() == null ? null : span.error().inShort().message());
        }
    }

    private final RunLocator locator;
    private final AttemptQueries attempts;

    TimelineResource(RunLocator locator, AttemptQueries attempts) {
        this.locator = locator;
        this.attempts = attempts;
    }

    @GET
    @Operation(
            operationId = "getTimeline",
            summary = "The attempts of a run as spans, in the order in which they started")
    @APIResponse(responseCode = "200", description = "A page of spans")
    public Page<SpanView> timeline(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "1 to 2000; 500 by default", example = "500") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        int most = LIMIT.parse(limit);
        StartOrder after = StartOrder.parse(CURSOR, cursor);
        StoredRun run = locator.locate(id, store);
        List<Span> found = attempts.byStart(run, after, most + 1);
        List<Span> page = found.size() > most ? found.subList(0, most) : found;
        return new Page<>(
                page.stream().map(SpanView::of).toList(), found.size() > most ? cursorOf(page.getLast()) : null);
    }

    private static String cursorOf(Span span) {
        return StartOrder.of(span.startedAtMs(), span.nodeId(), span.iteration(), span.attempt())
                .cursor(CURSOR);
    }
}
