package chad.ide.spend;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What models used in some time and what that cost, by the prices that held when they were asked.
 *
 * @param by what the groups are
 * @param total of all groups, those that are left out too
 * @param groups the dearest first; by day the oldest first, days without any spend too
 * @param groupCount how many there are in all
 * @param days the same total by day of the time zone, oldest first
 * @param unpriced models that were asked in this time and have no price, the most used first; at most 50
 */
public record Spend(
        @Schema(examples = "1795165200000") long sinceMs,
        @Schema(examples = "1795251600000") long untilMs,
        By by,
        UsedTokens total,
        List<Group> groups,
        @Schema(examples = "9") long groupCount,
        List<Day> days,
        List<UnpricedModel> unpriced,
        PriceSource prices) {

    public Spend {
        groups = List.copyOf(groups);
        days = List.copyOf(days);
        unpriced = List.copyOf(unpriced);
    }

    /** What spend can be divided by. */
    @Schema(
            name = "SpendBy",
            type = SchemaType.STRING,
            enumeration = {"model", "workflow", "provider", "day", "run", "node", "schedule", "label"})
    public enum By {
        MODEL,
        WORKFLOW,
        PROVIDER,
        DAY,
        RUN,
        NODE,
        /** The schedule that launched the run. */
        SCHEDULE,
        /** The value of one of the annotations that the run was launched with. */
        LABEL;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param key the id of the model, the name of the workflow, provider, node or schedule, the value of the label, the run's id,
     *     or the day as a date; empty for calls of which nobody told the provider, and for runs without schedule or label
     * @param sinceMs where a day begins; null for any other
     * @param runId of a run or a node
     * @param store of a run or a node
     */
    @Schema(name = "SpendGroup")
    public record Group(
            @Schema(examples = "z-ai/glm-5.2") String key,
            @Nullable Long sinceMs,
            @Nullable String runId,
            @Nullable String store,
            @Nullable String workflow,
            UsedTokens used) {}

    @Schema(name = "SpendDay")
    public record Day(
            @Schema(examples = "2026-11-28") String date,
            @Schema(examples = "1795820400000") long sinceMs,
            UsedTokens used) {}

    /** @param provider empty where nobody told whom was asked */
    public record UnpricedModel(
            @Schema(examples = "lab/alpha") String model,
            @Schema(examples = "models.example.com") String provider,
            @Schema(examples = "12") long calls,
            @Schema(examples = "48210") long tokens) {}

    /**
     * @param builtInAsOf the day of the prices that the service is delivered with
     * @param hasOwn whether prices.yaml is there and counts
     * @param problem what is wrong with that file; null when nothing is
     */
    public record PriceSource(
            @Schema(examples = "2026-07-02") String builtInAsOf,
            boolean hasOwn,
            @Nullable String problem) {}
}
