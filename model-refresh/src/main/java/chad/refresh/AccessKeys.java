package chad.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code x-smithers-key}: the environment's, else credentials.json's, and the named keys of credentials.json,
 * {@code {"SMITHERS_RUNS_API_KEY": "…", "keys": [{"name": "…", "role": "viewer|operator", "key": "…"}]}}. The
 * file is read at each question, so a changed key counts at once; questions are rare here.
 */
@ApplicationScoped
public class AccessKeys {

    enum Verdict {
        OPERATOR,
        /** A good key whose role may only read. */
        VIEWER,
        /** No key, or a wrong one. */
        REFUSED,
        /** No key is configured, so none can be right. */
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

    private static final long MAX_SIZE_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<String> machineKey;
    private final Path credentials;
    private final AtomicBoolean saidNothingConfigured = new AtomicBoolean();

    AccessKeys(RefreshConfig config) {
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
        JsonNode file = readCredentials();
        var keys = new ArrayList<Key>();
        for (JsonNode named : file.path("keys")) {
            add(
                    keys,
                    named.path("key").asText(""),
                    named.path("role").asText("").equals("operator"));
        }
        add(keys, machineKey.orElse(file.path("SMITHERS_RUNS_API_KEY").asText("")), true);
        return keys;
    }

    private static void add(List<Key> keys, String key, boolean operator) {
        if (!key.isBlank()) {
            keys.add(new Key(digest(key.strip()), operator));
        }
    }

    private JsonNode readCredentials() {
        try {
            if (Files.size(credentials) > MAX_SIZE_BYTES) {
                throw new IOException("larger than 1 MB");
            }
            return JSON.readTree(Files.readAllBytes(credentials));
        } catch (NoSuchFileException e) {
            return JSON.nullNode();
        } catch (JsonProcessingException e) {
            Log.errorf("%s is no JSON, its keys count for nothing", credentials); // the parser's message would quote it
            return JSON.nullNode();
        } catch (IOException e) {
            Log.errorf("%s can't be read, its keys count for nothing: %s", credentials, e);
            return JSON.nullNode();
        }
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
