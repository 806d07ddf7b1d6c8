package chad.ide.backup;

import chad.volume.FileLock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One service works on a state folder: two would go on with the same runs, and a restore under its feet would be lost. */
@ApplicationScoped
class ServiceLock {

    private static final int BEFORE_ALL = 1;
    private static final int BEHIND_ALL = 10_000;

    private final Path file;
    private @Nullable FileLock held;

    ServiceLock(BackupSources sources) {
        this.file = sources.folder().serviceLock();
    }

    void start(@Observes @Priority(BEFORE_ALL) StartupEvent starting) {
        try {
            held = FileLock.take(file).orElseThrow(() -> new IllegalStateException(Program.ANOTHER_SERVICE));
        } catch (IOException failure) {
            throw new UncheckedIOException("The state folder can't be written. Check its owner.", failure);
        }
    }

    void stop(@Observes @Priority(BEHIND_ALL) ShutdownEvent stopping) {
        FileLock lock = held;
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException failure) {
                throw new UncheckedIOException("The lock of the state folder could not be released.", failure);
            }
        }
    }
}
