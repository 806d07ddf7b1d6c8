package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a workflow takes, by the last runs of it that finished.
 *
 * @param store whose runs are looked at; null when no run of the workflow has finished in any
 * @param runs how many that is
 * @param alike whether these are only the runs that were launched with the same settings and the same short input
 * @param timeMs milliseconds in which a process executes it, without the time in which it waits for a person, an event or
 *     a timer; null when there are too few runs
 * @param tokens null also when too few of the runs are known to have used any
 * @param costUsd US dollars; null also when too few of the runs have a price
 * @param models how many models half of the runs asked at most; null when none is known to have asked any
 * @param executedMs for how long this run has been executed; null of a run that has not begun
 * @param says all of it in words
 */
@Schema(name = "Forecast")
public record Forecast(
        @Schema(examples = "fusion.jsx") String workflow,
        @Schema(examples = "fusion") @Nullable String store,
        @Schema(examples = "20") int runs,
        boolean alike,
        @Nullable Usual timeMs,
        @Nullable Usual tokens,
        @Nullable Usual costUsd,
        @Schema(examples = "6") @Nullable Integer models,
        @Schema(examples = "240000") @Nullable Long executedMs,
        @Schema(examples = "4 min in, usually 3 to 5 min") String says) {

    /** The same in those words. */
    public Forecast saying(String words) {
        return new Forecast(workflow, store, runs, alike, timeMs, tokens, costUsd, models, executedMs, words);
    }
}
