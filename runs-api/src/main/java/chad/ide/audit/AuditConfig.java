package chad.ide.audit;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where the audit log is kept, and how much of it. */
@ConfigMapping(prefix = "runs.audit")
public interface AuditConfig {

    /** A folder of our own under the state folder. */
    Path folder();

    /** Size at which a file of the log is closed and the next one begun, in bytes. */
    @WithDefault("4194304")
    @WithConverter(WholeNumber.From1024.class)
    int fileSize();

    /** Files that are kept; with the size of one, the limit of the whole. The oldest go first. */
    @WithDefault("32")
    @WithConverter(WholeNumber.From2.class)
    int files();

    /** Age after which a closed file goes. */
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
