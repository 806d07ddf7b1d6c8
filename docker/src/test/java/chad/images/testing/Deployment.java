package chad.images.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The whole of compose.yaml, brought up under a name and with secrets of its own, and reached as people reach it: by a
 * proxy that puts the headers of Cloudflare Access on each request, in the place of the tunnel.
 */
public final class Deployment implements AutoCloseable {

    public static final String OPERATOR = "vera@example.com";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "of-the-tests";

    private final String project = "runs-ide-it-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Path folder;
    private final Docker docker;
    private final HttpClient http = HttpClient.newHttpClient();

    public Deployment() {
        try {
            folder = Files.createTempDirectory("deployment");
            edge(Files.createDirectory(folder.resolve("edge")));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        Map<String, String> settings = new LinkedHashMap<>(Images.settings());
        settings.put("EDGE", folder.resolve("edge").toString());
        settings.put("CHAD_SECRETS", folder.resolve("secrets").toString());
        settings.put("CHAD_RUNS_PORT", "0"); // any free one
        settings.put("CHAD_BACKEND", "offline");
        docker = new Docker(settings);
        Images.SERVICES.forEach(Images::of);
        secrets(settings);
    }

    /** The fake of what lies outside gets a certificate, which runs-api is told to trust. */
    private static void edge(Path edge) throws IOException {
        Files.copy(
                Program.ROOT.resolve("model-refresh/src/test/resources/catalog/2026-spring.json"),
                edge.resolve("models.json"));
        for (String file : List.of("edge.js", "compose.yaml")) {
            try (InputStream in = Deployment.class.getResourceAsStream("/edge/" + file)) {
                Files.copy(in, edge.resolve(file));
            }
        }
        Path store = edge.resolve("key.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        run(
                List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=team.cloudflareaccess.com",
                        "-ext",
                        "san=dns:team.cloudflareaccess.com",
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD),
                Map.of());
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            pem(
                    edge.resolve("key.pem"),
                    "PRIVATE KEY",
                    keys.getKey("edge", PASSWORD.toCharArray()).getEncoded());
            pem(
                    edge.resolve("cert.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("edge").getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
        run(
                List.of(
                        keytool,
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "edge",
                        "-file",
                        edge.resolve("cert.pem").toString(),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        edge.resolve("trust.p12").toString(),
                        "-storepass",
                        PASSWORD),
                Map.of());
        try (Stream<Path> files = Files.list(edge)) {
            for (Path file : files.toList()) {
                file.toFile().setReadable(true, false);
            }
        }
        edge.toFile().setExecutable(true, false);
        edge.toFile().setReadable(true, false);
        edge.resolve("..").toFile().setExecutable(true, false);
    }

    private static void pem(Path file, String what, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
    }

    /** {@code make secrets}, as an operator calls it. */
    private static void secrets(Map<String, String> settings) {
        run(List.of(Program.ROOT.resolve("scripts/secrets").toString()), settings);
    }

    private static void run(List<String> command, Map<String, String> settings) {
        Program.run(settings, command).successfully();
    }

    /**
     * A script of the project, as an operator calls it.
     *
     * @param command its path below the project's folder, and its arguments
     */
    public static Program.Said script(Map<String, String> settings, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.set(0, Program.ROOT.resolve(all.getFirst()).toString());
        return Program.run(settings, all);
    }

    /** {@code docker compose …} on this deployment. */
    public Program.Said compose(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of(
                                "compose",
                                "-p",
                                project,
                                "-f",
                                "compose.yaml",
                                "-f",
                                folder.resolve("edge/compose.yaml").toString()),
                        Stream.of(arguments))
                .toList();
        return docker.run(all.toArray(String[]::new));
    }

    public Deployment up() {
        Program.Said said = compose("up", "-d", "--wait", "--no-build");
        if (said.exitCode() != 0) {
            throw new AssertionError(
                    said.err() + compose("logs", "--tail", "60").out());
        }
        return this;
    }

    /** A line of shell in a service's container. */
    public String shell(String service, String line) {
        return compose("exec", "-T", service, "bash", "-c", line).successfully().strip();
    }

    /** The key that {@code make secrets} made for this deployment. */
    public String key() throws IOException {
        return Files.readString(folder.resolve("secrets/SMITHERS_RUNS_API_KEY")).strip();
    }

    /** Where the tunnel's place is reached. */
    public URI outside(String path) {
        return URI.create(
                "http://" + compose("port", "edge", "8080").successfully().strip() + path);
    }

    /**
     * A request as it comes through the tunnel.
     *
     * @param email who signed in with Access; empty where Access is not in front
     */
    public HttpResponse<String> through(String method, String path, String email, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(outside(path))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .header("sec-fetch-site", "same-origin")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        request.header(email.isEmpty() ? "edge-open" : "edge-email", email.isEmpty() ? "yes" : email);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** What an operator reads through the tunnel. */
    public JsonNode get(String path) {
        return json(through("GET", path, OPERATOR, ""), 200);
    }

    /**
     * What an operator does through the tunnel.
     *
     * @param status the one that is expected
     */
    public JsonNode post(String path, String body, int status) {
        return json(through("POST", path, OPERATOR, body), status);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new AssertionError("%s: %d %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException noJson) {
            throw new AssertionError(answer.body(), noJson);
        }
    }

    @Override
    public void close() {
        compose("down", "-v", "--timeout", "20");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
