package chad.ide.runs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is remembered of runs that finished with something lost on the way. */
@ConfigMapping(prefix = "runs.caveats")
public interface CaveatConfig {

    /** How long, and how far back stores are read at the first start. Statistics of older runs call them finished. */
    @WithDefault("90d")
    Duration keep();

    /** How often the stores that were written are read for runs that have finished. */
    @WithDefault("1s")
    String lookEvery();
}
