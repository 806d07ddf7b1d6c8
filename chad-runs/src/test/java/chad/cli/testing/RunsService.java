package chad.cli.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The packaged runs-api as a process, with the real engine, on folders of its own, for all tests of a JVM. A test takes
 * it as a parameter.
 */
public final class RunsService implements AutoCloseable {

    public static final String OPERATOR_KEY = "operator-key-of-the-cli";
    public static final String VIEWER_KEY = "viewer-key-of-the-cli";

    public static final String GITHUB_TOKEN = "ghp_token_of_the_cli";

    private static final int START_LIMIT_SECONDS = 60;

    private final Path root = Path.of(System.getProperty("project.root"));
    private final FakeService github = new FakeService();
    private final Path folder;
    private final int port;
    private Process process;
    private final ValidatingProxy proxy;

    /** Gives the service to tests that want it, and stops it behind the last. */
    public static final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunsService.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(RunsService.class, key -> startedBy(List.of(), nothing -> {}));
        }
    }

    /** What lies in the state folder before the start. */
    public interface Contents {
        void put(Path state) throws IOException;
    }

    private RunsService(List<String> launcher, Contents contents) {
        try {
            folder = Files.createTempDirectory("chad-runs-it-").toRealPath();
            layOut();
            contents.put(state());
            port = freePort();
            process = start(launcher);
            proxy = new ValidatingProxy(url(), this::document);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Another service, for one test, which closes it.
     *
     * @param launcher a command that starts what is appended to it
     */
    public static RunsService startedBy(List<String> launcher, Contents contents) {
        RunsService service = new RunsService(launcher, contents);
        try {
            service.awaitAnswer();
            return service;
        } catch (RuntimeException | IOException failure) {
            service.process.destroyForcibly();
            throw new IllegalStateException("runs-api does not answer", failure);
        }
    }

    private void layOut() throws IOException {
        Files.createDirectories(workflows().resolve("lib"));
        Files.createDirectories(state());
        Files.createDirectories(home());
        Path source = root.resolve("workflows");
        Files.createSymbolicLink(
                workflows().resolve("node_modules"),
                source.resolve("node_modules").toRealPath());
        try (Stream<Path> own = Files.list(source);
                Stream<Path> shared = Files.list(source.resolve("lib"));
                Stream<Path> files = Stream.concat(own, shared)) {
            for (Path file :
                    files.filter(f -> f.toString().matches(".*\\.jsx?")).toList()) {
                Files.copy(file, workflows().resolve(source.relativize(file).toString()));
            }
        }
        for (String name : List.of("steps.jsx", "mark.jsx")) {
            Files.copy(
                    Path.of("src/test/resources/workflows", name), workflows().resolve(name));
        }
        Files.writeString(state().resolve("models.json"), """
                {"generatedAt": "2026-06-13T02:45:03Z", "source": "test", "total": 2, "chatCount": 2, "featured": ["a/one"],
                 "chat": ["a/one", "b/two"], "new": ["a/one"], "removed": ["c/gone"], "excluded": {}}
                """);
        Files.createFile(
                credentials(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(credentials(), """
                {"SMITHERS_RUNS_API_KEY": "%s", "keys": [{"name": "reader", "role": "viewer", "key": "%s"}]}
                """.formatted(OPERATOR_KEY, VIEWER_KEY));
    }

    /** The executable that {@code -Druns-api.executable=PATH} names, else the packed jar on the JVM of the tests. */
    private List<String> program() {
        String executable = System.getProperty("runs-api.executable");
        if (executable != null) {
            return List.of(executable);
        }
        Path jar = root.resolve("runs-api/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("runs-api is not packed. Build it first: scripts/mvn package -DskipTests");
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it lives for a minute; the better compiler costs more than it gains
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString());
    }

    private Process start(List<String> launcher) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(program());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(CHAD|SMITHERS|CF|RUNS|NVIDIA|ANTHROPIC)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "CHAD_STATE_DIR", state().toString(),
                        "CHAD_WORKFLOW_DIR", workflows().toString(),
                        "CHAD_HOST_CREDS", credentials().toString(),
                        "CHAD_RUNS_HOST", "127.0.0.1",
                        "CHAD_RUNS_PORT", Integer.toString(port),
                        "CHAD_RUNS_MANAGEMENT_PORT", Integer.toString(freePort()),
                        "CHAD_ROSTER_URL", rosterUrl(),
                        "HOME", home().toString()));
        builder.environment()
                .putAll(Map.of(
                        "CHAD_GITHUB_API_URL",
                        github.url(),
                        "CHAD_GHA_REPO",
                        "acme/heavy",
                        "GITHUB_TOKEN",
                        GITHUB_TOKEN));
        return builder.start();
    }

    /** No roster service is started; nobody listens to that port. */
    private static String rosterUrl() {
        return "http://127.0.0.1:9";
    }

    private void awaitAnswer() throws IOException {
        Awaitility.await().atMost(START_LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new IllegalStateException("runs-api ended:\n" + Files.readString(folder.resolve("service.log")));
        }
    }

    private boolean answers() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url() + "/api/health").toURL().openConnection();
        connection.setRequestProperty("x-smithers-key", OPERATOR_KEY);
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(5_000);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ApiDocument document() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url() + "/q/openapi").toURL().openConnection();
            connection.setRequestProperty("x-smithers-key", OPERATOR_KEY);
            try (InputStream document = connection.getInputStream()) {
                return new ApiDocument(new ObjectMapper().readTree(document));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it as a crash does, and starts it again on the same folders. */
    public void killAndStartAgain() throws IOException {
        process.destroyForcibly();
        Awaitility.await().atMost(START_LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> !process.isAlive());
        process = start(List.of());
        awaitAnswer();
    }

    /** What the CLI was answered otherwise than the OpenAPI document says. */
    public List<String> answersUnlikeTheDocument() {
        return proxy.unlike();
    }

    /** The operations that the CLI called, with the status of the answer. */
    public Set<String> calledByTheCli() {
        return proxy.called();
    }

    /** What workflows take for GitHub. */
    public FakeService github() {
        return github;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Path folder() {
        return folder;
    }

    private Path state() {
        return folder.resolve("state");
    }

    private Path workflows() {
        return folder.resolve("workflows");
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path credentials() {
        return state().resolve("credentials.json");
    }

    /**
     * The installed CLI in the folder of the service, where it finds the credentials by itself; another program when
     * {@code -Dchad-runs.executable=PATH} names one.
     */
    public Cli cli() {
        String executable = System.getProperty("chad-runs.executable");
        return Cli.installed(executable == null ? root.resolve("chad-runs/bin/chad-runs") : Path.of(executable), folder)
                .with("CHAD_RUNS_URL", proxy.url())
                .with("JAVA_HOME", System.getProperty("java.home"));
    }

    @Override
    public void close() throws IOException {
        github.close();
        proxy.close();
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
