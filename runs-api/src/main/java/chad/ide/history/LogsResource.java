package chad.ide.history;

import chad.ide.answers.LargeAnswer;
import chad.ide.answers.PacedOutput;
import chad.ide.problem.ProblemType;
import chad.ide.request.Limit;
import chad.ide.request.Numbers;
import chad.ide.request.Order;
import chad.ide.request.Page;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import chad.ide.store.StoredPayload;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}")
@RolesAllowed(Role.VIEWER)
@Tag(name = "history", description = "The events of a run")
public class LogsResource {

    static final String NDJSON = "application/x-ndjson";

    private static final Limit LIMIT = new Limit(200, 1_000);
    private static final int LINES_AT_ONCE = 200;

    private final RunLocator locator;
    private final LogService logs;
    private final EventQueries events;
    private final ObjectMapper json;

    LogsResource(RunLocator locator, LogService logs, EventQueries events, ObjectMapper json) {
        this.locator = locator;
        this.logs = logs;
        this.events = events;
        this.json = json;
    }

    @GET
    @Path("logs")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getLogs", summary = "The events of a run, in pages, from either end", description = """
                    A page may have fewer events than its limit if few match the filter: continue as long as there is
                    a `nextCursor`. To follow a live run, pass the last `seq` you have as `after`. With
                    `Accept: application/x-ndjson` all matching events are streamed, one per line.
                    """)
    @APIResponse(responseCode = "200", description = "A page of events")
    @LargeAnswer
    public Page<RunEvent> logs(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "Only events of this node", example = "judge") @QueryParam("node") @Nullable String node,
            @Parameter(description = "Only these types, separated by commas", example = "NodeFailed,NodeRetrying")
                    @QueryParam("type")
                    @Nullable String type,
            @Parameter(
                            description =
                                    "Words in the payload, ignoring case. Payloads above 1 MB are not searched: those events are"
                                            + " listed, and their `text` says so",
                            example = "timeout")
                    @QueryParam("q")
                    @Nullable String q,
            @Parameter(description = "`notable`, `activity` or `everything`", example = "activity")
                    @QueryParam("level")
                    @Nullable String level,
            @Parameter(description = "Whether to include heartbeats", example = "false")
                    @QueryParam("heartbeats")
                    @Nullable String heartbeats,
            @Parameter(description = "`oldest` (first) or `newest`", example = "newest") @QueryParam("order") @Nullable String order,
            @Parameter(description = "Only events after this `seq`", example = "41") @QueryParam("after") @Nullable String after,
            @Parameter(description = "1 to 1000; 200 by default", example = "200") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        EventFilter filter = EventFilter.parse(node, type, q, level, heartbeats);
        int most = LIMIT.parse(limit);
        boolean newestFirst = Order.isNewestFirst(order);
        long behind = after == null ? -1 : Numbers.parse("after", after, -1, Long.MAX_VALUE / 2);
        StoredRun run = locator.locate(id, store);
        return newestFirst ? logs.newest(run, filter, cursor, most) : logs.oldest(run, filter, behind, cursor, most);
    }

    @GET
    @Path("logs")
    @Produces(NDJSON)
    @Operation(hidden = true)
    @LargeAnswer
    public StreamingOutput stream(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @QueryParam("node") @Nullable String node,
            @QueryParam("type") @Nullable String type,
            @QueryParam("q") @Nullable String q,
            @QueryParam("level") @Nullable String level,
            @QueryParam("heartbeats") @Nullable String heartbeats,
            @QueryParam("after") @Nullable String after) {
        EventFilter filter = EventFilter.parse(node, type, q, level, heartbeats);
        long behind = after == null ? -1 : Numbers.parse("after", after, -1, Long.MAX_VALUE / 2);
        StoredRun run = locator.locate(id, store);
        return PacedOutput.of(out -> write(run, filter, behind, out));
    }

    /** Reads a part, closes the read, writes the part: a slow client holds back no checkpoint. */
    private void write(StoredRun run, EventFilter filter, long after, OutputStream out) throws IOException {
        EventQueries.Part part = new EventQueries.Part(List.of(), after, false);
        while (!part.end()) {
            part = events.after(run, filter, part.lookedTo(), LINES_AT_ONCE);
            for (RunEvent event : part.events()) {
                out.write(json.writeValueAsBytes(event));
                out.write('\n');
            }
        }
    }

    @GET
    @Path("events/{seq}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getEventPayload", summary = "The whole payload of one event")
    @APIResponse(
            responseCode = "200",
            description = "As the engine wrote it",
            content = @Content(schema = @Schema(implementation = Object.class)))
    @LargeAnswer
    public StreamingOutput payload(
            @PathParam("id") String id,
            @Parameter(example = "12") @PathParam("seq") String seq,
            @QueryParam("store") @Nullable String store) {
        long number = Numbers.parse("seq", seq, 0, Long.MAX_VALUE / 2);
        StoredPayload payload = events.payload(locator.locate(id, store), number)
                .orElseThrow(() -> ProblemType.NOT_FOUND.because("The run has no event with that number."));
        return PacedOutput.of(payload::writeTo);
    }
}
