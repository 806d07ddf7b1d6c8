package chad.ide.testing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folders that the service under test reads and writes, in one temporary folder for all tests, and the keys that let
 * them in. Tests share it, so each uses runs and stores of its own names.
 */
public class Workspace implements QuarkusTestResourceLifecycleManager {

    public static final String OPERATOR_KEY = "operator-key-of-the-tests";
    public static final String VIEWER_KEY = "viewer-key-of-the-tests";

    /** The service and the tests live in different class loaders: what they share goes through the JVM. */
    private static final String PROPERTY = "runs.test.workspace";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("runs-ide-test-");
            System.setProperty(PROPERTY, folder.toString());
            EngineStores stores = new EngineStores(folder);
            Path credentials = Files.writeString(
                    stores.state().resolve("credentials.json"),
                    "{\"keys\": [{\"name\": \"reader\", \"role\": \"viewer\", \"key\": \"%s\"}]}"
                            .formatted(VIEWER_KEY));
            return Map.of(
                    "chad.state-dir", stores.state().toString(),
                    "chad.workflow-dir", stores.workflows().toString(),
                    "runs.security.key", OPERATOR_KEY,
                    "runs.security.credentials", credentials.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
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
