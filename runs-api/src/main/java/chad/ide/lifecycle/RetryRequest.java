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

        @Schema(description = "The loop iteration; 0 by default.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "Only this node, not the ones that depend on it.")
        boolean alone,

        @Schema(
                description =
                        "Proceed even if the last heartbeat is less than 30 s old: the process is known to be gone.")
        boolean force,

        @Schema(description = "Continue even if the workflow has been edited since.")
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
