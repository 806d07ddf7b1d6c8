package chad.ide.runs;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many runs a list has in all, and in each of its segments. Of the same moment as the page that it comes with.
 *
 * @param all without subflows, which are parts of other runs; the list shows them
 * @param needsYou of the others those that want a person
 * @param needsYouIsAtLeast whether there may be more of these: of the failures of a day the newest are looked into
 */
@RegisterForReflection
public record RunCounts(
        @Schema(examples = "508") long all,
        @Schema(examples = "5") long needsYou,
        boolean needsYouIsAtLeast,
        @Schema(examples = "2") long running,
        long waiting,
        long stalled,
        @Schema(examples = "6") long failed,
        @Schema(examples = "489") long finished,
        long cancelled) {

    static RunCounts of(long all, Map<RunSegment, Long> counts, boolean needsYouIsAtLeast) {
        return new RunCounts(
                all,
                counts.getOrDefault(RunSegment.NEEDS_YOU, 0L),
                needsYouIsAtLeast,
                counts.getOrDefault(RunSegment.RUNNING, 0L),
                counts.getOrDefault(RunSegment.WAITING, 0L),
                counts.getOrDefault(RunSegment.STALLED, 0L),
                counts.getOrDefault(RunSegment.FAILED, 0L),
                counts.getOrDefault(RunSegment.FINISHED, 0L),
                counts.getOrDefault(RunSegment.CANCELLED, 0L));
    }
}
