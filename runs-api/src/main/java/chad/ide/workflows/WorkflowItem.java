package chad.ide.workflows;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in the list.
 *
 * @param title the first sentence of its opening comment
 * @param runs how many runs have each status, in the engine's words
 * @param store the store of its newest run
 */
public record WorkflowItem(
        @Schema(examples = "fusion.jsx") String name,

        @Schema(examples = "Asks several models and fuses their answers.") @Nullable String title,

        long modifiedAtMs,
        long sizeBytes,
        @Schema(examples = "{\"finished\":3,\"failed\":1}") Map<String, Long> runs,
        @Nullable LastRun lastRun,
        @Schema(examples = "fusion") @Nullable String store) {

    public WorkflowItem {
        runs = Map.copyOf(runs);
    }

    /** A run, in short. */
    public record LastRun(
            @Schema(examples = "fusion-20261121-104501-7f3a")
            String id,

            @Schema(examples = "finished") String status,
            @Schema(examples = "1795257901000") long createdAtMs) {}
}
