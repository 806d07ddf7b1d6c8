package chad.ide.history;

import chad.edge.FieldError;
import chad.ide.answers.LargeAnswer;
import chad.ide.history.NodeStates.AtFrame;
import chad.ide.history.NodeStates.NodeState;
import chad.ide.problem.ProblemType;
import chad.ide.request.Cursor;
import chad.ide.request.Flag;
import chad.ide.request.Limit;
import chad.ide.request.Numbers;
import chad.ide.request.Order;
import chad.ide.request.Page;
import chad.ide.runs.FrameQueries;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import chad.ide.tree.Dag;
import chad.ide.tree.TreeNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class FramesResource {

    private static final Limit LIMIT = new Limit(100, 1_000);
    private static final String FORWARDS = "frames";
    private static final String BACKWARDS = "frames-back";

    /**
     * The tree as it was rendered at one step.
     *
     * @param tree null for a render that showed nothing
     * @param intact whether the decoded tree hashes to what the engine recorded
     * @param snapshotFrameNo the frame whose snapshot gave the states; null when the engine kept none
     */
    @Schema(name = "Frame")
    record FrameView(
            @Schema(examples = "12") long frameNo,
            long createdAtMs,
            boolean intact,
            @Nullable TreeNode tree,
            @Nullable Long snapshotFrameNo,
            List<NodeState> nodes) {}

    /**
     * The run's own DAG.
     *
     * @param frameNo of the frame that it was made of; null before the first one
     * @param states of its nodes, every iteration
     */
    @Schema(name = "RunGraph")
    record GraphView(@Nullable Long frameNo, Dag dag, List<NodeState> states) {}

    private final RunLocator locator;
    private final FrameQueries frames;
    private final NodeStates states;

    FramesResource(RunLocator locator, FrameQueries frames, NodeStates states) {
        this.locator = locator;
        this.frames = frames;
        this.states = states;
    }

    @GET
    @Path("frames")
    @Operation(
            operationId = "listFrames",
            summary = "The frames of a run, in order",
            description = "Most frames render the same tree as the previous one: `changed=true` omits those.")
    @APIResponse(responseCode = "200", description = "A page of frames without their trees")
    public Page<FrameQueries.FrameRow> list(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "1 to 1000; 100 by default", example = "100") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "`oldest` (first) or `newest`", example = "newest") @QueryParam("order") @Nullable String order,
            @Parameter(description = "`true`: only frames whose tree differs from that of the previous frame")
                    @QueryParam("changed")
                    @Nullable String changed) {
        int most = LIMIT.parse(limit);
        boolean newestFirst = Order.isNewestFirst(order);
        boolean changedOnly = Flag.parse("changed", changed);
        String kind = newestFirst ? BACKWARDS : FORWARDS;
        long position = cursor == null
                ? newestFirst ? Long.MAX_VALUE / 2 : -1
                : Cursor.number(cursor, Cursor.parse(kind, cursor, 1).getFirst());
        StoredRun run = locator.locate(id, store);
        List<FrameQueries.FrameRow> found = newestFirst
                ? frames.before(run.store(), run.id(), position, changedOnly, most + 1)
                : frames.after(run.store(), run.id(), position, changedOnly, most + 1);
        if (found.size() <= most) {
            return Page.of(found);
        }
        List<FrameQueries.FrameRow> page = found.subList(0, most);
        return new Page<>(page, Cursor.of(kind, page.getLast().frameNo()));
    }

    @GET
    @Path("frames/{n}")
    @Operation(operationId = "getFrame", summary = "One frame as a tree, with the node states at that time")
    @APIResponse(responseCode = "200", description = "The frame")
    @LargeAnswer
    public FrameView frame(
            @PathParam("id") String id,
            @Parameter(description = "The frame's number, from 1", example = "3") @PathParam("n") String n,
            @QueryParam("store") @Nullable String store) {
        long number = Numbers.parse("n", n, 0, Integer.MAX_VALUE);
        StoredRun run = locator.locate(id, store);
        FrameQueries.Frame frame = frames.at(run.store(), run.id(), number)
                .filter(found -> found.frameNo() == number)
                .orElseThrow(() -> ProblemType.FRAME_NOT_FOUND.because(
                        "The run has no frame with that number; `/api/runs/{id}/frames` lists them.",
                        List.of(new FieldError("n", n, "the number of a frame"))));
        Optional<AtFrame> then = states.atFrame(run, number);
        return new FrameView(
                frame.frameNo(),
                frame.createdAtMs(),
                frame.intact(),
                frame.tree().orElse(null),
                then.map(AtFrame::frameNo).orElse(null),
                then.map(AtFrame::states).orElse(List.of()));
    }

    @GET
    @Path("graph")
    @Operation(
            operationId = "getRunGraph",
            summary = "The run's DAG with the states of its nodes",
            description = "Taken from the newest frame, or from an earlier one with the states at that time.")
    @APIResponse(responseCode = "200", description = "The graph")
    @LargeAnswer
    public GraphView graph(
            @PathParam("id") String id,
            @QueryParam("store") @Nullable String store,
            @Parameter(description = "The newest by default", example = "3") @QueryParam("frame") @Nullable String frame) {
        Long asked = frame == null ? null : Long.valueOf(Numbers.parse("frame", frame, 0, Integer.MAX_VALUE));
        StoredRun run = locator.locate(id, store);
        Optional<FrameQueries.Frame> found = frames.at(run.store(), run.id(), asked == null ? Long.MAX_VALUE : asked);
        List<NodeState> known = asked == null
                ? states.now(run)
                : states.atFrame(run, asked).map(AtFrame::states).orElse(List.of());
        return new GraphView(
                found.map(FrameQueries.Frame::frameNo).orElse(null),
                Dag.of(found.flatMap(FrameQueries.Frame::tree)),
                known);
    }
}
