package chad.ide.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long the stores take. Not by store: a histogram each would be fifty times as many series. */
@Singleton
class StoreMeters {

    private static final Duration[] BOUNDS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Timer queries;
    private final Timer scans;
    private final Timer checks;
    private final Counter gone;
    private final Counter locked;
    private final Counter broken;

    StoreMeters(MeterRegistry meters) {
        this.queries =
                timer("chad.store.query", "Statements that were run on stores, with the wait for a lock", meters);
        this.scans = timer("chad.store.scan", "Listings of the folders with stores", meters);
        this.checks = timer("chad.store.check", "Reads of a store whose file has changed", meters);
        this.gone = failures("gone", meters);
        this.locked = failures("locked", meters);
        this.broken = failures("broken", meters);
    }

    private static Timer timer(String name, String description, MeterRegistry meters) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    private static Counter failures(String reason, MeterRegistry meters) {
        return Counter.builder("chad.store.query.failures")
                .description("Statements that could not be run, by cause")
                .tag("reason", reason)
                .register(meters);
    }

    void read(long tookNs) {
        queries.record(tookNs, TimeUnit.NANOSECONDS);
    }

    void failed(StoreUnavailableException failure) {
        Counter counter =
                failure.getCause() instanceof SQLException why ? SqliteFiles.isBusy(why) ? locked : broken : gone;
        counter.increment();
    }

    void scanned(Runnable scan) {
        scans.record(scan);
    }

    void checked(Runnable check) {
        checks.record(check);
    }
}
