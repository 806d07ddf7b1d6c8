package chad.ide.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How runs are launched and steered. */
@ConfigMapping(prefix = "runs.lifecycle")
public interface LifecycleConfig {

    /**
     * How long a launch waits for the run's row before it answers without having seen it. The engine takes about 1.2 s
     * on a quiet machine.
     */
    @WithDefault("10s")
    Duration launchWait();

    /**
     * How long a resume waits until its process owns the run, or has refused, before it answers without having seen it.
     */
    @WithDefault("15s")
    Duration claimWait();

    /** How long a cancel or a pause waits until the engine has acknowledged it; a running task delays a pause. */
    @WithDefault("3s")
    Duration acknowledgeWait();
}
