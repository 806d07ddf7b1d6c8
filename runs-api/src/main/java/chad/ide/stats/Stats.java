package chad.ide.stats;

import chad.ide.runs.RunState;
import chad.ide.spend.UsedTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of the runs that were created in some time. Times are epoch milliseconds. Copies of stores and subflows
 * are left out: their runs are counted where they belong.
 *
 * @param sinceMs where the first bucket begins
 * @param untilMs where the last bucket ends
 * @param before the figures of as long a time before {@code sinceMs}
 * @param buckets all of them, empty ones too, oldest first
 * @param workflows those with the most runs, at most 50
 * @param workflowCount how many workflows have runs in this time
 * @param tokens what was used in this time, by whichever runs; null when it can't be told now
 * @param tokensBefore the same of as long a time before
 * @param models those that used the most tokens, at most 50
 * @param modelCount how many models were called in this time
 * @param scorers what scorers found in this time, those with the most scores first, at most 20
 */
public record Stats(
        @Schema(examples = "1795165200000") long sinceMs,
        @Schema(examples = "1795251600000") long untilMs,
        StateCounts runs,
        RunFigures figures,
        RunFigures before,
        List<Bucket> buckets,
        List<Workflow> workflows,
        @Schema(examples = "9") long workflowCount,
        @Nullable UsedTokens tokens,
        @Nullable UsedTokens tokensBefore,
        List<Model> models,
        @Schema(examples = "11") long modelCount,
        List<Scorer> scorers) {

    public Stats {
        buckets = List.copyOf(buckets);
        workflows = List.copyOf(workflows);
        models = List.copyOf(models);
        scorers = List.copyOf(scorers);
    }

    /**
     * What one scorer found.
     *
     * @param mean of its scores, from 0 to 1
     * @param meanByBucket the same for each bucket; null where it scored nothing
     */
    @Schema(name = "ScorerStats")
    public record Scorer(
            @Schema(examples = "Relevancy") String name,
            @Schema(examples = "42") long count,
            @Schema(examples = "0.82") double mean,
            List<@Nullable Double> meanByBucket) {

        public Scorer {
            meanByBucket = Collections.unmodifiableList(new ArrayList<>(meanByBucket)); // has nulls
        }
    }

    /** The runs that were created in one hour, or on one day. */
    @Schema(name = "StatsBucket")
    public record Bucket(
            @Schema(examples = "1795248000000") long sinceMs,
            StateCounts runs,
            RunFigures figures,
            @Nullable UsedTokens tokens) {}

    /** @param latest its last 20 runs whenever they were created, newest first */
    @Schema(name = "WorkflowStats")
    public record Workflow(
            @Schema(examples = "fusion.jsx") String workflow,
            StateCounts runs,
            RunFigures figures,
            @Nullable UsedTokens tokens,
            List<Tick> latest) {

        public Workflow {
            latest = List.copyOf(latest);
        }
    }

    /** A run as one sign among many. */
    @Schema(name = "RunTick")
    public record Tick(
            @Schema(examples = "fusion-20261121-104501-7f3a")
            String id,

            @Schema(examples = "fusion") String store,
            RunState state,
            long createdAtMs,
            @Nullable Long durationMs) {}

    /** What the calls of one model used. */
    @Schema(name = "ModelStats")
    public record Model(@Schema(examples = "z-ai/glm-5.2") String model, UsedTokens tokens) {}
}
