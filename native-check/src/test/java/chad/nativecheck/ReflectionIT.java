package chad.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A native executable knows only the classes and resources that were registered when it was built. Here each program runs
 * from its native sources on the JVM, does what it is for, and whatever it asks by reflection must be registered.
 */
class ReflectionIT {

    /** What the services beside it answer, which are not started here. */
    private static final Set<String> NOT_THERE = Set.of("/api/roster", "POST /api/models/refresh");

    private static final String KEY = "machine-key-of-the-native-check";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    @Test
    void everythingThatFusionRosterReflectsUponIsRegistered(@TempDir Path folder) throws IOException {
        NativeSources sources = NativeSources.of("fusion-roster");
        int port = freePort();
        int management = freePort();

        try (Watched service = Watched.start(
                sources,
                folder,
                Map.of(
                        "CHAD_STATE_DIR", folder.toString(),
                        "CHAD_ROSTER_PORT", Integer.toString(port),
                        "CHAD_ROSTER_MANAGEMENT_PORT", Integer.toString(management)))) {
            Client client = started(service, port);

            assertThat(client.get("/roster").statusCode()).isEqualTo(200);
            assertThat(client.get("/roster/explain").statusCode()).isEqualTo(200);
            assertThat(client.get("/roster?max=0").statusCode()).isEqualTo(400);
            assertThat(client.get("/nowhere").statusCode()).isEqualTo(404);
            lookAfter(management);
            assertNothingIsMissing(sources, service.stop());
        }
    }

    @Test
    void everythingThatModelRefreshReflectsUponIsRegistered(@TempDir Path folder) throws IOException {
        NativeSources sources = NativeSources.of("model-refresh");
        int port = freePort();
        int management = freePort();
        HttpServer provider = provider();

        try (Watched service = Watched.start(
                sources,
                folder,
                Map.of(
                        "CHAD_STATE_DIR",
                        folder.toString(),
                        "CHAD_REFRESH_PORT",
                        Integer.toString(port),
                        "CHAD_REFRESH_MANAGEMENT_PORT",
                        Integer.toString(management),
                        "CHAD_INFERENCE_BASE_URL",
                        "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1",
                        "NVIDIA_API_KEY",
                        "key",
                        "SMITHERS_RUNS_API_KEY",
                        KEY))) {
            Client client = started(service, port);

            // The service refreshes by itself when it starts, and refuses a second one meanwhile.
            await().untilAsserted(() ->
                    assertThat(client.post("/refresh").statusCode()).isBetween(200, 299));
            assertThat(client.get("/models").statusCode()).isEqualTo(200);
            assertThat(client.get("/history").statusCode()).isEqualTo(200);
            lookAfter(management);
            assertNothingIsMissing(sources, service.stop());
        } finally {
            provider.stop(0);
        }
    }

    @Test
    void everythingThatRunsApiAndTheCliReflectUponIsRegistered(@TempDir Path folder) throws IOException {
        NativeSources sources = NativeSources.of("runs-api");
        int port = freePort();
        int management = freePort();
        RunsTour.layOut(folder);

        try (Watched service = Watched.start(
                sources,
                folder,
                Map.of(
                        "CHAD_STATE_DIR", folder.resolve("state").toString(),
                        "CHAD_WORKFLOW_DIR", folder.resolve("workflows").toString(),
                        "CHAD_RUNS_PORT", Integer.toString(port),
                        "CHAD_RUNS_MANAGEMENT_PORT", Integer.toString(management),
                        "SMITHERS_RUNS_API_KEY", KEY,
                        "HOME", folder.toString()))) {
            Map<String, List<Integer>> statuses = new RunsTour(started(service, port)).go();
            lookAfter(management);
            assertTheCliKnowsItself(folder, "http://127.0.0.1:" + port);

            assertThat(statuses)
                    .allSatisfy((path, codes) ->
                            assertThat(codes).as(path).allMatch(code -> code < 500 || NOT_THERE.contains(path)));
            List<Recorded> asked = service.stop();
            assertNothingIsMissing(sources, asked);
            assertThat(asked)
                    .as("what would be missing if nothing were registered")
                    .anyMatch(question -> question.fails(sources, Metadata.none()));
        } finally {
            Files.delete(folder.resolve("workflows/node_modules")); // a link, whose end is none of this folder's
        }
    }

    private static void assertTheCliKnowsItself(Path folder, String url) {
        NativeSources sources = NativeSources.of("chad-runs");
        List<Recorded> asked = new ArrayList<>();
        for (List<String> command : List.of(
                List.of("--version"),
                List.of("--help"),
                List.of("launch", "--help"),
                List.of("completion", "bash"),
                List.of("health"),
                List.of("runs", "--since", "1d", "--json"),
                List.of("get", "tour"),
                List.of("logs", "tour", "--node", "judge"))) {
            try (Watched cli = Watched.start(
                    sources,
                    folder,
                    Map.of("CHAD_RUNS_URL", url, "SMITHERS_RUNS_API_KEY", KEY, "HOME", folder.toString()),
                    command.toArray(String[]::new))) {
                asked.addAll(cli.await());
                assertThat(cli.exitCode()).as(command + ": " + cli.output()).isZero();
            }
        }
        assertNothingIsMissing(sources, asked);
    }

    private static void assertNothingIsMissing(NativeSources sources, List<Recorded> asked) {
        Metadata metadata = Metadata.of(sources);

        assertThat(asked).as("what the program asked").isNotEmpty();
        assertThat(new TreeSet<>(asked.stream()
                        .filter(question -> question.fails(sources, metadata))
                        .map(question -> "%s %s %s, asked by %s"
                                .formatted(
                                        question.subject(), question.operation(), question.member(), question.asking()))
                        .toList()))
                .as("not registered: add @RegisterForReflection, quarkus.native.resources.includes, or don't reflect")
                .isEmpty();
    }

    private static void lookAfter(int management) {
        Client client = new Client(management, KEY);
        assertThat(client.get("/q/health").body()).contains("checks");
        assertThat(client.get("/q/metrics").statusCode()).isEqualTo(200);
    }

    private static Client started(Watched service, int port) {
        Client client = new Client(port, KEY);
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!service.isAlive()) {
                throw new IllegalStateException("It ended while starting: " + service.output());
            }
            return client.answers("/");
        });
        return client;
    }

    /** Lists two models. */
    private static HttpServer provider() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", exchange -> {
            byte[] list = """
                    {"object": "list", "data": [{"id": "nvidia/nemotron-3-ultra-550b-a55b"}, {"id": "qwen/qwen3.5-397b-a17b"}]}
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
