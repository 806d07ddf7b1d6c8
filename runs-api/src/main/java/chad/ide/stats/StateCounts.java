package chad.ide.stats;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many runs there are, by what a person would do about them.
 *
 * @param total of the others
 * @param finished also those that lost something on the way, or continued as another run
 * @param finishedWithFailures of the finished those that went on without a task that failed or was cancelled
 * @param running executed by a process, or being cancelled
 * @param waiting for a decision, an event, a timer or a quota, or paused
 * @param stalled nobody executes them, though somebody should
 * @param other forks that were never started, and statuses that this edition does not know
 */
public record StateCounts(
        @Schema(examples = "137") long total,
        @Schema(examples = "125") long finished,
        @Schema(examples = "2") long finishedWithFailures,
        @Schema(examples = "4") long failed,
        @Schema(examples = "1") long cancelled,
        @Schema(examples = "2") long running,
        @Schema(examples = "3") long waiting,
        @Schema(examples = "2") long stalled,
        long other) {}
