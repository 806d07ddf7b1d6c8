package chad.ide.lifecycle;

import chad.ide.lifecycle.Decisions.Chosen;
import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
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
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decisions of a person. They continue the run: there is no second click. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "approvals")
@APIResponse(
        responseCode = "200",
        description = "What the engine said, and the run after it",
        content = @Content(schema = @Schema(implementation = SteeringResult.class)))
@APIResponse(
        responseCode = "409",
        description = "No such gate waits: somebody was faster, or it asks something else now; `type` tells which",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class DecisionsResource {

    private static final Set<String> FIELDS = Set.of("node", "iteration", "note", "digest");
    private static final Set<String> APPROVAL_FIELDS =
            Set.of("node", "iteration", "note", "digest", "selected", "ranked");
    private static final int MAX_RANKED = 1_000;
    private static final int MAX_KEY_CHARS = 1_000;
    private static final int MAX_NOTE_CHARS = 10_000;

    private final Decisions decisions;
    private final RunLocator locator;

    DecisionsResource(Decisions decisions, RunLocator locator) {
        this.decisions = decisions;
        this.locator = locator;
    }

    /** Which gate is decided, and what for. */
    @Schema(name = "Decision")
    record Decision(
            @Schema(description = "The gate's node; may be left out when one gate waits.", examples = "approve")
            @Nullable String node,

            @Schema(description = "The turn in a loop.") @Nullable Integer iteration,

            @Schema(description = "Kept with the decision.", examples = "Looks good") @Nullable String note,

            @Schema(description = "`digest` of the gate as it was shown; the decision is refused when it has changed.")
            @Nullable String digest) {}

    /** As {@link Decision}, with what was chosen. */
    @Schema(name = "Approval")
    record Approval(
            @Schema(description = "The gate's node; may be left out when one gate waits.", examples = "which") @Nullable String node,

            @Schema(description = "The turn in a loop.") @Nullable Integer iteration,

            @Schema(description = "Kept with the decision.", examples = "Looks good") @Nullable String note,

            @Schema(description = "`digest` of the gate as it was shown; the decision is refused when it has changed.")
            @Nullable String digest,

            @Schema(description = "For a gate of kind `select`: the key of one of its `options`.", examples = "plan-b")
            @Nullable String selected,

            @Schema(description = "For a gate of kind `rank`: keys of its `options`, the best first.") @Nullable List<String> ranked) {}

    @POST
    @Path("{id}/approve")
    @Operation(
            operationId = "approveGate",
            summary = "Approve a gate; the run goes on",
            description =
                    "A gate of kind `select` or `rank` wants a choice, which reaches the workflow. `continued` says whether"
                            + " the run goes on, and `note` why not.")
    @APIResponse(
            responseCode = "403",
            description = "The gate is for others: `allowedUsers` and `allowedScopes` say for whom",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "422",
            description = "The gate asks for another choice",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @RequestBody(content = @Content(schema = @Schema(implementation = Approval.class)))
    public SteeringResult approve(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.optional(json, APPROVAL_FIELDS);
        Chosen chosen = chosen(body);
        Choice choice =
                new Choice(body.text("selected", MAX_KEY_CHARS), body.texts("ranked", MAX_RANKED, MAX_KEY_CHARS));
        String note = body.text("note", MAX_NOTE_CHARS);
        return decisions.approve(locator.locate(id, store), chosen, choice, note, SteeringResource.who(security));
    }

    @POST
    @Path("{id}/deny")
    @Operation(
            operationId = "denyGate",
            summary = "Deny a gate; the run goes on as its workflow says for that case",
            description = "A question is withdrawn, which counts as denied.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Decision.class)))
    public SteeringResult deny(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.optional(json, FIELDS);
        Chosen chosen = chosen(body);
        String note = body.text("note", MAX_NOTE_CHARS);
        return decisions.deny(locator.locate(id, store), chosen, note, SteeringResource.who(security));
    }

    /** The answer to a question. */
    @Schema(name = "Answer")
    record Answer(
            @Schema(description = "`requestId` of the gate; or name its node.") @Nullable String requestId,

            @Schema(description = "The question's node; may be left out when one gate waits.") @Nullable String node,

            @Schema(description = "The turn in a loop.") @Nullable Integer iteration,

            @Schema(description = "`digest` of the gate as it was shown.") @Nullable String digest,

            @Schema(
                    description = "What `answerSchema` of the gate describes; the engine checks it.",
                    implementation = Object.class,
                    required = true)
            JsonNode value) {}

    @POST
    @Path("{id}/answer")
    @Operation(operationId = "answerQuestion", summary = "Answer a question; the run goes on")
    @APIResponse(
            responseCode = "422",
            description = "The question's schema does not take the value",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Answer.class)))
    public SteeringResult answer(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Nullable JsonNode json,
            @Context SecurityContext security) {
        Body body = Body.required(
                json, "{\"value\":{\"age\":5}}", Set.of("requestId", "node", "iteration", "digest", "value"));
        JsonNode value = body.any("value")
                .orElseThrow(() -> ProblemType.invalid("value", "", "what `answerSchema` of the gate describes"));
        Body.requireShort("value", value, Body.MAX_JSON_BYTES);
        String requestId = body.text("requestId", 1_000);
        Chosen chosen = chosen(body);
        return decisions.answer(locator.locate(id, store), chosen, requestId, value, SteeringResource.who(security));
    }

    private static Chosen chosen(Body body) {
        return new Chosen(
                body.text("node", 300), body.number("iteration", 0, Integer.MAX_VALUE), body.text("digest", 200));
    }
}
