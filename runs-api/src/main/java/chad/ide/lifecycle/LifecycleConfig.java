package chad.ide.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How runs are launched. */
@ConfigMapping(prefix = "runs.lifecycle")
public interface LifecycleConfig {

    /**
     * How long a launch waits for the run's row before it answers without having seen it. The engine takes about 1.2 s
     * on a quiet machine.
     */
    @WithDefault("10s")
    Duration launchWait();
}
