package chad.ide.security;

import chad.ide.logging.Warnings;
import chad.volume.Credentials;
import chad.volume.Credentials.Read;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are valid now: the one of the environment, and those of credentials.json, which is read again when it
 * changes. Without any, everybody is refused.
 */
@Singleton
class ApiKeys {

    private static final String TROUBLE = "credentials";

    private final Path file;
    private final Optional<ApiKey> machine;
    private final Warnings warnings;
    private volatile Loaded loaded = new Loaded(null, List.of());

    private record Loaded(@Nullable Stamp stamp, List<ApiKey> keys) {}

    /**
     * What tells a changed file from the same.
     *
     * @param seen among it {@code ctime}, which moves with the content and with the permissions
     */
    private record Stamp(Map<String, Object> seen) {}

    ApiKeys(SecurityConfig config, Warnings warnings) {
        this.file = config.credentials();
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
                    Credentials.MIN_KEY_CHARS, file);
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
        Loaded current = loaded;
        try {
            Stamp now = new Stamp(stamp());
            if (!now.equals(current.stamp())) {
                current = read(now, current);
                loaded = current;
            }
            return current.keys();
        } catch (NoSuchFileException missing) {
            loaded = new Loaded(null, List.of());
            warnings.end(TROUBLE);
            return List.of();
        } catch (IOException failure) {
            return kept(current, failure).keys();
        }
    }

    private Map<String, Object> stamp() throws IOException {
        try {
            return Files.readAttributes(file, "unix:ino,ctime,size,mode");
        } catch (UnsupportedOperationException | IllegalArgumentException noUnix) {
            return Files.readAttributes(file, "lastModifiedTime,size");
        }
    }

    /** A file that others can read, or a broken one, lets nobody in: its keys are no secret, or not known. */
    private Loaded read(Stamp stamp, Loaded before) {
        return switch (Credentials.read(file)) {
            case Read.Good good -> {
                good.leftOut().forEach(words -> Log.warnf("In the credentials: %s file=%s", words, file));
                warnings.end(TROUBLE);
                yield new Loaded(
                        stamp,
                        good.keys().stream()
                                .map(key -> new ApiKey(key.name(), key.operator(), key.key()))
                                .toList());
            }
            case Read.Exposed exposed -> refused(stamp, exposed.words(file) + " Its keys are not valid.");
            case Read.Broken broken ->
                refused(stamp, "The keys of %s are not valid: %s. Repair it.".formatted(file, broken.why()));
            case Read.Missing missing -> new Loaded(null, List.of());
            case Read.Failed failed -> kept(before, failed.cause());
        };
    }

    private Loaded refused(Stamp stamp, String words) {
        warnings.begin(TROUBLE, words);
        return new Loaded(stamp, List.of());
    }

    /** That it can't be read now says nothing about the keys in it. */
    private Loaded kept(Loaded before, IOException failure) {
        warnings.begin(
                TROUBLE,
                ("The credentials can't be read at the moment, so the keys that were read before stay valid."
                                + " file=%s cause=%s")
                        .formatted(file, failure));
        return before;
    }
}
