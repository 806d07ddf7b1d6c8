package chad.ide.observability;

import chad.ide.store.StoreRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores in numbers. Their sizes come from the stamps that the watcher takes anyway. */
@ApplicationScoped
class StoreMetrics {

    private static final List<String> STATES = List.of("ok", "skipped", "error");

    private final StoreRegistry registry;
    private final GaugeFamily stores;
    private final GaugeFamily sizes;
    private final LabelLimiter names;

    StoreMetrics(StoreRegistry registry, MetricsConfig config, MeterRegistry meters) {
        this.registry = registry;
        this.names = new LabelLimiter(config.maxStores());
        this.stores = new GaugeFamily("chad.stores", "", "Database files by state", meters);
        this.sizes = new GaugeFamily(
                "chad.store.size", "bytes", "Size of a store's database and of its write-ahead log", meters);
    }

    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        List<StoreRegistry.Listed> all = registry.all();
        GaugeFamily.Rows states = new GaugeFamily.Rows();
        STATES.forEach(state -> states.add(0, "state", state));
        all.forEach(listed -> states.add(1, "state", listed.state().word()));
        stores.publish(states);

        Map<String, Long> weights = new HashMap<>();
        all.forEach(listed -> weights.put(listed.store().name(), listed.sizeBytes()));
        names.look(weights);
        GaugeFamily.Rows bytes = new GaugeFamily.Rows();
        for (StoreRegistry.Listed listed : all) {
            String name = names.label(listed.store().name());
            bytes.add(listed.sizeBytes() - listed.walBytes(), "store", name, "file", "db");
            bytes.add(listed.walBytes(), "store", name, "file", "wal");
        }
        sizes.publish(bytes);
    }
}
