package chad.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The key to send: of the environment, else of credentials.json. */
final class Credentials {

    private static final String KEY = "SMITHERS_RUNS_API_KEY";

    private final Map<String, String> environment;

    Credentials(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<String> key() {
        String fromEnvironment = environment.getOrDefault(KEY, "");
        return fromEnvironment.isBlank() ? fromFile() : Optional.of(fromEnvironment);
    }

    private Optional<String> fromFile() {
        Path file = Path.of(environment.getOrDefault(
                "CHAD_HOST_CREDS", environment.getOrDefault("CHAD_STATE_DIR", "state") + "/credentials.json"));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String key = new ObjectMapper()
                    .readTree(Files.readAllBytes(file))
                    .path(KEY)
                    .asText("");
            return key.isBlank() ? Optional.empty() : Optional.of(key);
        } catch (IOException broken) {
            throw new ApiException(
                    ExitCode.NOT_AUTHORISED,
                    "The credentials in %s can't be read. Repair the file, or set %s.".formatted(file, KEY));
        }
    }
}
