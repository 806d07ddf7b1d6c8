package chad.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/**
 * Talks to runs-api. {@link HttpURLConnection} rather than the newer client, because it is loaded in half the time, and
 * a command lives for a third of a second.
 */
final class ApiClient {

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int READ_TIMEOUT_MS = 30_000;

    private final URI server;
    private final Credentials credentials;
    private final ObjectMapper json = new ObjectMapper();

    ApiClient(Map<String, String> environment) {
        this.server = URI.create(environment.getOrDefault("CHAD_RUNS_URL", "http://127.0.0.1:7331"));
        this.credentials = new Credentials(environment);
    }

    /** The answer to a GET of a path below {@code /api}. */
    JsonNode get(String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) server.resolve("/api" + path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
            connection.setReadTimeout(READ_TIMEOUT_MS);
            connection.setInstanceFollowRedirects(false);
            credentials.key().ifPresent(key -> connection.setRequestProperty("x-smithers-key", key));
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw refused(status, connection);
            }
            try (InputStream body = connection.getInputStream()) {
                return json.readTree(body);
            }
        } catch (IOException unreachable) {
            throw new ApiException(
                    ExitCode.UNREACHABLE,
                    "The Runs IDE at %s can't be reached. Start it with `make up`, or set CHAD_RUNS_URL."
                            .formatted(server));
        }
    }

    private ApiException refused(int status, HttpURLConnection connection) throws IOException {
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return new ApiException(
                    ExitCode.NOT_AUTHORISED,
                    "The Runs IDE at %s does not know your key. Set SMITHERS_RUNS_API_KEY, or CHAD_HOST_CREDS to its credentials.json."
                            .formatted(server));
        }
        try (InputStream body = connection.getErrorStream()) {
            String detail =
                    body == null ? "" : json.readTree(body).path("detail").asText("");
            return new ApiException(
                    status == HttpURLConnection.HTTP_FORBIDDEN ? ExitCode.NOT_AUTHORISED : ExitCode.FAILED,
                    detail.isEmpty()
                            ? "The Runs IDE at %s answered with status %d.".formatted(server, status)
                            : detail);
        }
    }
}
