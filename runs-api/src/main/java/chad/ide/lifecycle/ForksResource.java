package chad.ide.lifecycle;

import chad.ide.problem.Problem;
import chad.ide.runs.RunLocator;
import chad.ide.security.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** New runs out of frames of others. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "lifecycle")
@APIResponse(
        responseCode = "201",
        description = "The new run",
        headers = @Header(name = "Location", description = "The new run.", schema = @Schema(type = SchemaType.STRING)),
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "The run is in no state for this, or somebody else acts on it; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ForksResource {

    private static final Set<String> REPLAY_FIELDS =
            Set.of("frame", "resetNode", "iteration", "input", "label", "project", "force");
    private static final Set<String> FORK_FIELDS =
            Set.of("frame", "resetNode", "iteration", "input", "label", "project", "force", "run");
    private static final String EXAMPLE = "{\"frame\":3,\"run\":true}";

    private final Forks forks;
    private final RunLocator locator;

    ForksResource(Forks forks, RunLocator locator) {
        this.forks = forks;
        this.locator = locator;
    }

    /** Where a new run begins. */
    @Schema(name = "ForkRequest")
    record ForkRequest(
            @Schema(
                    description =
                            "What was finished at this frame is inherited. When it is left out: the newest one before "
                                    + "`resetNode` began.",
                    minimum = "0")
            @Nullable Integer frame,

            @Schema(description = "A node that is done again although it was finished, and what depends on it.")
            @Nullable String resetNode,

            @Schema(
                    description =
                            "The turn of `resetNode` in a loop, when `frame` is left out; the newest when left out.",
                    minimum = "0")
            @Nullable Integer iteration,

            @Schema(description = "Values that replace those of the parent's input.", implementation = Object.class)
            @Nullable ObjectNode input,

            @Schema(description = "A name for the branch.", examples = "with a stricter judge") @Nullable String label,

            @Schema(
                    description =
                            "The project to work in; the parent's when left out. The engine goes on in no other repository "
                                    + "than the parent began in.",
                    examples = "work")
            @Nullable String project,

            @Schema(description = "Start it at once. A replay always does.") @Nullable Boolean run,

            @Schema(
                    description =
                            "Start it although effects on the outside, which the parent had, may happen once more.")
            boolean force) {}

    @POST
    @Path("{id}/fork")
    @Operation(
            operationId = "forkRun",
            summary = "Fork a run at a frame",
            description =
                    "The new run inherits what was finished at the frame. Without `run: true` it is `not-started` "
                            + "until it is resumed.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ForkRequest.class)))
    public RestResponse<SteeringResult> fork(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(json, EXAMPLE, FORK_FIELDS);
        Forks.ForkRequest request = request(body, body.isSet("run"));
        return created(forks.fork(locator.locate(id, store), request, "fork", SteeringResource.who(security)));
    }

    @POST
    @Path("{id}/replay")
    @Operation(operationId = "replayRun", summary = "Fork a run at a frame and run the fork")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ForkRequest.class)))
    public RestResponse<SteeringResult> replay(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(json, EXAMPLE, REPLAY_FIELDS);
        Forks.ForkRequest request = request(body, true);
        return created(forks.fork(locator.locate(id, store), request, "replay", SteeringResource.who(security)));
    }

    private static Forks.ForkRequest request(Body body, boolean run) {
        ObjectNode input = body.object("input", Body.MAX_JSON_BYTES);
        return new Forks.ForkRequest(
                body.number("frame", 0, Integer.MAX_VALUE),
                body.text("resetNode", 300),
                body.number("iteration", 0, Integer.MAX_VALUE),
                input.isEmpty() ? null : input,
                body.text("label", 200),
                body.text("project", 64),
                run,
                body.isSet("force"));
    }

    private static RestResponse<SteeringResult> created(SteeringResult fork) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, fork)
                .header(HttpHeaders.LOCATION, "/api/runs/" + fork.runId())
                .build();
    }
}
