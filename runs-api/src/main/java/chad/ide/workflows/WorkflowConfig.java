package chad.ide.workflows;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;

/** Where the workflows are. */
@ConfigMapping(prefix = "runs.workflows")
public interface WorkflowConfig {

    /** The workflow root. {@code CHAD_WORKFLOW_DIR}. */
    Path folder();

    /** Files that are looked at, at most; the rest is left out of the list, and that is logged. */
    @WithDefault("2000")
    @Min(1) int maxFiles();

    /** Size above which a file is not shown, in bytes. */
    @WithDefault("1048576")
    @Min(1024) int maxFileSize();

    /** Graphs that are remembered. */
    @WithDefault("200")
    @Min(1) int cachedGraphs();

    /** How long the engine may take to load a workflow and render it. */
    @WithDefault("45s")
    Duration graphTimeLimit();
}
