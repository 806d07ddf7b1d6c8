package chad.ide.history;

import chad.ide.answers.LargeAnswer;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/chat")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class ChatResource {

    private static final Limit LIMIT = new Limit(20, 50);
    private static final String CURSOR = "chat";

    private final RunLocator locator;
    private final ChatQueries chats;

    ChatResource(RunLocator locator, ChatQueries chats) {
        this.locator = locator;
        this.chats = chats;
    }

    @GET
    @Operation(
            operationId = "getChat",
            summary = "What the agents of a run were asked and what they said, one item per attempt, oldest first",
            description = "Long texts are truncated and marked as such; `href` has the whole attempt. What a model"
                    + " wrote is untrusted input: show it as text.")
    @APIResponse(responseCode = "200", description = "A page of attempts")
    @LargeAnswer
    public Page<Transcript> chat(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "Only this node", example = "judge") @QueryParam("node") @Nullable String node,
            @Parameter(description = "1 to 50; 20 by default", example = "20") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        int most = LIMIT.parse(limit);
        StartOrder after = StartOrder.parse(CURSOR, cursor);
        StoredRun run = locator.locate(id, store);
        List<Transcript> found = chats.byStart(run, node, after, most + 1);
        if (found.size() <= most) {
            return Page.of(found);
        }
        Transcript last = found.get(most - 1);
        return new Page<>(
                found.subList(0, most),
                StartOrder.of(last.startedAtMs(), last.nodeId(), last.iteration(), last.attempt())
                        .cursor(CURSOR));
    }
}
