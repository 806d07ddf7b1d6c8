package chad.ide.runs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the runs of one workflow in one store.
 *
 * @param path of the workflow file as it was launched; null where the engine kept none
 * @param name the engine's name of the workflow
 * @param byStatus how many runs have each status, in the engine's words
 * @param lastCreatedAtMs when the newest run was created
 * @param lastPosition of the newest run in its store
 */
public record WorkflowTally(
        @Nullable String path,
        String name,
        String store,
        Map<String, Long> byStatus,
        long lastCreatedAtMs,
        long lastPosition) {

    public WorkflowTally {
        byStatus = Map.copyOf(byStatus);
    }

    /** By its file name with or without its ending, or by the engine's name. */
    public boolean isNamed(String asked) {
        return new StringPool.Workflow(name, path).isNamed(asked);
    }
}
