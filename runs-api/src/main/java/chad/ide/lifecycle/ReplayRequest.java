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
                description =
                        "What was finished at this frame is inherited. When it is left out: the newest one before "
                                + "`resetNode` began.",
                minimum = "0")
        @Nullable Integer frame,

        @Schema(description = "A node that is done again although it was finished, and what depends on it.") @Nullable String resetNode,

        @Schema(
                description = "The turn of `resetNode` in a loop, when `frame` is left out; the newest when left out.",
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

        @Schema(description = "Start it although effects on the outside, which the parent had, may happen once more.")
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
