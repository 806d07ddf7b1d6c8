package chad.ide.lifecycle;

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

/** What a way back would do, told before it is done. */
@Path("/api/runs/{id}/undo/{verb}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "lifecycle")
public class UndoResource {

    private final UndoService undo;
    private final RunLocator locator;

    UndoResource(UndoService undo, RunLocator locator) {
        this.undo = undo;
        this.locator = locator;
    }

    @GET
    @Operation(
            operationId = "previewUndo",
            summary = "What a revert, rewind, replay or fork would undo, and what it can't",
            description = "Nothing is changed. If the engine can't do it, `possible` is false, with the reason and"
                    + " what to do instead.")
    @APIResponse(responseCode = "200", description = "In sentences for the person who decides")
    public Undo preview(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @Parameter(description = "`revert`, `rewind`, `replay` or `fork`", example = "revert") @PathParam("verb")
                    String verb,
            @Parameter(
                            description = "The node; for a revert required, otherwise an alternative to a frame",
                            example = "edit")
                    @QueryParam("node")
                    @Nullable String node,
            @Parameter(description = "The loop iteration; 0 by default for a revert", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @Parameter(description = "For a revert; the newest attempt with a recorded state by default", example = "1")
                    @QueryParam("attempt")
                    @Nullable String attempt,
            @Parameter(description = "The frame's number", example = "3") @QueryParam("frame") @Nullable String frame,
            @QueryParam("store") @Nullable String store) {
        return undo.preview(
                locator.locate(id, store),
                verb,
                node,
                number("iteration", iteration, 0),
                number("attempt", attempt, 1),
                number("frame", frame, 0));
    }

    private static @Nullable Integer number(String field, @Nullable String given, int least) {
        return given == null ? null : Integer.valueOf(Numbers.parse(field, given, least, Integer.MAX_VALUE));
    }
}
