package chad.ide.runs;

import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a run is, in tasks: those of the newest frame, and the settled ones of earlier loop turns. Rows of branches
 * that were not taken are no tasks of the run any more, so {@code _smithers_nodes} alone would tell too many.
 *
 * @param total of the tasks known now; a loop or a gate may add more
 * @param failed without those whose failure the workflow caught itself
 * @param caught failed in a `try` whose `catch` was there for that
 * @param cancelled ended before they were done, by a cancel of the run or by the workflow
 */
public record Progress(
        @Schema(examples = "8") int total,
        @Schema(examples = "5") int finished,
        int failed,
        @Schema(examples = "2") int running,
        @Schema(examples = "1") int waiting,
        int skipped,
        int caught,
        int cancelled) {

    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0, 0);

    /** Tasks whose results a run lacks, though it may have finished without them. */
    public int lost() {
        return failed + cancelled;
    }

    /** A task's state, as far as progress cares. */
    record TaskState(String nodeId, int iteration, String state) {

        boolean isSettled() {
            return switch (state) {
                case "finished", "failed", "cancelled", "skipped" -> true;
                default -> false;
            };
        }

        String key() {
            return nodeId + "::" + iteration;
        }
    }

    static boolean anyFailed(List<TaskState> states) {
        return states.stream().anyMatch(task -> task.state().equals("failed"));
    }

    /**
     * @param inTree keys {@code node::iteration} of the newest frame's tasks; empty when there was no frame yet
     * @param guarded ids of the nodes whose failure the workflow catches
     */
    static Progress of(Set<String> inTree, List<TaskState> states, Set<String> guarded) {
        int finished = 0;
        int failed = 0;
        int running = 0;
        int waiting = 0;
        int skipped = 0;
        int caught = 0;
        int cancelled = 0;
        int outsideTree = 0;
        for (TaskState task : states) {
            boolean mounted = inTree.isEmpty() || inTree.contains(task.key());
            if (!mounted && !task.isSettled()) {
                continue;
            }
            outsideTree += inTree.contains(task.key()) ? 0 : 1;
            switch (task.state()) {
                case "finished" -> finished++;
                case "failed" -> {
                    boolean isCaught = guarded.contains(task.nodeId());
                    caught += isCaught ? 1 : 0;
                    failed += isCaught ? 0 : 1;
                }
                case "cancelled" -> cancelled++;
                case "skipped" -> skipped++;
                case "in-progress", Repeats.RETRYING -> running++;
                case "pending" -> {}
                default -> waiting += task.state().startsWith("waiting-") ? 1 : 0;
            }
        }
        return new Progress(
                inTree.size() + outsideTree, finished, failed, running, waiting, skipped, caught, cancelled);
    }
}
