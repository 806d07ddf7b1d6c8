package chad.ide.observability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Asks the services beside this one how they are, all at once. */
@Singleton
class PeerClient {

    /**
     * A service of the deployment.
     *
     * @param status {@code ok}, {@code down} (it says so itself) or {@code unreachable}
     * @param version null when it did not tell
     */
    @Schema(name = "ServiceHealth")
    record Peer(
            @Schema(examples = "fusion-roster") String name,
            @Schema(examples = "ok") String status,
            @Schema(examples = "0.1.0-SNAPSHOT") @Nullable String version) {}

    private final PeerConfig config;
    private final ObjectMapper json;
    private final HttpClient http;

    PeerClient(PeerConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.http = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
    }

    /** By name. */
    List<Peer> ask() {
        Map<String, CompletableFuture<Peer>> asked = new TreeMap<>();
        config.health().forEach((name, address) -> asked.put(name, ask(name, address)));
        return asked.values().stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Peer> ask(String name, URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(config.timeout()).build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(answer -> peer(name, answer.statusCode(), answer.body()))
                .exceptionally(unreachable -> new Peer(name, "unreachable", null));
    }

    /** A Quarkus health answer; the version is among the data of any of its checks. */
    private Peer peer(String name, int status, String body) {
        String version = null;
        try {
            for (JsonNode check : json.readTree(body).path("checks")) {
                version = check.path("data").path("version").asText(version);
            }
        } catch (JsonProcessingException noHealth) {
            return new Peer(name, "unreachable", null);
        }
        return new Peer(name, status == 200 ? "ok" : "down", version);
    }
}
