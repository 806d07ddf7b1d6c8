package chad.ide.schedules;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How schedules are watched. */
@ConfigMapping(prefix = "runs.schedules")
public interface ScheduleConfig {

    /** Between two looks at the clock. A due run starts by as much later. */
    @WithDefault("500ms")
    Duration tick();

    /** Between two looks at the runs that schedules launched. */
    @WithDefault("2s")
    Duration follow();

    /** How many schedules there may be; one more is refused. */
    @WithDefault("10000")
    @WithConverter(WholeNumber.From1.class)
    int most();

    /** How many firings of each schedule are kept. */
    @WithDefault("2000")
    @WithConverter(WholeNumber.From1.class)
    int keptFirings();
}
