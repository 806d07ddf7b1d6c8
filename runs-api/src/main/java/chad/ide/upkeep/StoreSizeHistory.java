package chad.ide.upkeep;

import chad.ide.backup.BackupConfig;
import chad.ide.engine.EngineConfig;
import chad.ide.files.StateFolder;
import chad.ide.store.StoreRegistry;
import chad.volume.AtomicFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How large each store was, once a day: the first look of a day (UTC) counts. There are no other figures to tell growth
 * from, for pages don't say when they were filled.
 */
@ApplicationScoped
class StoreSizeHistory {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StoreRegistry registry;
    private final BackupConfig config;
    private final Clock clock;
    private final Path file;
    private final Map<String, NavigableMap<LocalDate, Long>> sizes = new ConcurrentHashMap<>();

    StoreSizeHistory(StoreRegistry registry, BackupConfig config, EngineConfig engine, Clock clock) {
        this.registry = registry;
        this.config = config;
        this.clock = clock;
        this.file = new StateFolder(engine.stateDir()).storeSizes();
        recall();
    }

    /** By day, oldest first. */
    NavigableMap<LocalDate, Long> of(String store) {
        return new TreeMap<>(sizes.getOrDefault(store, new TreeMap<>()));
    }

    @Scheduled(every = "10m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean isNew = false;
        for (StoreRegistry.Listed listed : registry.all()) {
            if (listed.sizeBytes() > 0) {
                isNew |= note(listed.store().name(), today, listed.sizeBytes());
            }
        }
        if (isNew) {
            forget(today.minusDays(config.keepSizeDays()));
            write();
        }
    }

    private boolean note(String store, LocalDate day, long bytes) {
        return sizes.computeIfAbsent(store, name -> new ConcurrentSkipListMap<>())
                        .putIfAbsent(day, bytes)
                == null;
    }

    private void forget(LocalDate before) {
        sizes.values().forEach(days -> days.headMap(before).clear());
        sizes.values().removeIf(Map::isEmpty);
    }

    private void recall() {
        try {
            for (Map.Entry<String, JsonNode> store :
                    JSON.readTree(Files.readAllBytes(file)).properties()) {
                for (Map.Entry<String, JsonNode> day : store.getValue().properties()) {
                    note(
                            store.getKey(),
                            LocalDate.parse(day.getKey()),
                            day.getValue().asLong());
                }
            }
        } catch (NoSuchFileException first) {
            Log.debug("No earlier sizes of stores are known.");
        } catch (IOException | DateTimeException damaged) {
            Log.warn("The earlier sizes of stores can't be read; recording starts again.", damaged);
        }
    }

    private void write() {
        ObjectNode root = JSON.createObjectNode();
        sizes.forEach((store, days) -> {
            ObjectNode node = root.putObject(store);
            days.forEach((day, bytes) -> node.put(day.toString(), bytes.longValue()));
        });
        try {
            AtomicFile.write(file, JSON.writeValueAsBytes(root));
        } catch (IOException failure) {
            Log.warn("The sizes of the stores could not be written.", failure);
        }
    }
}
