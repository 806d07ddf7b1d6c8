package chad.ide.runs;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.ide.security.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** As {@link SeenResource}, of many runs at once. */
@Path("/api/seen")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "runs")
public class ManySeenResource {

    private static final int MAX_RUNS = 1_000;
    private static final String ALLOWED =
            "1 to 1000 runs, each with its `id` and, where several stores have it, its `store`";

    private final SeenRuns seen;

    ManySeenResource(SeenRuns seen) {
        this.seen = seen;
    }

    /** @param runs at most 1,000 */
    @Schema(name = "SeenRequest")
    public record SeenRequest(List<Ended> runs) {

        /** @param store needed where several stores have a run of that id */
        @Schema(name = "EndedRun")
        public record Ended(
                @Schema(examples = "fusion-20261121-104501-7f3a")
                String id,

                @Schema(examples = "fusion") @Nullable String store) {

            public Ended {
                Given.required("id", id, "the id of a run");
            }
        }

        public SeenRequest {
            Given.required("runs", runs, ALLOWED);
            if (runs.isEmpty() || runs.size() > MAX_RUNS || runs.stream().anyMatch(Objects::isNull)) {
                throw ProblemType.invalid("runs", "%d runs".formatted(runs.size()), ALLOWED);
            }
            runs = List.copyOf(runs);
        }
    }

    @POST
    @Operation(
            operationId = "seeRuns",
            summary = "Mark how many runs ended as seen",
            description = "Each for itself: what can't be marked is listed with the reason.")
    @APIResponse(responseCode = "200", description = "What was marked, and what was not")
    public SeenRuns.Seen seeAll(SeenRequest request, @Context SecurityContext security) {
        return seen.see(request.runs(), SeenResource.who(security));
    }
}
