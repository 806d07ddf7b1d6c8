package chad.ide.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** The service over a fresh workspace with the sample workflows and the installed engine. */
public class RealEngine implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Path folder = temporaryFolder();
        EngineStores workspace = new EngineStores(folder);
        return Map.of(
                "chad.state-dir", workspace.state().toString(),
                "chad.workflow-dir", workspace.workflows().toString(),
                "runs.stores.folders", workspace.state().toString());
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("real-engine-").toRealPath();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Deepest first; the link to the installed engine is removed, not followed. */
    private static void delete(Path folder) {
        try (var entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException leftToTheSystem) {
            System.err.println("not removed: " + folder + " " + leftToTheSystem);
        }
    }
}
