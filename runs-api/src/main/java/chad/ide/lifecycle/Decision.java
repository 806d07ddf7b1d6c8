package chad.ide.lifecycle;

import chad.ide.request.Given;
import chad.ide.store.StoreReader;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which gate is decided, and what for. */
@Schema(name = "Decision", examples = "{\"node\":\"approve\"}")
public record Decision(
        @Schema(description = "The gate's node; optional if only one gate is waiting.", examples = "approve") @Nullable String node,

        @Schema(description = "The loop iteration.", minimum = "0") @Nullable Integer iteration,

        @Schema(description = "A note that is saved with the decision.", examples = "Looks good") @Nullable String note,

        @Schema(description = "The gate's `digest` as it was shown; the decision is refused if it has changed.")
        @Nullable String digest) {

    private static final int MAX_NOTE_CHARS = 10_000;

    public Decision {
        Given.text("node", node, StoreReader.MAX_ID_BYTES);
        Given.between("iteration", iteration, 0, Integer.MAX_VALUE);
        Given.text("note", note, MAX_NOTE_CHARS);
        Given.text("digest", digest, 200);
    }
}
