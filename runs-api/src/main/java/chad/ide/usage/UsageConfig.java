package chad.ide.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long single reports of tokens are kept. */
@ConfigMapping(prefix = "runs.usage")
interface UsageConfig {

    /** Sums by hour stay for ever: some hundred bytes for each workflow and model that was at work. */
    @WithDefault("400d")
    Duration keep();

    /** How often the stores that were written are read for reports. */
    @WithDefault("2s")
    String lookEvery();
}
