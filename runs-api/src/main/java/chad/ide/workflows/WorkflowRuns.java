package chad.ide.workflows;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of the workflows' runs. */
public interface WorkflowRuns {

    /** By the workflow's name as {@link WorkflowFiles#nameOf} makes it; a workflow without runs is absent. */
    Map<String, Summary> byWorkflow();

    /**
     * @param byStatus how many runs have each status, in the engine's words
     * @param last the newest run
     * @param store the store of the newest run
     */
    record Summary(Map<String, Long> byStatus, LastRun last, String store) {
        public Summary {
            byStatus = Map.copyOf(byStatus);
        }
    }

    /** A run, in short. */
    record LastRun(
            @Schema(examples = "fusion-20261121-104501-7f3a")
            String id,

            @Schema(examples = "finished") String status,
            @Schema(examples = "1795257901000") long createdAtMs) {}
}
