package chad.ide.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
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

    private final SecurityConfig config;
    private final ObjectMapper json;
    private volatile Loaded loaded = new Loaded(null, List.of());

    private record Loaded(@Nullable FileTime modified, List<ApiKey> keys) {}

    ApiKeys(SecurityConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        if (keys().isEmpty()) {
            Log.warnf(
                    "No key is configured, so every request is refused. Set SMITHERS_RUNS_API_KEY, or put a key of at"
                            + " least %d characters into %s: {\"SMITHERS_RUNS_API_KEY\": \"…\"}",
                    MIN_KEY_CHARS, config.credentials());
        }
    }

    /** The key's owner; every configured key is compared, whichever matches. */
    Optional<ApiKey> find(String presented) {
        String digest = ApiKey.digest(presented);
        ApiKey found = null;
        for (ApiKey key : keys()) {
            if (key.matches(digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    private List<ApiKey> keys() {
        List<ApiKey> keys = new ArrayList<>();
        config.key().filter(key -> !key.isBlank()).ifPresent(key -> keys.add(ApiKey.operator("machine", key)));
        keys.addAll(fromFile());
        return keys;
    }

    private List<ApiKey> fromFile() {
        FileTime modified = modified(config.credentials());
        Loaded current = loaded;
        if (modified == null) {
            return List.of();
        }
        if (!modified.equals(current.modified())) {
            current = new Loaded(modified, read(config.credentials()));
            loaded = current;
        }
        return current.keys();
    }

    private static @Nullable FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return null;
        }
    }

    /** A broken file lets nobody in: it is not known what it should have said. */
    private List<ApiKey> read(Path file) {
        try {
            JsonNode root = json.readTree(Files.readAllBytes(file));
            List<ApiKey> keys = new ArrayList<>();
            String machine = root.path("SMITHERS_RUNS_API_KEY").asText("");
            if (machine.length() >= MIN_KEY_CHARS) {
                keys.add(ApiKey.operator("machine", machine));
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
            case Role.OPERATOR -> Optional.of(ApiKey.operator(name, key));
            case Role.VIEWER -> Optional.of(ApiKey.viewer(name, key));
            default -> {
                Log.warnf(
                        "A key in the credentials is left out: its role is neither viewer nor operator. name=%s", name);
                yield Optional.empty();
            }
        };
    }
}
