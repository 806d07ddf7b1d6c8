package chad.refresh;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/** When and whence the catalog is refreshed, and where it is kept. The names that operators use stand in application.yaml. */
@ConfigMapping(prefix = "refresh")
public interface RefreshConfig {

    /** Local time of the daily refresh, as 04:45, in the zone of {@code TZ}. */
    @WithDefault("04:45")
    LocalTime at();

    /** The volume. */
    @WithDefault("state")
    Path stateDir();

    /** The catalog (models.json in the state folder). */
    Optional<Path> modelsFile();

    /** An operator's class table (model-classes.yaml in the state folder, when there is one). */
    Optional<Path> classesFile();

    /** An operator's family table (model-families.yaml in the state folder, when there is one). */
    Optional<Path> familiesFile();

    /** An operator's prices (prices.yaml in the state folder, when there is one), which go before the built-in ones. */
    Optional<Path> pricesFile();

    /** How often we look whether a refresh is due: the most that one starts late. */
    @WithDefault("30s")
    Duration tick();

    /** Age of the catalog at which readiness says DOWN: a day and a half, so that one bad night alone alarms nobody. */
    @WithDefault("36h")
    Duration staleAfter();

    /** Wait before another try on the same day after a refresh that failed; doubled after each, up to 4 h. */
    @WithDefault("15m")
    Duration retryAfterFailure();

    Provider provider();

    Liveness liveness();

    Access access();

    default Path pricesPath() {
        return pricesFile().orElseGet(() -> stateDir().resolve("prices.yaml"));
    }

    default Path catalogPath() {
        return modelsFile().orElse(stateDir().resolve("models.json"));
    }

    /** The provider of the models: any server with the API of OpenAI. */
    interface Provider {

        /** The API's root, up to and with /v1. */
        @WithDefault("https://integrate.api.nvidia.com/v1")
        String baseUrl();

        /** Where the list is (the base URL and /models). */
        Optional<URI> catalogUrl();

        /** Bearer key. The list is had without one; liveness is not. */
        Optional<String> apiKey();

        /** For the connection, TLS included. */
        @WithDefault("5s")
        Duration connectTimeout();

        /** For one try from its first to its last byte: a server that drips is cut off as well as a silent one. */
        @WithDefault("30s")
        Duration exchangeTimeout();

        /** Tries in all, the first included. */
        @WithDefault("4")
        int tries();

        /** Wait before the second try; doubled before each further one, then half of it at random. */
        @WithDefault("1s")
        Duration firstBackoff();

        /** The longest wait between two tries. A server that asks for more ({@code Retry-After}) is left alone for now. */
        @WithDefault("60s")
        Duration longestBackoff();

        /** A larger list is refused; 10,000 ids take 1 MB. */
        @WithDefault("16M")
        MemorySize maxBody();

        default URI modelsUrl() {
            return catalogUrl().orElseGet(() -> at("/models"));
        }

        default URI at(String path) {
            return URI.create(baseUrl().replaceAll("/+$", "") + path);
        }
    }

    /** Asking the featured models for one token each, to learn which of them are listed but not there. */
    interface Liveness {

        @WithDefault("true")
        boolean enabled();

        /** Families asked at once; the providers' limits for a free key are low. */
        @WithDefault("3")
        int concurrency();

        /** For one answer. A large model that was asleep can take long; silence is doubt, not death. */
        @WithDefault("20s")
        Duration timeout();

        /** For all of them together; whoever was not asked by then stays in. */
        @WithDefault("2m")
        Duration totalTimeout();

        /** Members of one family that are asked until one answers; with all of them dead the family is left out. */
        @WithDefault("4")
        int candidates();
    }

    /** Who may ask for a refresh. */
    interface Access {

        /** The machine key, with the operator's role. */
        Optional<String> apiKey();

        /** credentials.json (in the state folder). */
        Optional<Path> credentialsFile();
    }
}
