package chad.ide.upkeep;

import chad.ide.backup.BackupConfig;
import chad.ide.files.StateFolder;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import chad.ide.store.StoreRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How large each store was, once a day: the first look of a day (UTC) counts. There are no other figures to tell growth
 * from, for pages don't say when they were filled.
 */
@ApplicationScoped
class StoreSizeHistory {

    private static final int BEHIND_THE_DATABASE = 10;

    private final StoreRegistry registry;
    private final BackupConfig config;
    private final Clock clock;
    private final SizeQueries sizes;
    private final TakeOver takeOver;
    private final Path file;

    StoreSizeHistory(
            StoreRegistry registry,
            BackupConfig config,
            StateFolder folder,
            SizeQueries sizes,
            TakeOver takeOver,
            Clock clock) {
        this.registry = registry;
        this.config = config;
        this.clock = clock;
        this.sizes = sizes;
        this.takeOver = takeOver;
        this.file = folder.storeSizes();
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent starting) {
        takeOver.atStart(
                "sizes", List.of(file), (transaction, from, content) -> SizeQueries.take(transaction, content));
    }

    /** By day, oldest first; none while the database, which health tells of, can't be read. */
    NavigableMap<LocalDate, Long> of(String store) {
        try {
            return sizes.of(store);
        } catch (LedgerUnavailableException told) {
            Log.debug("The sizes of a store are shown without those of earlier days.", told);
            return new TreeMap<>();
        }
    }

    @Scheduled(every = "10m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Map<String, Long> now = new TreeMap<>();
        for (StoreRegistry.Listed listed : registry.all()) {
            if (listed.sizeBytes() > 0) {
                now.put(listed.store().name(), listed.sizeBytes());
            }
        }
        try {
            sizes.note(today, now, today.minusDays(config.keepSizeDays()));
        } catch (LedgerUnavailableException later) {
            Log.debug("The sizes of the stores will be recorded at the next check.", later);
        }
    }
}
