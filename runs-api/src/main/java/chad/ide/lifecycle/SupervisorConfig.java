package chad.ide.lifecycle;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which runs go on without an operator. */
@ConfigMapping(prefix = "runs.supervisor")
public interface SupervisorConfig {

    /** Whether parked runs go on when their timer is due, or when they were decided, answered or signalled elsewhere. */
    @WithDefault("true")
    boolean continueParked();

    /** Whether stalled runs, those whose engine process died, are resumed. */
    @WithDefault("false")
    boolean autoResume();

    /** How often it looks. */
    @WithDefault("2s")
    Duration lookEvery();

    /** Tries for one and the same reason; a run that gets further than the last time has all of them again. */
    @WithDefault("5")
    @WithConverter(WholeNumber.From1To100.class)
    int maxTries();

    /** Pause after the first try, doubled with each further one. */
    @WithDefault("30s")
    Duration backoff();

    /** The longest pause between two tries. */
    @WithDefault("15m")
    Duration maxBackoff();
}
