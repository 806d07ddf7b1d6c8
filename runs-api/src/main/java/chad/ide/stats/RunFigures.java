package chad.ide.stats;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How well runs do.
 *
 * @param successRate the share, from 0 to 1, of runs that finished without failures among those that finished or failed;
 *     null without any. Cancelled runs say nothing of success
 * @param medianMs from start to end, of the finished runs; null without any
 * @param p95Ms nineteen of twenty finished runs took at most so long
 */
public record RunFigures(
        @Schema(examples = "0.969") @Nullable Double successRate,
        @Schema(examples = "38000") @Nullable Long medianMs,
        @Schema(examples = "112000") @Nullable Long p95Ms) {}
