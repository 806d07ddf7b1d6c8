package chad.ide.spend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What models cost, and how long single lines of spend are kept. */
@ConfigMapping(prefix = "runs.spend")
interface SpendConfig {

    /** prices.yaml: prices that go before the built-in ones. {@code CHAD_PRICES_FILE}. */
    Path prices();

    /** Sums by hour stay for ever: some hundred bytes for each workflow and model that was at work. */
    @WithDefault("400d")
    Duration keep();

    /** How often the stores that were written are read for reports. */
    @WithDefault("1s")
    String lookEvery();
}
