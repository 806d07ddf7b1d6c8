package chad.ide.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for as long as the tests' JVM lives: profiles are asked for their settings before any test is. */
public final class TemporaryFolder {

    private TemporaryFolder() {}

    public static Path make(String prefix) {
        try {
            Path folder = Files.createTempDirectory(prefix).toRealPath();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Deepest first; links, as that to the installed engine, are removed and not followed. */
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
