package chad.ide.security;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts wrong keys and tokens by the address that they come from. An address with too many is refused, right key or
 * wrong, so that guessing gets no further than this many tries a minute.
 *
 * <p>A key that was right from that address before still is: else one caller with an outdated key would lock out all
 * others of the same machine, or of the same tunnel. That is remembered over a restart.
 */
@ApplicationScoped
class FailedSignIns {

    private final RateLimit limit;
    private final RateLimit said;
    private final KnownCallers known;

    FailedSignIns(SecurityConfig config, Clock clock, KnownCallers known) {
        this.limit = new RateLimit(config.failedSignInsPerMinute(), clock);
        this.said = new RateLimit(1, clock);
        this.known = known;
    }

    /** Notes a failure; how long to wait when there were too many. */
    Optional<Duration> failed(String address) {
        Optional<Duration> wait = limit.take(address);
        if (wait.isPresent() && said.take(address).isEmpty()) {
            Log.warnf("Too many sign-ins have failed; more are refused for a while. address=%s", address);
        }
        return wait;
    }

    /** How long to wait although the key is right; empty when it is let in. */
    Optional<Duration> admits(String address, ApiKey key) {
        String pair = key.sign("known at " + address);
        if (known.has(pair)) {
            return Optional.empty();
        }
        Optional<Duration> wait = limit.look(address);
        if (wait.isEmpty()) {
            known.add(pair);
        }
        return wait;
    }
}
