package chad.ide.testing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders that the service under test reads and writes, in one temporary folder for all tests, and the keys that let
 * them in. Tests share it, so each uses runs and stores of its own names.
 */
public class Workspace implements QuarkusTestResourceLifecycleManager {

    public static final String OPERATOR_KEY = "operator-key-of-the-tests";
    public static final String VIEWER_KEY = "viewer-key-of-the-tests";

    /** A viewer's too, of one who writes more than is allowed. */
    public static final String BUSY_KEY = "busy-key-of-the-tests";

    /** A peer whose bare email header is believed. Every address that begins with 127 is one of this machine. */
    public static final String TRUSTED_PROXY = "127.0.0.2";

    /** The service and the tests live in different class loaders: what they share goes through the JVM. */
    private static final String PROPERTY = "runs.test.workspace";

    private @Nullable AccessServer access;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("runs-ide-test-");
            System.setProperty(PROPERTY, folder.toString());
            EngineStores stores = new EngineStores(folder);
            Path credentials = stores.state().resolve("credentials.json");
            Files.createFile(
                    credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(credentials, """
                    {"keys": [{"name": "reader", "role": "viewer", "key": "%s"},
                              {"name": "busy", "role": "viewer", "key": "%s"}]}
                    """.formatted(VIEWER_KEY, BUSY_KEY));
            access = AccessServer.start(folder);
            return Map.ofEntries(
                    Map.entry("chad.state-dir", stores.state().toString()),
                    Map.entry("chad.workflow-dir", stores.workflows().toString()),
                    Map.entry("runs.security.key", OPERATOR_KEY),
                    Map.entry("runs.security.credentials", credentials.toString()),
                    Map.entry("runs.security.access.team-domain", access.issuer()),
                    Map.entry("runs.security.access.audience", AccessServer.AUDIENCE),
                    Map.entry("runs.security.access.refresh-every", "1s"),
                    Map.entry("runs.security.access.refetch-after", "100ms"),
                    Map.entry("runs.security.trusted-proxies", TRUSTED_PROXY),
                    Map.entry("runs.security.operators", "boss@example.com,robot.access"),
                    Map.entry("runs.security.viewers", "@example.com"),
                    Map.entry("runs.security.writes-per-minute", "6000"),
                    Map.entry("runs.stores.read-limit", "3s"),
                    Map.entry("runs.answers.patience", "1s"),
                    Map.entry("runs.reports.tick", "off"),
                    Map.entry("runs.live.ping-every", "2s"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        if (access != null) {
            access.close();
        }
        try (Stream<Path> files = Files.walk(folder())) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path folder() {
        return Path.of(System.getProperty(PROPERTY));
    }

    /** The real engine on the folders of the service. */
    public static EngineStores engine() {
        return new EngineStores(folder());
    }

    /** The Cloudflare Access of the tests, which the service believes. */
    public static AccessServer.Team team() {
        return new AccessServer.Team(folder());
    }

    public static Path state() {
        return folder().resolve("state");
    }

    public static RequestSpecification asOperator() {
        return given().header("x-smithers-key", OPERATOR_KEY);
    }

    public static RequestSpecification asViewer() {
        return given().header("x-smithers-key", VIEWER_KEY);
    }
}
