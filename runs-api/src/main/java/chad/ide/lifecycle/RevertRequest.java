package chad.ide.lifecycle;

import chad.ide.request.Given;
import chad.ide.store.StoreReader;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which attempt's files come back. */
@Schema(name = "RevertRequest", examples = "{\"node\":\"write\"}")
public record RevertRequest(
        @Schema(description = "The node's id.") String node,

        @Schema(description = "The loop iteration; 0 by default.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "The newest attempt that recorded its files, by default.", minimum = "1") @Nullable Integer attempt) {

    public RevertRequest {
        Given.text("node", node, StoreReader.MAX_ID_BYTES);
        Given.required("node", node, "the id of a node");
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
        Given.between("attempt", attempt, 1, Integer.MAX_VALUE);
    }
}
