package chad.ide.audit;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How much of the audit log is kept. */
@ConfigMapping(prefix = "runs.audit")
public interface AuditConfig {

    /** Where earlier editions kept it in files, which are taken over. */
    Path folder();

    /** Lines that are kept, of some 300 bytes each; the oldest go first. */
    @WithDefault("400000")
    @WithConverter(WholeNumber.From1024.class)
    int lines();

    /** Age after which a line goes. */
    @WithDefault("400d")
    Duration keep();

    /**
     * Requests of nobody in particular that are written down, per minute. Whoever guesses keys must not push the
     * operators' lines out of the log: what is above this is counted in one line.
     */
    @WithDefault("300")
    @WithConverter(WholeNumber.From1.class)
    int anonymousPerMinute();
}
