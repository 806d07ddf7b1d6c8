package chad.ide.experiments;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the experiments keep their state. */
@ConfigMapping(prefix = "runs.experiments")
public interface ExperimentsConfig {

    /** population.json, as {@code experiments.jsx} writes it. {@code CHAD_POPULATION}. */
    Path file();

    /** Size above which it is not read, in bytes. */
    @WithDefault("16777216")
    @WithConverter(WholeNumber.From1024.class)
    int maxFileSize();
}
