package chad.ide.lifecycle;

import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.request.Given;
import chad.ide.store.StoreReader;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to do again. */
@Schema(name = "RetryRequest", examples = "{\"node\":\"judge\"}")
public record RetryRequest(
        @Schema(description = "The node's id.", examples = "judge")
        String node,

        @Schema(description = "The turn in a loop; 0 when left out.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "Only this node, not those that depend on it.")
        boolean alone,

        @Schema(description = "Although the last heartbeat is younger than 30 s: the process is known to be gone.")
        boolean force,

        @Schema(description = "Go on although the workflow was edited since.")
        boolean acceptWorkflowChange) {

    public RetryRequest {
        Given.text("node", node, StoreReader.MAX_ID_BYTES);
        Given.required("node", node, "the id of a node");
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
    }

    ResumeMode how() {
        return new ResumeMode(force, acceptWorkflowChange);
    }
}
