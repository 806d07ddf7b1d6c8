package chad.ide.workflows;

import chad.ide.workflows.WorkflowRuns.LastRun;
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
record WorkflowItem(
        @Schema(examples = "fusion.jsx") String name,

        @Schema(examples = "Asks several models and fuses their answers.") @Nullable String title,

        long modifiedAtMs,
        long sizeBytes,
        @Schema(examples = "{\"finished\":3,\"failed\":1}") Map<String, Long> runs,
        @Nullable LastRun lastRun,
        @Schema(examples = "fusion") @Nullable String store) {

    WorkflowItem {
        runs = Map.copyOf(runs);
    }
}
