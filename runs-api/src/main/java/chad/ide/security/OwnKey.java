package chad.ide.security;

import chad.volume.Credentials;
import chad.volume.Credentials.Read;
import jakarta.inject.Singleton;
import java.util.Optional;

/** With which this service asks those beside it, on behalf of a caller whom it has let in already. */
@Singleton
public class OwnKey {

    private final SecurityConfig config;

    OwnKey(SecurityConfig config) {
        this.config = config;
    }

    /** An operator's key, read anew each time: it may be changed while the service runs. */
    public Optional<String> operator() {
        return config.key().filter(key -> !key.isBlank()).or(this::fromFile);
    }

    private Optional<String> fromFile() {
        return Credentials.read(config.credentials()) instanceof Read.Good good
                ? good.keys().stream()
                        .filter(Credentials.Key::operator)
                        .map(Credentials.Key::key)
                        .findFirst()
                : Optional.empty();
    }
}
