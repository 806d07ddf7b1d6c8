package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Cli;
import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the CLI says and does when the answer is no, as a process against a server that speaks the wire format. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class RefusalsTest {

    private static final String KEY = "key-of-the-cli-tests";

    @TempDir
    Path folder;

    private FakeService service;
    private Cli cli;

    @BeforeEach
    void start() {
        service = new FakeService();
        cli = Cli.ofClasses(folder).with("CHAD_RUNS_URL", service.url()).with("SMITHERS_RUNS_API_KEY", KEY);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | unauthenticated     | 5 | SMITHERS_RUNS_API_KEY
            403 | forbidden           | 5 | an operator's key
            404 | run-not-found       | 4 | chad-runs runs
            409 | run-ended           | 1 | chad-runs resume night-7 --revive-ended
            409 | workflow-changed    | 1 | chad-runs resume night-7 --accept-workflow-change
            409 | run-still-running   | 1 | chad-runs watch night-7
            409 | rewind-impossible   | 1 | chad-runs replay night-7 --frame N
            409 | project-unusable    | 1 | chad-runs projects
            412 | precondition-failed | 1 | chad-runs cat
            422 | invalid-input       | 4 | --input
            429 | too-busy            | 1 | in 7 s
            503 | engine-unavailable  | 1 | chad-runs health
            504 | engine-timeout      | 1 | chad-runs get night-7
            """)
    void everyRefusalSaysWhatToDoNext(int status, String type, int exitCode, String next) {
        String problem = """
                {"type": "urn:runs-ide:problem:%s", "status": %d, "detail": "It is so.",
                 "errors": [{"field": "input.n", "value": null, "allowed": "a number"}]}
                """.formatted(type, status);
        service.on(
                "/api/runs/night-7/resume",
                exchange -> FakeService.send(exchange, status, Map.of("Retry-After", "7"), problem));

        Ended ended = cli.run("resume", "night-7");

        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("input.n: a number", next).doesNotContain(KEY);
    }

    @Test
    void aProxyBeforeADeadServiceMeansUnreachable() {
        service.on("/api/health", 502, "<html>Bad gateway</html>");

        Ended ended = cli.run("health");

        assertThat(ended.exitCode()).isEqualTo(6);
        assertThat(ended.err()).contains("502");
    }

    @Test
    void somethingElseThatAnswersIsNoRunsIde() {
        service.on("/api/health", 200, "<html>Welcome to nginx</html>");

        assertThat(cli.run("health").exitCode()).isEqualTo(1);
        assertThat(cli.run("health").err()).contains("not valid JSON");
    }

    @Test
    void theKeyIsNotSentWhereARedirectPoints() {
        try (FakeService elsewhere = new FakeService()) {
            service.on(
                    "/api/health",
                    exchange -> FakeService.send(
                            exchange, 302, Map.of("Location", elsewhere.url() + "/cdn-cgi/access/login"), ""));

            Ended ended = cli.run("health");

            assertThat(ended.exitCode()).isEqualTo(5);
            assertThat(ended.err()).contains("127.0.0.1:" + elsewhere.port(), "CF_ACCESS_CLIENT_ID");
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void theServiceTokenGoesToOtherMachinesOnly() {
        service.on("/api/health", 200, "{\"status\": \"ok\"}");
        Cli behindAccess = cli.with("CF_ACCESS_CLIENT_ID", "id.access").with("CF_ACCESS_CLIENT_SECRET", "the-secret");

        assertThat(behindAccess.run("health").exitCode()).isZero();
        Ended refused = behindAccess.run("health", "--url", "http://runs.example.com");
        // To another machine through a proxy, which is ours.
        String proxy = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=" + service.port();
        behindAccess.with("JAVA_TOOL_OPTIONS", proxy).run("health", "--url", "http://runs.example.com", "--insecure");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("--insecure", "https");
        assertThat(service.asked()).hasSize(2);
        assertThat(service.asked().getFirst().header("CF-Access-Client-Id")).isNull();
        assertThat(service.asked().getFirst().header("x-smithers-key")).isEqualTo(KEY);
        assertThat(service.asked().getLast().header("CF-Access-Client-Id")).isEqualTo("id.access");
        assertThat(service.asked().getLast().header("CF-Access-Client-Secret")).isEqualTo("the-secret");
    }

    @Test
    void aLaunchWhoseAnswerIsLostIsNotSentAgain() {
        service.on("/api/launch", exchange -> exchange.close());

        assertThat(cli.run("launch", "fusion.jsx", "--prompt", "x").exitCode()).isEqualTo(6);
        assertThat(service.asked()).hasSize(1);
    }

    @Test
    void theKeyIsFoundInTheNearestCredentials() throws IOException {
        service.on("/api/health", 200, "{\"status\": \"ok\"}");
        Files.createDirectories(folder.resolve("state"));
        credentials("state/credentials.json", "{\"SMITHERS_RUNS_API_KEY\": \"the-key-of-the-file\"}", "rw-------");

        cli.with("SMITHERS_RUNS_API_KEY", "").run("health");
        cli.run("health");

        assertThat(service.asked())
                .extracting(asked -> asked.header("x-smithers-key"))
                .containsExactly("the-key-of-the-file", KEY);
    }

    @Test
    void brokenCredentialsAreSaidWithoutTheirContent() throws IOException {
        Path file = credentials("broken.json", "{\"SMITHERS_RUNS_API_KEY\": \"half-a-ke", "rw-------");

        Ended ended = cli.with("SMITHERS_RUNS_API_KEY", "")
                .with("CHAD_HOST_CREDS", file.toString())
                .run("health");

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err()).contains("broken.json").doesNotContain("half-a-ke");
    }

    private Path credentials(String name, String json, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), json);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** The services refuse such a file, and the CLI took a key out of it. */
    @Test
    void credentialsThatOthersCanReadOrThatAreShortAreRefusedWithTheWayOut() throws IOException {
        Path open = credentials("open.json", "{\"SMITHERS_RUNS_API_KEY\": \"the-key-of-the-file\"}", "rw-r--r--");
        Path shorter = credentials("short.json", "{\"SMITHERS_RUNS_API_KEY\": \"short-key\"}", "rw-------");

        Ended readable = cli.with("SMITHERS_RUNS_API_KEY", "")
                .with("CHAD_HOST_CREDS", open.toString())
                .run("health");
        Ended tooShort = cli.with("SMITHERS_RUNS_API_KEY", "")
                .with("CHAD_HOST_CREDS", shorter.toString())
                .run("health");

        assertThat(readable.exitCode()).isEqualTo(5);
        assertThat(readable.err()).contains("chmod 600 " + open).doesNotContain("the-key-of-the-file");
        assertThat(tooShort.exitCode()).isEqualTo(5);
        assertThat(tooShort.err()).contains("at least 16 characters").doesNotContain("short-key");
        assertThat(service.asked()).isEmpty();
    }

    @Test
    void whatIsTypedWrongIsInvalidInput() {
        assertThat(cli.run("health", "--colour").exitCode()).isEqualTo(4);
        assertThat(cli.run("no-such-command").exitCode()).isEqualTo(4);
        assertThat(cli.run("runs", "--since", "yesterday").err()).contains("90s, 45m");
        assertThat(cli.run("health", "--url", "ftp://example.com").exitCode()).isEqualTo(4);
        assertThat(cli.run("launch", "fusion.jsx", "--input", "{prompt: x}").err())
                .contains("single quotes");
        assertThat(cli.run().exitCode()).isEqualTo(4);
    }
}
