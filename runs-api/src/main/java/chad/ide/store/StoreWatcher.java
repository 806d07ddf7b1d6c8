package chad.ide.store;

import chad.ide.logging.RepeatedErrors;
import chad.ide.store.StoreChanged.Kind;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** What the engine calls a store that nobody named. */
    static final String DEFAULT_NAME = "smithers.db";

    /** The subject of errors that are about no store of its own. */
    private static final String ROUND = "folders";

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

    private final RepeatedErrors errors = new RepeatedErrors();
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
        registry.everyOpen().forEach(open -> open.open(null));
    }

    private void firstLook() {
        try {
            CompletableFuture.allOf(look().toArray(CompletableFuture[]::new)).join();
        } catch (RuntimeException failure) {
            errors.log(ROUND, "The first scan of the stores failed and will be retried.", failure);
        } finally {
            registry.lookedOnce();
        }
    }

    private void tick() {
        try {
            look();
            errors.over(ROUND);
        } catch (RuntimeException failure) {
            errors.log(ROUND, "Scanning the stores failed and will be retried.", failure);
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
        StoreScanner.Listing listing = scanner.scan();
        registry.problems(listing.problems());
        Map<Store, StoreScanner.Found> found = new HashMap<>();
        listing.found().forEach(one -> found.put(one.store(), one));
        for (OpenStore known : registry.everyOpen()) {
            if (!found.containsKey(known.store)
                    && !listing.unlisted().contains(known.store.sqliteFile().root())) {
                registry.remove(known);
                known.open(null);
                Log.infof("The store is gone. store=%s", known.store.name());
                checks.execute(() -> tell(known.store, Kind.GONE));
            }
        }
        found.values().forEach(this::take);
    }

    private void take(StoreScanner.Found found) {
        OpenStore open = registry.add(found.store());
        if (Objects.equals(open.refused(), found.refused())) {
            return;
        }
        boolean wasReadable = open.state() instanceof StoreState.Ok;
        open.refuse(found.refused());
        if (found.refused() == null) {
            open.look();
        } else {
            open.open(null);
            Log.infof(
                    "The store is not read. store=%s reason=%s",
                    found.store().name(), found.refused().reason());
            if (wasReadable) {
                checks.execute(() -> tell(found.store(), Kind.GONE));
            }
        }
    }

    /** One store's trouble is its own: the round goes on with the others. */
    private Optional<CompletableFuture<Void>> lookAt(OpenStore open, long nowMs) {
        try {
            return beginCheck(open, nowMs);
        } catch (RuntimeException failure) {
            errors.log("store=" + open.store.name(), "Reading the store failed and will be retried.", failure);
            open.notReadable(new StoreState.Unreadable("Reading it failed: " + failure), nowMs);
            return Optional.empty();
        }
    }

    private Optional<CompletableFuture<Void>> beginCheck(OpenStore open, long nowMs) {
        if (open.refused() != null) {
            return Optional.empty();
        }
        Optional<StoreStamp> stamp = StoreStamp.of(open.store.sqliteFile().file());
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
    private void check(OpenStore open, StoreStamp stamp) {
        long nowMs = clock.millis();
        String subject = "store=" + open.store.name();
        try {
            lookInto(open, stamp, nowMs);
            errors.over(subject);
        } catch (SQLException failure) {
            StoreState why = stateAfter(failure, open.store.sqliteFile().file());
            if (SqliteFiles.isBusy(failure)) {
                locked(open, why, nowMs);
            } else {
                stopReading(open, why, nowMs);
            }
        } catch (IOException failure) {
            stopReading(
                    open,
                    new StoreState.Unreadable("The file can't be read: %s.".formatted(StoreScanner.why(failure))),
                    nowMs);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            errors.log(subject, "Reading the store failed and will be retried.", failure);
            stopReading(
                    open,
                    new StoreState.Unreadable("Reading it failed: %s. The log has the details."
                            .formatted(failure.getClass().getSimpleName())),
                    nowMs);
        } finally {
            open.looked(stamp, nowMs);
        }
    }

    private void lookInto(OpenStore open, StoreStamp stamp, long nowMs) throws SQLException, IOException {
        Optional<StoreState> odd = SqliteFiles.oddBeside(open.store.sqliteFile().file());
        if (odd.isPresent()) {
            open.open(null);
            stopReading(open, odd.get(), nowMs);
            return;
        }
        StoreStamp before = open.stamp();
        boolean replaced =
                before == null || stamp.isAnotherFile(before) || (open.isConnected() && stamp.isOverwritten(before));
        boolean wasReadable = open.state() instanceof StoreState.Ok;
        if (replaced || !wasReadable || open.mode() == SqliteFiles.Mode.RESTING) {
            Optional<StoreState> refused = refusedUnread(open.store);
            if (refused.isPresent()) {
                stopReading(open, refused.get(), nowMs);
                return;
            }
            open.open(files.mode(open.store.sqliteFile().file()));
        }
        boolean isStore = readShape(open);
        if (!isStore) {
            stopReading(
                    open,
                    new StoreState.Skipped(
                            "It is a database, but not a store of the engine: it has no _smithers_runs."),
                    nowMs);
        } else if (tell(open.store, replaced || !wasReadable || open.owesNews() ? Kind.REPLACED : Kind.WRITTEN)) {
            boolean isNews = open.newsWereTold();
            errors.over(newsOf(open.store));
            if (isNews) {
                Log.infof("The store is read. store=%s", open.store.name());
            }
        }
    }

    private Optional<StoreState> refusedUnread(Store store) {
        Path file = store.sqliteFile().file();
        if (!config.readDefault() && file.getFileName().toString().equals(DEFAULT_NAME)) {
            return Optional.of(new StoreState.Skipped(
                    "smithers.db is the engine's default name, to which every workflow without a store name"
                            + " writes. To read it, set CHAD_READ_DEFAULT_STORES=true: it is then named after its folder."
                            + " Workflows that are launched here get their own stores."));
        }
        return files.examine(file);
    }

    private boolean readShape(OpenStore open) throws SQLException {
        try (OpenStore.Lease lease = open.lease();
                Connection connection = lease == null ? null : lease.pool().getConnection()) {
            if (connection == null) {
                return false;
            }
            int version = files.schemaVersion(connection);
            SchemaShape shape = version == open.schemaVersion() ? open.shape() : files.shape(connection);
            if (!shape.has("_smithers_runs")) {
                return false;
            }
            open.readable(shape, version);
            return true;
        }
    }

    private static StoreState stateAfter(SQLException failure, Path file) {
        String reason = SqliteFiles.reason(failure, file);
        return failure instanceof RefusedSchemaException || (failure.getErrorCode() & 0xff) == 26 // SQLITE_NOTADB
                ? new StoreState.Skipped(reason)
                : new StoreState.Unreadable(reason);
    }

    /** Not the subject of the look at it, which went well. */
    private static String newsOf(Store store) {
        return "news-of=" + store.name();
    }

    private static void locked(OpenStore open, StoreState why, long nowMs) {
        logOnce(open, why);
        open.locked(why, nowMs);
    }

    private static void logOnce(OpenStore open, StoreState why) {
        if (open.isNewReason(why)) {
            Log.infof("The store is not read. store=%s reason=%s", open.store.name(), why.reason());
        }
    }

    private void stopReading(OpenStore open, StoreState why, long nowMs) {
        logOnce(open, why);
        boolean wasReadable = open.state() instanceof StoreState.Ok;
        open.notReadable(why, nowMs);
        if (why instanceof StoreState.Skipped) {
            open.open(null);
            if (wasReadable) {
                tell(open.store, Kind.GONE);
            }
        }
    }

    /** False when somebody who heard it could not take it in; it is told again. */
    private boolean tell(Store store, Kind kind) {
        try {
            changes.fire(new StoreChanged(store, kind));
            return true;
        } catch (StoreUnavailableException unreadable) {
            StoreState why = new StoreState.Unreadable(unreadable.reason());
            boolean isLocked = unreadable.getCause() instanceof SQLException failure && SqliteFiles.isBusy(failure);
            registry.open(store).ifPresent(open -> {
                if (isLocked) {
                    locked(open, why, clock.millis());
                } else {
                    stopReading(open, why, clock.millis());
                }
            });
            return false;
        } catch (RuntimeException failure) {
            errors.log(
                    newsOf(store), "A change in a store could not be processed and will be reported again.", failure);
            if (kind != Kind.GONE) {
                registry.open(store).ifPresent(open -> open.newsWereLost(clock.millis()));
            }
            return false;
        }
    }
}
