package chad.ide.security;

import chad.ide.logging.Warnings;
import chad.ide.secrets.Secrets;
import chad.volume.Credentials;
import chad.volume.CredentialsFile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys that are valid now: the one of the environment, and those of credentials.json, which is read again when it
 * changes. Without any, everybody is refused.
 */
@Singleton
@Startup // what must not be shown is known before the first answer
class ApiKeys {

    private static final String TROUBLE = "credentials";

    private final CredentialsFile<ApiKey> file;
    private final Optional<ApiKey> machine;
    private final Warnings warnings;

    ApiKeys(SecurityConfig config, Secrets secrets, Warnings warnings) {
        this.file = new CredentialsFile<>(
                config.credentials(),
                key -> new ApiKey(key.name(), key.operator(), key.key()),
                known -> known.secrets().forEach(secrets::add),
                words -> Log.warnf("In the credentials: %s file=%s", words, config.credentials()));
        this.warnings = warnings;
        this.machine =
                config.key().filter(key -> !key.isBlank()).map(key -> new ApiKey(Credentials.MACHINE, true, key));
        config.key()
                .filter(key -> !key.isBlank() && !Credentials.isLongEnough(key))
                .ifPresent(key -> Log.warnf(
                        "SMITHERS_RUNS_API_KEY is too short to be safe. Use %d random characters or more.",
                        Credentials.MIN_KEY_CHARS));
        if (all().isEmpty()) {
            Log.warnf(
                    "No valid key is configured. Set SMITHERS_RUNS_API_KEY, or put a key of at least %d characters into"
                            + " %s (mode 0600): {\"SMITHERS_RUNS_API_KEY\": \"…\"}. Without one, and without Cloudflare"
                            + " Access, every request is refused.",
                    Credentials.MIN_KEY_CHARS, config.credentials());
        }
    }

    /** The key's owner; every configured key is compared, whichever matches. */
    Optional<ApiKey> find(String presented) {
        byte[] digest = ApiKey.digest(presented);
        ApiKey found = null;
        for (ApiKey key : all()) {
            if (key.matches(digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    List<ApiKey> all() {
        List<ApiKey> fromFile = fromFile();
        List<ApiKey> keys = new ArrayList<>(fromFile.size() + 1);
        machine.ifPresent(keys::add);
        keys.addAll(fromFile);
        return keys;
    }

    private List<ApiKey> fromFile() {
        CredentialsFile.Keys<ApiKey> keys = file.look();
        if (keys.trouble() == null) {
            warnings.end(TROUBLE);
        } else {
            warnings.begin(TROUBLE, keys.trouble());
        }
        return keys.valid();
    }
}
