package chad.ide.lifecycle;

import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Cancelling, pausing, going on, doing again. Answers come when the store shows what they say. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "lifecycle")
@APIResponse(
        responseCode = "200",
        description = "What the engine said, and the run after it",
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "The run is in no state for this, or somebody else acts on it; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class SteeringResource {

    private static final int MAX_FRAME = Integer.MAX_VALUE;

    private final Steering steering;
    private final RunLocator locator;

    SteeringResource(Steering steering, RunLocator locator) {
        this.steering = steering;
        this.locator = locator;
    }

    /** Who asks, as the engine and the log are told. */
    static String who(SecurityContext security) {
        return security.getUserPrincipal() == null
                ? "unknown"
                : security.getUserPrincipal().getName();
    }

    @POST
    @Path("{id}/cancel")
    @Operation(
            operationId = "cancelRun",
            summary = "Cancel a run",
            description = "The state is `cancelling` when the engine has not acknowledged it within some seconds.")
    public SteeringResult cancel(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode body,
            @Context SecurityContext security) {
        Body.optional(body, Set.of());
        return steering.cancel(locator.locate(id, store), who(security));
    }

    @POST
    @Path("{id}/pause")
    @Operation(
            operationId = "pauseRun",
            summary = "Pause a run that is executed",
            description = "It parks when the tasks in flight have ended; until then `pauseRequestedAtMs` is set.")
    public SteeringResult pause(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode body,
            @Context SecurityContext security) {
        Body.optional(body, Set.of());
        return steering.pause(locator.locate(id, store), who(security));
    }

    @POST
    @Path("{id}/resume")
    @Operation(operationId = "resumeRun", summary = "Go on with a run that nobody executes", description = """
                    Finished nodes are not run again. Answered when the new process owns the run. 409 with
                    `workflow-changed` says that the workflow was edited since: `acceptWorkflowChange: true` is the armed
                    choice. A run that has ended is refused unless `reviveEnded: true`.
                    """)
    @RequestBody(content = @Content(schema = @Schema(implementation = ResumeRequest.class)))
    public SteeringResult resume(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode body,
            @Context SecurityContext security) {
        ResumeRequest request = ResumeRequest.parse(body);
        return steering.resume(locator.locate(id, store), request, who(security));
    }

    /** What to do again. */
    @Schema(name = "RetryRequest")
    record RetryRequest(
            @Schema(description = "The node's id.", examples = "judge", required = true)
            String node,

            @Schema(description = "The turn in a loop; 0 when left out.") @Nullable Integer iteration,

            @Schema(description = "Only this node, not those that depend on it.")
            boolean alone,

            @Schema(description = "Although the last heartbeat is younger than 30 s: the process is known to be gone.")
            boolean force,

            @Schema(description = "Go on although the workflow was edited since.")
            boolean acceptWorkflowChange) {}

    @POST
    @Path("{id}/retry")
    @Operation(
            operationId = "retryNode",
            summary = "Do a node again, and what depends on it",
            description = "Its attempts so far count as cancelled; the run goes on from there.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RetryRequest.class)))
    public SteeringResult retry(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(
                json, "{\"node\":\"judge\"}", Set.of("node", "iteration", "alone", "force", "acceptWorkflowChange"));
        String node = body.requiredText("node", 300, "the id of a node");
        Integer iteration = body.number("iteration", 0, Integer.MAX_VALUE);
        boolean alone = body.isSet("alone");
        ResumeMode how = new ResumeMode(body.isSet("force"), body.isSet("acceptWorkflowChange"));
        return steering.retry(locator.locate(id, store), node, iteration, alone, how, who(security));
    }

    /** Where to go back to. */
    @Schema(name = "RewindRequest")
    record RewindRequest(
            @Schema(description = "The frame's number.", minimum = "0", required = true)
            int frame) {}

    @POST
    @Path("{id}/rewind")
    @Operation(
            operationId = "rewindRun",
            summary = "Take back everything after a frame",
            description =
                    "Frames, attempts and outputs after it are deleted for good; the run then needs a resume. A fork "
                            + "keeps both. 409 with `rewind-impossible` where an output has lists in it, which the engine "
                            + "can't write back: replay it then.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RewindRequest.class)))
    public SteeringResult rewind(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        int frame = Body.required(json, "{\"frame\":3}", Set.of("frame")).requiredNumber("frame", 0, MAX_FRAME);
        return steering.rewind(locator.locate(id, store), frame, who(security));
    }

    /** Which attempt's files come back. */
    @Schema(name = "RevertRequest")
    record RevertRequest(
            @Schema(description = "The node's id.", required = true)
            String node,

            @Schema(description = "The turn in a loop; 0 when left out.") @Nullable Integer iteration,

            @Schema(description = "The newest that recorded its files when left out.") @Nullable Integer attempt) {}

    @POST
    @Path("{id}/revert")
    @Operation(
            operationId = "revertNode",
            summary = "Bring the working folder back to what it was after an attempt",
            description =
                    "For runs in a project with a repository of jj or git. GET /api/runs/{id}/undo/revert tells what it "
                            + "would undo.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RevertRequest.class)))
    public SteeringResult revert(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(json, "{\"node\":\"write\"}", Set.of("node", "iteration", "attempt"));
        String node = body.requiredText("node", 300, "the id of a node");
        Integer iteration = body.number("iteration", 0, Integer.MAX_VALUE);
        Integer attempt = body.number("attempt", 1, Integer.MAX_VALUE);
        return steering.revert(locator.locate(id, store), node, iteration, attempt, who(security));
    }

    /** News for a run that waits for them. */
    @Schema(name = "SignalRequest")
    record SignalRequest(
            @Schema(description = "The signal's name.", examples = "news", required = true)
            String name,

            @Schema(description = "What the waiting node gets; `{}` when left out.", implementation = Object.class)
            @Nullable JsonNode payload,

            @Schema(description = "To reach one of several that wait.") @Nullable String correlationId) {}

    @POST
    @Path("{id}/signal")
    @Operation(
            operationId = "signalRun",
            summary = "Send a signal to a run",
            description = "It is kept with the run; a parked run that waited for it goes on at once.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = SignalRequest.class)))
    public SteeringResult signal(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(json, "{\"name\":\"news\"}", Set.of("name", "payload", "correlationId"));
        String name = body.requiredText("name", 300, "the name of a signal");
        if (name.startsWith("-")) {
            throw ProblemType.invalid(
                    "name", name, "a name that does not begin with `-`, which no command line can pass");
        }
        JsonNode payload = body.any("payload").orElse(null);
        if (payload != null) {
            Body.requireShort("payload", payload, Body.MAX_JSON_BYTES);
        }
        String correlationId = body.text("correlationId", 300);
        StoredRun run = locator.locate(id, store);
        return steering.signal(run, name, payload, correlationId, who(security));
    }
}
