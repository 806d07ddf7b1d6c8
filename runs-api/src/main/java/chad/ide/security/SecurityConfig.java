package chad.ide.security;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Who is let in. */
@ConfigMapping(prefix = "runs.security")
public interface SecurityConfig {

    /** The machine key, an operator's; it comes before credentials.json. {@code SMITHERS_RUNS_API_KEY}. */
    Optional<String> key();

    /**
     * credentials.json: {@code {"SMITHERS_RUNS_API_KEY": "…", "keys": [{"name", "role", "key"}]}}, both members
     * optional. {@code CHAD_HOST_CREDS}.
     */
    Path credentials();
}
