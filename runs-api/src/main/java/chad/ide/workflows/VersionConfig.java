package chad.ide.workflows;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where earlier versions of workflow files are kept. */
@ConfigMapping(prefix = "runs.versions")
public interface VersionConfig {

    /** A folder of our own under the state folder. Deleted workflows are recovered from it. */
    Path folder();

    /** Versions of one file; the oldest go first. */
    @WithDefault("100")
    @WithConverter(WholeNumber.From2.class)
    int keep();
}
