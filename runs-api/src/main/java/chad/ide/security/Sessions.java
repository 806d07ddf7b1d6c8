package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of browsers that signed in with a key.
 *
 * <p>Nothing is kept of them: the cookie says whose it is and until when, and is signed with a secret that is made of
 * the key itself. So sessions survive a restart, a key that is changed or taken away takes its sessions along, and a
 * role that is changed counts at once. Only those that were ended before their time are noted, see {@link EndedSessions}.
 */
@Singleton
class Sessions {

    /** Version, id, begin and end in epoch seconds, the key's name, signature. */
    private static final Pattern COOKIE =
            Pattern.compile("(1\\.([\\w-]{22})\\.(\\d{1,12})\\.(\\d{1,12})\\.([\\w-]{0,1400}))\\.([\\w-]{43})");

    private static final int ID_BYTES = 16;

    private final ApiKeys keys;
    private final EndedSessions ended;
    private final SecurityConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(ApiKeys keys, EndedSessions ended, SecurityConfig config, Clock clock) {
        this.keys = keys;
        this.ended = ended;
        this.config = config;
        this.clock = clock;
    }

    /** The cookie's value for a session that begins now. */
    String begin(ApiKey key) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Instant now = clock.instant();
        String text = "1.%s.%d.%d.%s"
                .formatted(
                        base64(id),
                        now.getEpochSecond(),
                        now.plus(config.sessionLife()).getEpochSecond(),
                        base64(key.name().getBytes(UTF_8)));
        return text + "." + key.sign(text);
    }

    /** Who presents that cookie; empty when it is forged, over or ended, or its key is not valid any more. */
    Optional<Caller> find(String cookie) {
        Matcher parts = COOKIE.matcher(cookie);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Instant begin = Instant.ofEpochSecond(Long.parseLong(parts.group(3)));
        Instant end = Instant.ofEpochSecond(Long.parseLong(parts.group(4)));
        Optional<ApiKey> key = signer(parts.group(1), parts.group(6))
                .filter(signer -> base64(signer.name().getBytes(UTF_8)).equals(parts.group(5)));
        boolean isOver = !clock.instant().isBefore(end) || ended.has(parts.group(2), parts.group(5), begin);
        return isOver
                ? Optional.empty()
                : key.map(signer -> new Caller(
                        signer.name(), signer.isOperator(), Authenticator.Kind.SESSION, end, true, parts.group(2)));
    }

    private Optional<ApiKey> signer(String text, String signature) {
        byte[] presented = signature.getBytes(UTF_8);
        ApiKey found = null;
        for (ApiKey key : keys.all()) {
            if (MessageDigest.isEqual(key.sign(text).getBytes(UTF_8), presented)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Ends the session of that caller, here and after a restart; does nothing for one without. */
    void end(Caller caller) {
        if (caller.session() != null && caller.expires() != null) {
            ended.add(caller.session(), base64(caller.name().getBytes(UTF_8)), caller.expires());
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
