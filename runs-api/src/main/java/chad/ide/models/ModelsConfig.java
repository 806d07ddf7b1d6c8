package chad.ide.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Where the catalog and the roster come from. */
@ConfigMapping(prefix = "runs.models")
public interface ModelsConfig {

    /** models.json, as model-refresh writes it. {@code CHAD_MODELS_FILE}. */
    Path file();

    /** The fusion-roster service. {@code CHAD_ROSTER_URL}. */
    URI rosterUrl();

    /** How long an answer of fusion-roster is waited for. */
    @WithDefault("2s")
    Duration rosterTimeout();
}
