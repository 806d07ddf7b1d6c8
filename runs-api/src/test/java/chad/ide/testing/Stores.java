package chad.ide.testing;

import static chad.ide.testing.Workspace.asViewer;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores that a test changes before the service sees them. */
public final class Stores {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Stores() {}

    /** Puts a recording into the scanned folder after some SQL. */
    public static Path add(Recording recording, String name, String... changes) {
        try {
            Path folder = Files.createTempDirectory("made-store-");
            Path file = recording.copyTo(folder, name + ".db");
            change(file, changes);
            Path shown = Workspace.state().resolve(name + ".db");
            Files.move(file, shown, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(folder);
            return shown;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Leaves all of it in the file, without a log beside it. */
    public static void change(Path file, String... changes) {
        try (Connection connection = Sqlite.open(file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=DELETE");
            statement.execute("PRAGMA synchronous=OFF");
            for (String change : List.of(changes)) {
                statement.executeUpdate(change);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    public static void awaitReadable(String name) {
        awaitState(name, "ok", null);
    }

    /** @param reasonPart null asks for no reason */
    public static void awaitState(String name, String state, @Nullable String reasonPart) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            asViewer()
                    .get("/api/stores")
                    .then()
                    .statusCode(200)
                    .body("items.find { it.name == '%s' }.state".formatted(name), equalTo(state));
            if (reasonPart != null) {
                asViewer()
                        .get("/api/stores")
                        .then()
                        .body("items.find { it.name == '%s' }.reason".formatted(name), containsString(reasonPart));
            }
        });
    }
}
