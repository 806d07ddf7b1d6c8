package chad.ide.observability;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How many series Prometheus is given at most. */
@ConfigMapping(prefix = "runs.metrics")
public interface MetricsConfig {

    /** Workflows that are counted under their own names; those with the fewest runs are counted as {@code other}. */
    @WithDefault("20")
    @WithConverter(WholeNumber.From1.class)
    int maxWorkflows();

    /** Stores whose size is told under their own names; the smallest are summed as {@code other}. */
    @WithDefault("50")
    @WithConverter(WholeNumber.From1.class)
    int maxStores();
}
