package chad.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.volume.Credentials;
import chad.volume.CredentialsFile;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code x-smithers-key}: the environment's, and those of credentials.json as {@link Credentials} reads them.
 * A changed file counts at once.
 */
@ApplicationScoped
public class ApiKeys {

    enum Verdict {
        OPERATOR,
        /** A good key whose role may only read. */
        VIEWER,
        /** No key, or a wrong one. */
        REFUSED,
        /** No key is configured, so none can be valid. */
        NOTHING_CONFIGURED
    }

    /** Only the digest is kept, so that no dump or log line can hold the key. */
    private static final class Key {

        private final byte[] digest;
        private final boolean operator;

        Key(byte[] digest, boolean operator) {
            this.digest = digest;
            this.operator = operator;
        }
    }

    private final Optional<String> machineKey;
    private final Path credentials;
    private final CredentialsFile<Key> file;
    private final AtomicBoolean saidNothingConfigured = new AtomicBoolean();
    private final AtomicReference<String> said = new AtomicReference<>("");

    ApiKeys(RefreshConfig config) {
        machineKey = config.access().apiKey();
        credentials = config.access().credentialsFile().orElse(config.stateDir().resolve("credentials.json"));
        file = new CredentialsFile<>(
                credentials,
                key -> new Key(digest(key.key()), key.operator()),
                words -> Log.warnf("In the credentials: %s file=%s", words, credentials));
    }

    Verdict verdict(@Nullable String presented) {
        List<Key> keys = keys();
        if (keys.isEmpty()) {
            if (!saidNothingConfigured.getAndSet(true)) { // once per state: requests must not fill the log
                Log.warnf(
                        "Requests that need a key are refused because none is configured: set SMITHERS_RUNS_API_KEY,"
                                + " or write %s with {\"SMITHERS_RUNS_API_KEY\": \"…\"}.",
                        credentials);
            }
            return Verdict.NOTHING_CONFIGURED;
        }
        saidNothingConfigured.set(false);
        byte[] digest = digest(presented == null ? "" : presented);
        var verdict = Verdict.REFUSED;
        for (Key key : keys) { // all of them, so that the time tells nothing about which one was near
            if (MessageDigest.isEqual(key.digest, digest)) {
                verdict = key.operator ? Verdict.OPERATOR : Verdict.VIEWER;
            }
        }
        return verdict;
    }

    private List<Key> keys() {
        var keys = new ArrayList<Key>();
        machineKey.filter(key -> !key.isBlank()).ifPresent(key -> keys.add(new Key(digest(key.strip()), true)));
        CredentialsFile.Keys<Key> known = file.look();
        say(known.trouble() == null ? "" : known.trouble());
        keys.addAll(known.valid());
        return keys;
    }

    /** Once per state: requests must not fill the log. */
    private void say(String words) {
        if (!said.getAndSet(words).equals(words) && !words.isEmpty()) {
            Log.error(words);
        }
    }

    /** The digest of a key as text, to know it again. */
    static String printed(String key) {
        return HexFormat.of().formatHex(digest(key));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
