package chad.ide.upkeep;

import chad.ide.backup.BackupConfig;
import chad.ide.problem.ProblemType;
import chad.ide.store.Store;
import chad.ide.store.StoreRegistry.Listed;
import chad.ide.store.StoreSpace;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells how stores are filled. One at a time is looked at, for that reads every page of its file. */
@Singleton
class SizeService {

    private final ArchiveService archives;
    private final StoreSizeHistory history;
    private final BackupConfig config;
    private final ReentrantLock turn = new ReentrantLock();

    SizeService(ArchiveService archives, StoreSizeHistory history, BackupConfig config) {
        this.archives = archives;
        this.history = history;
        this.config = config;
    }

    StoreSize of(String name) {
        Listed listed = archives.find(name);
        Store store = listed.store();
        StoreSpace space = measure(store);
        NavigableMap<LocalDate, Long> days = history.of(name);
        Optional<String> obstacle = archives.obstacle(store);
        long all = space.fileBytes() + space.logBytes();
        List<StoreSpace.TableSpace> tables = space.tables();
        return new StoreSize(
                name,
                space.fileBytes(),
                space.logBytes(),
                space.freeBytes(),
                tables == null
                        ? null
                        : tables.stream()
                                .map(table -> new StoreSize.Table(table.table(), table.bytes()))
                                .toList(),
                space.problem(),
                growth(days),
                days.entrySet().stream()
                        .map(day -> new StoreSize.Day(day.getKey().toString(), day.getValue()))
                        .toList(),
                obstacle.isPresent() ? 0 : all,
                obstacle.orElse(null));
    }

    private StoreSpace measure(Store store) {
        try {
            if (!turn.tryLock(config.sizeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemType.TOO_BUSY.because(
                        "The pages of other stores are being counted. Try again in a moment.");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw ProblemType.TOO_BUSY.because("The service is being stopped.");
        }
        try {
            return StoreSpace.measure(store, config.sizeLimit());
        } finally {
            turn.unlock();
        }
    }

    /** A store that was archived meanwhile has shrunk, and grows since. */
    static @Nullable Long growth(NavigableMap<LocalDate, Long> days) {
        if (days.size() < 2) {
            return null;
        }
        long grown = 0;
        long before = days.firstEntry().getValue();
        for (long size : days.values()) {
            grown += size >= before ? size - before : size;
            before = size;
        }
        return grown / Math.max(1, ChronoUnit.DAYS.between(days.firstKey(), days.lastKey()));
    }
}
