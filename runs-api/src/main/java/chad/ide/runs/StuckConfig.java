package chad.ide.runs;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a run that is being executed is said to be getting nowhere. */
@ConfigMapping(prefix = "runs.stuck")
public interface StuckConfig {

    /**
     * How often in a row a node has failed. A provider that refuses for a moment is through with its trouble after two or
     * three attempts, and most tasks that have a limit have a lower one.
     */
    @WithDefault("5")
    @WithConverter(WholeNumber.From1To100000.class)
    int attempts();

    /** How many turns of a loop in a row gave the same outputs and changed no file. */
    @WithDefault("5")
    @WithConverter(WholeNumber.From1To100000.class)
    int turns();

    /** How long it has gone on failing, or turning, at least: attempts and turns that take no time prove little. */
    @WithDefault("1m")
    Duration after();

    /**
     * How long a living engine process has given no heartbeat. Computing without pause keeps it from beating as well;
     * after {@code runs.stall.frozen-limit} the run is called stalled.
     */
    @WithDefault("2m")
    Duration silence();
}
