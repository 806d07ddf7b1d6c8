package chad.ide.security;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Codes that sign a browser in, once. They live in memory, as digests, and are few; used ones and old ones are
 * remembered for a while so that their holder can be told which it is.
 */
@Singleton
class SignInLinks {

    private static final int MAX = 1_000;
    private static final int CODE_BYTES = 32;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final SecurityConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> links = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Link> eldest) {
            return size() > MAX;
        }
    };

    private record Link(ApiKey key, Instant expires, boolean used) {}

    /** @param code to be told to the caller and to nobody else */
    record Made(String code, Instant expires) {}

    /** What a code is worth. */
    sealed interface Use {
        record Valid(ApiKey key) implements Use {}

        record UsedUp() implements Use {}

        record Expired() implements Use {}

        record Unknown() implements Use {}
    }

    SignInLinks(SecurityConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    synchronized Made make(ApiKey key) {
        Instant now = clock.instant();
        links.values().removeIf(link -> link.expires().plus(REMEMBERED).isBefore(now));
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expires = now.plus(config.linkLife());
        links.put(digest(code), new Link(key, expires, false));
        return new Made(code, expires);
    }

    /** Uses the code up. */
    synchronized Use use(String code) {
        String digest = digest(code);
        Link link = links.get(digest);
        if (link == null) {
            return new Use.Unknown();
        }
        if (link.used()) {
            return new Use.UsedUp();
        }
        if (!clock.instant().isBefore(link.expires())) {
            return new Use.Expired();
        }
        links.put(digest, new Link(link.key(), link.expires(), true));
        return new Use.Valid(link.key());
    }

    private static String digest(String code) {
        return HexFormat.of().formatHex(Digests.sha256(code));
    }
}
