package chad.ide.live;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much is remembered and sent. */
@ConfigMapping(prefix = "runs.live")
public interface LiveConfig {

    /** Changes that are remembered for clients that come back, at most. */
    @WithDefault("10000")
    @WithConverter(WholeNumber.From10.class)
    int changes();

    /** Characters of JSON that are remembered, at most. */
    @WithDefault("16000000")
    @WithConverter(WholeNumber.From1024.class)
    int characters();

    /** How often a stream without news gets a comment line; proxies cut silent ones after a minute or more. */
    @WithDefault("15s")
    Duration pingEvery();

    /** How long changes are still collected for clients that may come back when nobody listens any more. */
    @WithDefault("2m")
    Duration lingerFor();

    /** Streams that one caller may have open at a time. All browsers that share a key are one caller. */
    @WithDefault("600")
    @WithConverter(WholeNumber.From1.class)
    int streamsPerCaller();

    /** Streams that may be open at a time. */
    @WithDefault("2000")
    @WithConverter(WholeNumber.From1.class)
    int streams();
}
