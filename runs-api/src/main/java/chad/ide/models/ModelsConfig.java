package chad.ide.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;

/** Where the catalog and the roster come from. */
@ConfigMapping(prefix = "runs.models")
public interface ModelsConfig {

    /** models.json, as model-refresh writes it. {@code CHAD_MODELS_FILE}. */
    Path file();

    /** The fusion-roster service. {@code CHAD_ROSTER_URL}. */
    URI rosterUrl();

    /** The model-refresh service. {@code CHAD_REFRESH_URL}. */
    URI refreshUrl();

    /** Local time at which model-refresh fetches the catalog, to be shown among what is planned. {@code CHAD_REFRESH_AT}. */
    @WithDefault("04:45")
    LocalTime refreshAt();

    /** How long a refresh is waited for; one that takes longer goes on by itself. */
    @WithDefault("90s")
    Duration refreshTimeout();

    /** How long an answer of fusion-roster is waited for, and a connection to model-refresh. */
    @WithDefault("2s")
    Duration rosterTimeout();
}
