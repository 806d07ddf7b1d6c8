package chad.ide.observability;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How many series Prometheus is given at most. */
@ConfigMapping(prefix = "runs.metrics")
public interface MetricsConfig {

    /** Workflows that are counted under their own names; those with the fewest runs are counted as {@code other}. */
    @WithDefault("20")
    @Min(1) int maxWorkflows();

    /** Stores whose size is told under their own names; the smallest are summed as {@code other}. */
    @WithDefault("50")
    @Min(1) int maxStores();
}
