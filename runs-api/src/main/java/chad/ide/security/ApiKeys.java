package chad.ide.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
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

    private static final int MAX_KEYS = 1_000;
    private static final int MIN_KEY_CHARS = 16;

    private static final String MACHINE = "machine";
    private static final int OTHERS_MAY = 0077;

    private final Path file;
    private final Optional<ApiKey> machine;
    private final ObjectMapper json;
    private volatile Loaded loaded = new Loaded(null, List.of());

    private record Loaded(@Nullable Stamp stamp, List<ApiKey> keys) {}

    /**
     * What tells a changed file from the same.
     *
     * @param seen among it {@code ctime}, which moves with the content and with the permissions
     * @param mode the permission bits; 0 where the file system has none
     */
    private record Stamp(Map<String, Object> seen, int mode) {}

    ApiKeys(SecurityConfig config, ObjectMapper json) {
        this.file = config.credentials();
        this.machine = config.key().filter(key -> !key.isBlank()).map(key -> new ApiKey(MACHINE, true, key));
        this.json = json;
        config.key()
                .filter(key -> !key.isBlank() && key.length() < MIN_KEY_CHARS)
                .ifPresent(key -> Log.warnf(
                        "SMITHERS_RUNS_API_KEY is short enough to be guessed. Use %d random characters or more.",
                        MIN_KEY_CHARS));
        if (all().isEmpty()) {
            Log.warnf(
                    "No valid key is configured. Set SMITHERS_RUNS_API_KEY, or put a key of at least %d characters into"
                            + " %s (mode 0600): {\"SMITHERS_RUNS_API_KEY\": \"…\"}. Without one, and without Cloudflare"
                            + " Access, every request is refused.",
                    MIN_KEY_CHARS, file);
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
        Stamp now = stamp();
        Loaded current = loaded;
        if (now == null) {
            return List.of();
        }
        if (!now.equals(current.stamp())) {
            current = new Loaded(now, read(now));
            loaded = current;
        }
        return current.keys();
    }

    private @Nullable Stamp stamp() {
        try {
            Map<String, Object> unix = Files.readAttributes(file, "unix:ino,ctime,size,mode");
            return new Stamp(unix, unix.get("mode") instanceof Integer mode ? mode : OTHERS_MAY);
        } catch (UnsupportedOperationException | IllegalArgumentException noUnix) {
            return plainStamp();
        } catch (IOException missing) {
            return null;
        }
    }

    /** On a file system without owners there is nobody to hide from. */
    private @Nullable Stamp plainStamp() {
        try {
            return new Stamp(Files.readAttributes(file, "lastModifiedTime,size"), 0);
        } catch (IOException missing) {
            return null;
        }
    }

    /** A file that others can read, or a broken one, lets nobody in: its keys are no secret, or not known. */
    private List<ApiKey> read(Stamp stamp) {
        if ((stamp.mode() & OTHERS_MAY) != 0) {
            Log.errorf(
                    "Others than its owner can use the credentials (mode %04o), so their keys are not valid. Run `chmod"
                            + " 600 %s`, and make new keys if somebody may have read them.",
                    stamp.mode() & 07777, file);
            return List.of();
        }
        try {
            JsonNode root = json.readTree(Files.readAllBytes(file));
            List<ApiKey> keys = new ArrayList<>();
            String key = root.path("SMITHERS_RUNS_API_KEY").asText("");
            if (key.length() >= MIN_KEY_CHARS) {
                keys.add(new ApiKey(MACHINE, true, key));
            } else if (!key.isEmpty()) {
                Log.warnf("The key in the credentials is left out: it needs at least %d characters.", MIN_KEY_CHARS);
            }
            for (JsonNode entry : root.path("keys")) {
                if (keys.size() < MAX_KEYS) {
                    named(entry).ifPresent(keys::add);
                }
            }
            return List.copyOf(keys);
        } catch (IOException broken) {
            Log.errorf("The credentials can't be read, so their keys are not valid. file=%s", file);
            return List.of();
        }
    }

    private static Optional<ApiKey> named(JsonNode entry) {
        String name = entry.path("name").asText("");
        String key = entry.path("key").asText("");
        String role = entry.path("role").asText(Role.VIEWER);
        if (name.isBlank() || key.length() < MIN_KEY_CHARS) {
            Log.warnf(
                    "A key in the credentials is left out: it needs a name, and at least %d characters.",
                    MIN_KEY_CHARS);
            return Optional.empty();
        }
        return switch (role) {
            case Role.OPERATOR -> Optional.of(new ApiKey(name, true, key));
            case Role.VIEWER -> Optional.of(new ApiKey(name, false, key));
            default -> {
                Log.warnf(
                        "A key in the credentials is left out: its role is neither viewer nor operator. name=%s", name);
                yield Optional.empty();
            }
        };
    }
}
