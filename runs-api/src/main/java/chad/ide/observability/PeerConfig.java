package chad.ide.observability;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The services beside this one, as far as their health is shown. */
@ConfigMapping(prefix = "runs.peers")
public interface PeerConfig {

    /** The health address of each, by the service's name. {@code CHAD_REFRESH_HEALTH_URL}, {@code CHAD_ROSTER_HEALTH_URL}. */
    Map<String, URI> health();

    /** How long an answer is waited for. */
    @WithDefault("1s")
    Duration timeout();
}
