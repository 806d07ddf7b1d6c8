package chad.ide.models;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The catalog is fetched on demand by model-refresh, which is a stand-in here: it is a service of its own. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
@QuarkusTestResource(value = RefreshTest.ModelRefresh.class, restrictToAnnotatedClass = true)
class RefreshTest {

    /** Takes the key of the tests, and writes a catalog of one model; of a list that shrank it wants to be told. */
    public static class ModelRefresh implements QuarkusTestResourceLifecycleManager {

        private @Nullable HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                started.createContext("/refresh", ModelRefresh::refresh);
                started.start();
                server = started;
                return Map.of(
                        "runs.models.refresh-url",
                        "http://127.0.0.1:" + started.getAddress().getPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void refresh(HttpExchange exchange) throws IOException {
            boolean isKnown = OPERATOR_KEY.equals(exchange.getRequestHeaders().getFirst("x-smithers-key"));
            boolean accepts =
                    "acceptShrunken=true".equals(exchange.getRequestURI().getQuery());
            if (isKnown && accepts) {
                var half = Files.writeString(Workspace.state().resolve("models.json.half"), """
                        {"generatedAt": "2026-06-13T02:45:03Z", "source": "https://models.example.com/v1/models",
                         "total": 1, "chatCount": 1, "featured": ["lab/new"], "chat": ["lab/new"], "new": ["lab/new"],
                         "removed": [], "excluded": {}}
                        """);
                Files.move(half, Workspace.state().resolve("models.json"), StandardCopyOption.ATOMIC_MOVE);
            }
            byte[] answer = (accepts
                            ? "{}"
                            : "{\"detail\": \"5 of the 6 known models are gone. To accept it: POST"
                                    + " /refresh?acceptShrunken=true\"}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(!isKnown ? 401 : accepts ? 200 : 502, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    @Test
    void anOperatorHasTheCatalogMadeAnewAndHearsWhyItWasNot() throws IOException {
        try {
            asOperator()
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/models/refresh")
                    .then()
                    .statusCode(503)
                    .body("detail", containsString("5 of the 6 known models are gone"))
                    .body("errors[0].field", is("acceptShrunken"));
            asOperator()
                    .contentType("application/json")
                    .body("{\"acceptShrunken\":true}")
                    .post("/api/models/refresh")
                    .then()
                    .statusCode(200)
                    .body("featured[0]", is("lab/new"));
            asViewer().get("/api/models").then().body("chat[0]", is("lab/new"));
            asViewer()
                    .contentType("application/json")
                    .post("/api/models/refresh")
                    .then()
                    .statusCode(403);
            asOperator()
                    .contentType("application/json")
                    .body("{\"shrunken\":true}")
                    .post("/api/models/refresh")
                    .then()
                    .statusCode(400);
            assertThat(asViewer().get("/api/audit?action=models-refresh").asString())
                    .contains("models/refresh");
        } finally {
            Files.deleteIfExists(Workspace.state().resolve("models.json"));
        }
    }
}
