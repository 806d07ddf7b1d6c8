package chad.ide.runs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a run that says {@code running} is called stalled. */
@ConfigMapping(prefix = "runs.stall")
public interface StallConfig {

    /**
     * Age of the last heartbeat after which nobody can be executing a run that we did not start. The engine beats every
     * second and itself calls a run stale after 30 s; we judge as it does.
     */
    @WithDefault("30s")
    Duration heartbeatLimit();

    /**
     * Age of the last heartbeat after which even a run whose engine process lives on this machine is called stalled: a
     * task that computes without pause keeps the engine from beating, but not for this long.
     */
    @WithDefault("10m")
    Duration frozenLimit();

    /** How often the verdicts are looked at again, as they change with time alone. */
    @WithDefault("1s")
    Duration lookEvery();
}
