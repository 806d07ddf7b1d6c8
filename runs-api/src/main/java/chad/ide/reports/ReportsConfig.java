package chad.ide.reports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/** When the night's report is made, and where it goes. The names that operators use stand in application.yaml. */
@ConfigMapping(prefix = "runs.reports")
public interface ReportsConfig {

    /** Where the reports are kept, one markdown file a night; {@code outbox/} in it remembers what was posted. */
    Path folder();

    /** Local time at which it is made. {@code CHAD_REPORT_AT}. */
    @WithDefault("07:00")
    LocalTime at();

    /** The dashboard's address as the readers of a report reach it. {@code CHAD_PUBLIC_URL}. */
    URI publicUrl();

    /** How often we look whether a report is due or a note waits; {@code off} never looks. */
    @WithDefault("30s")
    String tick();

    /** Pause before another try when a report could not be made. */
    @WithDefault("10m")
    Duration retryAfterFailure();

    WebUi webui();

    /** Open WebUI, which gets the report as a note. */
    interface WebUi {

        /** Its address. {@code CHAD_WEBUI_URL}. */
        Optional<URI> url();

        /** A key of the account that owns the notes. {@code CHAD_WEBUI_API_KEY}. */
        Optional<String> apiKey();

        /** For one call, from the connection to the last byte. */
        @WithDefault("10s")
        Duration timeout();

        /** Wait before the second try, doubled before each further one. */
        @WithDefault("1m")
        Duration backoff();

        /** The longest wait between two tries. */
        @WithDefault("1h")
        Duration maxBackoff();

        default boolean isConfigured() {
            return url().isPresent() && apiKey().isPresent();
        }
    }
}
