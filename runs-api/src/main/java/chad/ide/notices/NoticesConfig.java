package chad.ide.notices;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who is told of what. Without an address nobody is. */
@ConfigMapping(prefix = "runs.notices")
public interface NoticesConfig {

    /**
     * Addresses that are posted to, each with its format before it: {@code ntfy:https://ntfy.sh/topic},
     * {@code slack:https://…}, {@code json:https://…}; {@code json} when it has none. {@code CHAD_WEBHOOK_URL}.
     */
    Optional<List<String>> urls();

    /** Signs every post; without it there is no signature. {@code CHAD_WEBHOOK_SECRET}. */
    Optional<String> secret();

    /** Of what. {@code CHAD_WEBHOOK_ON}. */
    Set<Notice.Kind> about();

    /** Where a person reaches the dashboard, for links. {@code CHAD_PUBLIC_URL}. */
    String publicUrl();

    /** Where an earlier edition kept what was told already, which is taken over. */
    Path file();

    /** How often it is looked for something new. */
    @WithDefault("2s")
    Duration lookEvery();

    /** How long one post may take. */
    @WithDefault("10s")
    Duration timeout();

    /** The pause after a post that failed; it doubles with each further one. */
    @WithDefault("2s")
    Duration backoff();

    @WithDefault("5m")
    Duration maxBackoff();

    /** Notices that may wait for their delivery; what comes then is taken up when there is room, if it still waits. */
    @WithDefault("1000")
    @WithConverter(WholeNumber.From1To100000.class)
    int maxQueued();
}
