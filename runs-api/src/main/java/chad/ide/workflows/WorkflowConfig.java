package chad.ide.workflows;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How workflows are listed and loaded. */
@ConfigMapping(prefix = "runs.workflows")
public interface WorkflowConfig {

    /** Files that are looked at, at most; the rest is left out of the list, and that is logged. */
    @WithDefault("2000")
    @WithConverter(WholeNumber.From1.class)
    int maxFiles();

    /** Size above which a file is not shown, in bytes. */
    @WithDefault("1048576")
    @WithConverter(WholeNumber.From1024.class)
    int maxFileSize();

    /** Graphs that are remembered. */
    @WithDefault("200")
    @WithConverter(WholeNumber.From1.class)
    int cachedGraphs();

    /** How long the engine may take to load a workflow and render it. */
    @WithDefault("45s")
    Duration graphTimeLimit();
}
