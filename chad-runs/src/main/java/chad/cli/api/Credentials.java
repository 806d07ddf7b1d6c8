package chad.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who we are: the key, and the pair of a Cloudflare Access service token. Each is taken from the environment, else from
 * credentials.json. That is {@code CHAD_HOST_CREDS}, else the one in {@code CHAD_STATE_DIR}, else
 * {@code state/credentials.json} in the current folder or the nearest one above it that has one, else the one beside
 * the installed CLI. Values are never printed.
 */
public final class Credentials {

    private static final String KEY = "SMITHERS_RUNS_API_KEY";
    private static final String CLIENT_ID = "CF_ACCESS_CLIENT_ID";
    private static final String CLIENT_SECRET = "CF_ACCESS_CLIENT_SECRET";
    private static final Path BESIDE = Path.of("state", "credentials.json");
    private static final int MAX_BYTES = 1024 * 1024;

    private final Map<String, String> environment;
    private final Path currentFolder;
    private final @Nullable Path installedAt;
    private @Nullable JsonNode file;

    /** @param installedAt the folder above {@code state/} of the installation; null when it is not known */
    public Credentials(Map<String, String> environment, Path currentFolder, @Nullable Path installedAt) {
        this.environment = environment;
        this.currentFolder = currentFolder;
        this.installedAt = installedAt;
    }

    Optional<String> key() {
        return value(KEY);
    }

    /** Id and secret; nothing when only one of them is there. */
    Optional<ServiceToken> serviceToken() {
        Optional<String> secret = value(CLIENT_SECRET);
        return value(CLIENT_ID).flatMap(id -> secret.map(known -> new ServiceToken(id, known)));
    }

    /** What Cloudflare Access knows a machine by. */
    record ServiceToken(String id, String secret) {}

    private Optional<String> value(String name) {
        String own = environment.getOrDefault(name, "");
        String found = own.isBlank() ? file().path(name).asText("") : own;
        return found.isBlank() ? Optional.empty() : Optional.of(printable(name, found.strip()));
    }

    /** A line break in a key would begin another header. */
    private static String printable(String name, String value) {
        if (value.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw unusable("%s holds characters that no header can carry.".formatted(name));
        }
        return value;
    }

    private JsonNode file() {
        if (file == null) {
            file = locate().map(Credentials::read).orElseGet(MissingNode::getInstance);
        }
        return file;
    }

    private Optional<Path> locate() {
        String named = environment.getOrDefault("CHAD_HOST_CREDS", "");
        if (!named.isBlank()) {
            return Optional.of(currentFolder.resolve(named));
        }
        String state = environment.getOrDefault("CHAD_STATE_DIR", "");
        if (!state.isBlank()) {
            return existing(currentFolder.resolve(state).resolve("credentials.json"));
        }
        for (Path folder = currentFolder; folder != null; folder = folder.getParent()) {
            Optional<Path> found = existing(folder.resolve(BESIDE));
            if (found.isPresent()) {
                return found;
            }
        }
        return installedAt == null ? Optional.empty() : existing(installedAt.resolve(BESIDE));
    }

    private static Optional<Path> existing(Path file) {
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unusable("%s is too large for credentials.".formatted(file));
            }
            return Json.read(Files.readAllBytes(file));
        } catch (IOException broken) {
            throw unusable("The credentials in %s can't be read.".formatted(file));
        }
    }

    private static ApiException unusable(String message) {
        return new ApiException(
                ExitCode.NOT_AUTHORISED,
                0,
                "",
                message + " Repair it, or set " + KEY + ".",
                List.of(),
                "chad-runs health");
    }
}
