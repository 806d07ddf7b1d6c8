package chad.cli.api;

import chad.volume.Credentials.Read;
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

    private static final String KEY = chad.volume.Credentials.MACHINE_KEY;
    private static final String CLIENT_ID = "CF_ACCESS_CLIENT_ID";
    private static final String CLIENT_SECRET = "CF_ACCESS_CLIENT_SECRET";
    private static final Path BESIDE = Path.of("state", "credentials.json");

    private final Map<String, String> environment;
    private final Path currentFolder;
    private final @Nullable Path installedAt;
    private Read.@Nullable Good file;

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
        String found = own.isBlank() ? file().text(name).orElse("") : own;
        return found.isBlank() ? Optional.empty() : Optional.of(printable(name, found.strip()));
    }

    /** A line break in a key would begin another header. */
    private static String printable(String name, String value) {
        if (value.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw unusable("%s has characters that an HTTP header can't carry.".formatted(name));
        }
        return value;
    }

    /** A key that the service would not take either is not presented. */
    private static Read.Good told(Path file, Read.Good good) {
        good.leftOut().stream()
                .filter(words -> words.startsWith(KEY))
                .findFirst()
                .ifPresent(words -> {
                    throw unusable("In %s: %s".formatted(file, words));
                });
        return good;
    }

    private Read.Good file() {
        if (file == null) {
            file = locate().map(Credentials::read).orElseGet(() -> new Read.Good(List.of(), Map.of(), List.of()));
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

    private static Read.Good read(Path file) {
        return switch (chad.volume.Credentials.read(file)) {
            case Read.Good good -> told(file, good);
            case Read.Missing missing -> throw unusable("The credentials file %s does not exist.".formatted(file));
            case Read.Exposed exposed -> throw unusable(exposed.words(file));
            case Read.Broken broken -> throw unusable("%s is not usable: %s.".formatted(file, broken.why()));
            case Read.Failed failed ->
                throw unusable("The credentials in %s can't be read: %s.".formatted(file, failed.cause()));
        };
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
