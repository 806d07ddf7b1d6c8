package chad.ide.lifecycle;

import chad.ide.request.Given;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where a new run begins. */
@Schema(name = "ReplayRequest", examples = "{\"frame\":3}")
public record ReplayRequest(
        @Schema(
                description = "What had finished at this frame is inherited. Default: the newest one before `resetNode`"
                        + " started.",
                minimum = "0")
        @Nullable Integer frame,

        @Schema(
                description =
                        "A node to run again even though it finished, together with everything that depends on it.")
        @Nullable String resetNode,

        @Schema(
                description = "The loop iteration of `resetNode`, if `frame` is omitted; the newest by default.",
                minimum = "0")
        @Nullable Integer iteration,

        @Schema(description = "Values that override those of the parent's input.", implementation = Object.class)
        @Nullable ObjectNode input,

        @Schema(description = "A name for the branch.", examples = "with a stricter judge") @Nullable String label,

        @Schema(
                description = "The project to work in; the parent's by default. The engine continues only in the"
                        + " repository in which the parent started.",
                examples = "work")
        @Nullable String project,

        @Schema(description = "Start it even though external side effects of the parent may happen again.")
        boolean force) {

    public ReplayRequest {
        Given.between("frame", frame, 0, Integer.MAX_VALUE);
        Given.text("resetNode", resetNode, StoreReader.MAX_ID_BYTES);
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
        Given.json("input", input, Given.MAX_JSON_BYTES);
        input = input == null || input.isEmpty() ? null : input;
        Given.text("label", label, 200);
        Given.text("project", project, 64);
    }
}
