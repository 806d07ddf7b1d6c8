package chad.ide.store;

import chad.ide.store.StoreChanged.Kind;
import chad.ide.store.StoreLocation.SqliteFile;
import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices what happens to the stores.
 *
 * <p>Nothing is asked of a store that rests: its stamp (size and times of the file and its log) is compared ten times a
 * second, which takes some microseconds, and only a changed stamp leads to a query. The folders are listed once a
 * second. Checks run beside each other for different stores, so that one which is locked delays no other, and one
 * after the other for the same store.
 */
@ApplicationScoped
public class StoreWatcher {

    private static final String SKIPPED_NAME = "smithers.db";

    private final StoreConfig config;
    private final StoreRegistry registry;
    private final StoreScanner scanner;
    private final SqliteFiles files;
    private final Event<StoreChanged> changes;
    private final Clock clock;
    private final StoreMeters meters;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-watch").factory());
    private final ExecutorService checks = Executors.newFixedThreadPool(
            4, Thread.ofPlatform().daemon().name("store-check-", 0).factory());

    private long nextScanAtMs;

    StoreWatcher(
            StoreConfig config,
            StoreRegistry registry,
            StoreScanner scanner,
            SqliteFiles files,
            Event<StoreChanged> changes,
            Clock clock,
            StoreMeters meters) {
        this.config = config;
        this.registry = registry;
        this.scanner = scanner;
        this.files = files;
        this.changes = changes;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        ticker.execute(this::firstLook);
        long every = config.stampEvery().toMillis();
        ticker.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        ticker.shutdownNow();
        checks.shutdownNow();
        registry.everyOpen().forEach(open -> open.use(null));
    }

    private void firstLook() {
        try {
            CompletableFuture.allOf(look().toArray(CompletableFuture[]::new)).join();
        } catch (RuntimeException failure) {
            Log.error("The first look at the stores failed; it is repeated.", failure);
        } finally {
            registry.lookedOnce();
        }
    }

    private void tick() {
        try {
            look();
        } catch (RuntimeException failure) {
            Log.error("Looking at the stores failed; it is repeated.", failure);
        }
    }

    /** One round. Returns the checks that it began. */
    private List<CompletableFuture<Void>> look() {
        long nowMs = clock.millis();
        if (nowMs >= nextScanAtMs || nextScanAtMs - nowMs > config.scanEvery().toMillis()) {
            nextScanAtMs = nowMs + config.scanEvery().toMillis();
            meters.scanned(this::scan);
        }
        return registry.everyOpen().stream()
                .map(open -> lookAt(open, nowMs))
                .flatMap(Optional::stream)
                .toList();
    }

    private void scan() {
        Set<Store> found = new HashSet<>(scanner.scan());
        for (OpenStore known : registry.everyOpen()) {
            if (!found.contains(known.store)) {
                registry.remove(known);
                known.use(null);
                Log.infof("The store is gone. store=%s", known.store.name());
                checks.execute(() -> tell(known.store, Kind.GONE));
            }
        }
        found.forEach(registry::add);
    }

    private Optional<CompletableFuture<Void>> lookAt(OpenStore open, long nowMs) {
        Optional<Stamp> stamp = Stamp.of(file(open.store));
        if (stamp.isEmpty() || !open.wantsCheck(stamp.get(), nowMs) || !open.checking.compareAndSet(false, true)) {
            return Optional.empty();
        }
        return Optional.of(CompletableFuture.runAsync(
                () -> {
                    try {
                        meters.checked(() -> check(open, stamp.get()));
                    } finally {
                        open.checking.set(false);
                    }
                },
                checks));
    }

    /** The stamp was taken before anything is read, so that a write during the check is seen by the next one. */
    private void check(OpenStore open, Stamp stamp) {
        long nowMs = clock.millis();
        Stamp before = open.stamp();
        boolean replaced = before == null || !Objects.equals(before.fileKey(), stamp.fileKey());
        boolean wasReadable = open.state() instanceof StoreState.Ok;
        try {
            if (replaced || !wasReadable) {
                Optional<StoreState> refused = refusedUnread(open.store);
                if (refused.isPresent()) {
                    stopReading(open, refused.get(), nowMs);
                    return;
                }
                open.open(files);
            }
            boolean isStore = readShape(open);
            if (!isStore) {
                stopReading(
                        open,
                        new StoreState.Skipped("It is a database, but no engine's store: it has no _smithers_runs."),
                        nowMs);
            } else if (tell(open.store, replaced || !wasReadable ? Kind.REPLACED : Kind.WRITTEN) && !wasReadable) {
                Log.infof("The store is read. store=%s", open.store.name());
            }
        } catch (SQLException failure) {
            stopReading(open, stateAfter(failure), nowMs);
        } finally {
            open.looked(stamp, nowMs);
        }
    }

    private Optional<StoreState> refusedUnread(Store store) {
        Path file = file(store);
        if (file.getFileName().toString().equals(SKIPPED_NAME)) {
            return Optional.of(new StoreState.Skipped(
                    "The name smithers.db is the engine's default; give the workflow a store of its own name."));
        }
        return files.examine(file);
    }

    private boolean readShape(OpenStore open) throws SQLException {
        AgroalDataSource pool = open.pool();
        if (pool == null) {
            return false;
        }
        try (Connection connection = pool.getConnection()) {
            int version = files.schemaVersion(connection);
            SchemaShape shape = version == open.schemaVersion() ? open.shape() : files.shape(connection);
            if (!shape.has("_smithers_runs")) {
                return false;
            }
            open.readable(shape, version);
            return true;
        }
    }

    private static StoreState stateAfter(SQLException failure) {
        String reason = SqliteFiles.reason(failure);
        return failure instanceof RefusedSchemaException || (failure.getErrorCode() & 0xff) == 26 // SQLITE_NOTADB
                ? new StoreState.Skipped(reason)
                : new StoreState.Unreadable(reason);
    }

    private void stopReading(OpenStore open, StoreState why, long nowMs) {
        if (!open.state().equals(why)) {
            Log.infof("The store is not read. store=%s reason=%s", open.store.name(), why.reason());
        }
        boolean wasReadable = open.state() instanceof StoreState.Ok;
        open.notReadable(why, nowMs);
        if (why instanceof StoreState.Skipped) {
            open.use(null);
            if (wasReadable) {
                tell(open.store, Kind.GONE);
            }
        }
    }

    /** False when somebody who heard it could not read the store after all. */
    private boolean tell(Store store, Kind kind) {
        try {
            changes.fire(new StoreChanged(store, kind));
            return true;
        } catch (StoreUnavailableException unreadable) {
            registry.open(store)
                    .ifPresent(
                            open -> stopReading(open, new StoreState.Unreadable(unreadable.reason()), clock.millis()));
            return false;
        } catch (RuntimeException failure) {
            Log.errorf(failure, "News of a store could not be taken in. store=%s", store.name());
            return false;
        }
    }

    private static Path file(Store store) {
        return switch (store.location()) {
            case SqliteFile file -> file.file();
        };
    }
}
