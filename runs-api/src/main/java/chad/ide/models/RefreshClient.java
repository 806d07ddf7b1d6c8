package chad.ide.models;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.security.OwnKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.List;

/** Has model-refresh make the catalog anew. */
@Singleton
class RefreshClient {

    /** It answers with the whole catalog, of which we read what went wrong only. */
    private static final int MAX_PROBLEM_BYTES = 64 * 1024;

    /** The way past its refusal of a list that has shrunk, which it names in its words. */
    private static final String ACCEPT = "acceptShrunken";

    private final ModelsConfig config;
    private final OwnKey key;
    private final ObjectMapper json;
    private final HttpClient http;

    RefreshClient(ModelsConfig config, OwnKey key, ObjectMapper json) {
        this.config = config;
        this.key = key;
        this.json = json;
        this.http =
                HttpClient.newBuilder().connectTimeout(config.rosterTimeout()).build();
    }

    /**
     * Returns when the new catalog is written.
     *
     * @param acceptShrunken although more than half of the models are gone
     * @throws ProblemException when it is not, with the words of model-refresh
     */
    void refresh(boolean acceptShrunken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(config.refreshUrl() + "/refresh" + (acceptShrunken ? "?" + ACCEPT + "=true" : "")))
                .timeout(config.refreshTimeout())
                .header("Accept", "application/json")
                .POST(BodyPublishers.noBody());
        key.operator().ifPresent(known -> request.header("x-smithers-key", known));
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw refused(answer.statusCode(), body.readNBytes(MAX_PROBLEM_BYTES));
                }
            }
        } catch (HttpTimeoutException late) {
            throw ProblemType.CATALOG_UNAVAILABLE.because(
                    ("model-refresh has not finished after %d s. It continues on its own: check the catalog again"
                                    + " in a minute.")
                            .formatted(config.refreshTimeout().toSeconds()));
        } catch (IOException unreachable) {
            throw ProblemType.CATALOG_UNAVAILABLE.because(
                    "model-refresh can't be reached, and the catalog is unchanged. Check that it runs and that"
                            + " CHAD_REFRESH_URL is right.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw ProblemType.CATALOG_UNAVAILABLE.because("The service is being stopped. The refresh may continue.");
        }
    }

    private ProblemException refused(int status, byte[] body) {
        String words = "It answered with status %d.".formatted(status);
        try {
            JsonNode detail = json.readTree(body).path("detail");
            words = detail.isTextual() ? detail.asText() : words;
        } catch (IOException noProblem) {
            // its status says enough
        }
        return switch (status) {
            case 401, 403 ->
                ProblemType.CATALOG_UNAVAILABLE.because(
                        ("model-refresh does not accept this service's key. %s Give both the same"
                                        + " SMITHERS_RUNS_API_KEY, or the same credentials.json.")
                                .formatted(words));
            case 409, 429 -> ProblemType.TOO_BUSY.because(words);
            default ->
                ProblemType.CATALOG_UNAVAILABLE.because(
                        "The catalog was not refreshed. " + words,
                        words.contains(ACCEPT)
                                ? List.of(new FieldError(ACCEPT, "false", "true, to accept the shorter list"))
                                : List.of());
        };
    }
}
