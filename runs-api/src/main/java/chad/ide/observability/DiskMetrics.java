package chad.ide.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The disk that the state folder is on. Looked at now and then: a network's file system may take its time. */
@ApplicationScoped
class DiskMetrics {

    /** @param freeBytes that this service could write */
    private record Space(double freeBytes, double sizeBytes) {
        static final Space UNKNOWN = new Space(Double.NaN, Double.NaN);
    }

    private final Path folder;
    private final MeterRegistry meters;
    private volatile Space space = Space.UNKNOWN;

    DiskMetrics(@ConfigProperty(name = "chad.state-dir") Path folder, MeterRegistry meters) {
        this.folder = folder.toAbsolutePath().normalize();
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("chad.state.disk.free", () -> space.freeBytes())
                .baseUnit("bytes")
                .description("Free space on the disk of the state folder; NaN while it is unknown")
                .register(meters);
        Gauge.builder("chad.state.disk.size", () -> space.sizeBytes())
                .baseUnit("bytes")
                .description("Size of the disk of the state folder; NaN while it is unknown")
                .register(meters);
    }

    @Scheduled(every = "30s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            FileStore disk = Files.getFileStore(folder);
            space = new Space(disk.getUsableSpace(), disk.getTotalSpace());
        } catch (IOException unreadable) {
            Log.debugf("The disk of the state folder can't be checked: %s", unreadable);
            space = Space.UNKNOWN;
        }
    }
}
