package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command as a process of its own against a server that speaks the wire format. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class HealthCommandTest {

    private static final String KEY = "key-of-the-cli-tests";

    private record Ended(int exitCode, String out, String err) {}

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/health", exchange -> {
            boolean known = KEY.equals(exchange.getRequestHeaders().getFirst("x-smithers-key"));
            byte[] body = (known ? "{\"status\":\"ok\",\"engine\":{\"available\":true}}" : "{\"detail\":\"no\"}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "chad.cli.Main")))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("SMITHERS_RUNS_API_KEY");
        builder.environment().put("CHAD_STATE_DIR", folder.toString());
        builder.environment()
                .put("CHAD_RUNS_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    @Test
    void healthIsJsonWhenPiped() throws IOException, InterruptedException {
        Ended ended = run(Map.of("SMITHERS_RUNS_API_KEY", KEY), "health");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("\"status\" : \"ok\"");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void theKeyIsReadFromTheCredentials() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("credentials.json"), "{\"SMITHERS_RUNS_API_KEY\": \"%s\"}".formatted(KEY));

        assertThat(run(Map.of(), "health").exitCode()).isZero();
    }

    @Test
    void withoutAKeyItSaysHowToGiveOne() throws IOException, InterruptedException {
        Ended ended = run(Map.of(), "health");

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err()).contains("SMITHERS_RUNS_API_KEY");
    }

    @Test
    void anUnreachableServerIsSaid() throws IOException, InterruptedException {
        server.stop(0);

        Ended ended = run(Map.of(), "health");

        assertThat(ended.exitCode()).isEqualTo(6);
        assertThat(ended.err()).contains("make up");
    }

    @Test
    void anUnknownOptionIsInvalidInput() throws IOException, InterruptedException {
        assertThat(run(Map.of(), "health", "--colour").exitCode()).isEqualTo(4);
    }
}
