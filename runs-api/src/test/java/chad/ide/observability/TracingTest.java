package chad.ide.observability;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.RealEngine;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Traces on the wire, as a collector gets them: OTLP over HTTP. */
@QuarkusTest
@TestProfile(TracingTest.Traced.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class TracingTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Switched on by the variables that an operator sets. */
    public static class Traced extends RealEngine {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("OTEL_SDK_DISABLED", "false");
            settings.put("quarkus.otel.bsp.schedule.delay", "100ms");
            return settings;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Collector.class));
        }
    }

    /** Keeps what is posted. */
    public static class Collector implements QuarkusTestResourceLifecycleManager {

        /** Method, path, type and body of each, as text: names and values stand in a protobuf as they are. */
        private final List<String> posted = new CopyOnWriteArrayList<>();

        private @Nullable HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                started.createContext("/", exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    boolean isZipped =
                            "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                    posted.add(String.join(
                            " ",
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            new String(isZipped ? unzipped(body) : body, ISO_8859_1)));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                started.start();
                server = started;
                return Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + started.getAddress().getPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static byte[] unzipped(byte[] body) throws IOException {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return in.readAllBytes();
            }
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(posted, new TestInjector.MatchesType(List.class));
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    /** Injected by the collector. */
    List<String> posted = List.of();

    static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    private void awaitPosted(String... texts) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(String.join("", posted)).contains(texts);
        });
    }

    @Test
    void requestsAndCallsOfTheEngineAreSpans() {
        given().contentType(ContentType.JSON)
                .body("{\"workflow\":\"gate.jsx\",\"runId\":\"traced-1\",\"input\":{}}")
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/traced-1").then().body("state", is("waiting-approval")));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/runs/traced-1/deny")
                .then()
                .statusCode(200);

        awaitPosted(
                "POST /api/launch",
                "runs-api",
                "engine deny",
                "chad.engine.verb",
                "chad.engine.result",
                "chad.run.id",
                "traced-1",
                "chad.store",
                "gate");
        assertThat(threads()).anyMatch(name -> name.startsWith("BatchSpanProcessor"));
        assertThat(posted).allMatch(one -> one.startsWith("POST /v1/traces application/x-protobuf "));
    }

    @Test
    void theCodeOfASignInLinkIsNotTraced() {
        given().get("/sign-in?code=secret-code-of-a-link");
        given().get("/api/runs?q=after-the-link").then().statusCode(200);

        awaitPosted("after-the-link");
        assertThat(posted).noneMatch(one -> one.contains("secret-code-of-a-link"));
    }
}
