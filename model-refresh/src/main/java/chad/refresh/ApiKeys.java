package chad.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.volume.Credentials;
import chad.volume.Credentials.Read;
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
 * The file is read at each question, so a changed key counts at once; questions are rare here.
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
    private final AtomicBoolean saidNothingConfigured = new AtomicBoolean();
    private final AtomicReference<String> said = new AtomicReference<>("");
    private volatile List<Key> lastGood = List.of();

    ApiKeys(RefreshConfig config) {
        machineKey = config.access().apiKey();
        credentials = config.access().credentialsFile().orElse(config.stateDir().resolve("credentials.json"));
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
        lastGood = switch (Credentials.read(credentials)) {
            case Read.Good good -> {
                said.set("");
                yield good.keys().stream()
                        .map(key -> new Key(digest(key.key()), key.operator()))
                        .toList();
            }
            case Read.Missing _ -> List.of();
            case Read.Exposed exposed -> refused(exposed.words(credentials) + " Its keys are not valid.");
            case Read.Broken broken ->
                refused("The keys of %s are not valid: %s. Repair it.".formatted(credentials, broken.why()));
            case Read.Failed failed -> {
                say("%s can't be read at this moment, so the keys that were read before stay valid: %s"
                        .formatted(credentials, failed.cause()));
                yield lastGood;
            }
        };
        keys.addAll(lastGood);
        return keys;
    }

    private List<Key> refused(String words) {
        say(words);
        return List.of();
    }

    /** Once per state: requests must not fill the log. */
    private void say(String words) {
        if (!said.getAndSet(words).equals(words)) {
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
