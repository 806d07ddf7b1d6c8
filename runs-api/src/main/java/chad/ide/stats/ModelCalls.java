package chad.ide.stats;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How models answered, by the calls that agents told of.
 *
 * @param sinceMs beginning of the hour that was asked for
 * @param models those with the most calls first, at most 200
 * @param modelCount how many models were called in this time
 * @param isWhole false when a store has so many events that its older ones of this time were not looked at
 */
public record ModelCalls(
        @Schema(examples = "1795165200000") long sinceMs,
        List<OfModel> models,
        @Schema(examples = "11") long modelCount,
        boolean isWhole) {

    static final int MAX_MODELS = 200;

    public ModelCalls {
        models = List.copyOf(models);
    }

    /**
     * @param calls all of them, those of the offline stand-in too
     * @param failed calls that were refused, or that ended without an answer
     * @param standInCalls answered by the offline stand-in in the model's place
     * @param runs how many runs called it
     * @param medianMs of the calls that the model answered; null when none of them tells how long it took
     */
    @Schema(name = "CallsOfModel")
    public record OfModel(
            @Schema(examples = "z-ai/glm-5.2") String model,
            @Schema(examples = "131") long calls,
            @Schema(examples = "4") long failed,
            @Schema(examples = "0") long standInCalls,
            @Schema(examples = "22") long runs,
            @Schema(examples = "6400") @Nullable Long medianMs) {}
}
