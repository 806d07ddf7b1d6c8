package chad.ide.experiments;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;

/** Where the experiments keep their state. */
@ConfigMapping(prefix = "runs.experiments")
public interface ExperimentsConfig {

    /** population.json, as {@code experiments.jsx} writes it. {@code CHAD_POPULATION}. */
    Path file();

    /** Size above which it is not read, in bytes. */
    @WithDefault("16777216")
    @Min(1024) int maxFileSize();
}
