package chad.ide.models;

import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks fusion-roster. */
@Singleton
class RosterClient {

    private static final int MAX_BYTES = 1024 * 1024;

    private final ModelsConfig config;
    private final ObjectMapper json;
    private final HttpClient http;

    RosterClient(ModelsConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.http =
                HttpClient.newBuilder().connectTimeout(config.rosterTimeout()).build();
    }

    /** How the roster was resolved, every stage of it. */
    JsonNode explain(@Nullable Integer max) {
        String query = max == null ? "" : "?max=" + max;
        URI address = URI.create(config.rosterUrl() + "/roster/explain" + query);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(config.rosterTimeout())
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MAX_BYTES);
                if (answer.statusCode() != 200) {
                    throw unavailable("It answered with status " + answer.statusCode() + ".");
                }
                return json.readTree(bytes);
            }
        } catch (HttpTimeoutException late) {
            throw unavailable("It did not answer within %d ms."
                    .formatted(config.rosterTimeout().toMillis()));
        } catch (JsonProcessingException notJson) {
            throw unavailable("Its answer is not valid JSON.");
        } catch (IOException unreachable) {
            throw unavailable("It can't be reached.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("The service is stopping.");
        }
    }

    private static RuntimeException unavailable(String why) {
        return ProblemType.ROSTER_UNAVAILABLE.because(
                ("fusion-roster returns no roster. %s Check that it is running and that CHAD_ROSTER_URL is"
                                + " right; in the meantime a fusion uses its own fallback.")
                        .formatted(why));
    }
}
