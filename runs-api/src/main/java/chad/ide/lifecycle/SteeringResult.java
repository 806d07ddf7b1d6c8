package chad.ide.lifecycle;

import chad.ide.runs.RunSummary;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run that was steered.
 *
 * @param run the run after it; of a fork, the new run
 * @param engine what the engine said; null when it has not said anything yet, as the process that goes on with the run
 *     speaks at its end
 * @param continued whether a process was started that goes on with the run
 * @param note what the operator should know beside it; null when there is nothing
 * @param runId of the run in {@code run}
 */
public record SteeringResult(
        RunSummary run,
        @Schema(implementation = Object.class) @Nullable JsonNode engine,
        boolean continued,
        @Nullable String note,
        String runId) {

    static SteeringResult of(RunSummary run, @Nullable JsonNode engine, boolean continued) {
        return new SteeringResult(run, engine, continued, null, run.id());
    }

    SteeringResult noting(@Nullable String more) {
        return new SteeringResult(run, engine, continued, more, runId);
    }
}
