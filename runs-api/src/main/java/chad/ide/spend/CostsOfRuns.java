package chad.ide.spend;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.runs.Cost;
import chad.ide.runs.RunCosts;
import chad.ide.runs.StoredRun;
import chad.ide.spend.SpendQueries.Part;
import chad.ide.store.Store;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What runs cost, for those that show them. Kept until more is spent. */
@ApplicationScoped
class CostsOfRuns implements RunCosts {

    private static final int MAX_KEPT = 20_000;

    /** A statement takes a few thousand arguments. */
    private static final int AT_ONCE = 500;

    private record Key(String store, String runId) {}

    private final SpendQueries queries;
    private final Cache<Key, Optional<Cost>> kept =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    CostsOfRuns(SpendQueries queries) {
        this.queries = queries;
    }

    /** Before those who look at the run anew because of it. */
    void onSpendChanged(@Observes @Priority(1) SpendChanged news) {
        Store store = news.store();
        if (store == null) {
            kept.invalidateAll();
        } else {
            news.runIds().forEach(run -> kept.invalidate(new Key(store.name(), run)));
        }
    }

    @Override
    public void expect(Store store, Collection<String> runIds) {
        List<String> missing = runIds.stream()
                .filter(id -> kept.getIfPresent(new Key(store.name(), id)) == null)
                .toList();
        try {
            for (int from = 0; from < missing.size(); from += AT_ONCE) {
                read(store, missing.subList(from, Math.min(missing.size(), from + AT_ONCE)));
            }
        } catch (LedgerUnavailableException told) {
            Log.debug("Costs can't be told at the moment.", told);
        }
    }

    private void read(Store store, List<String> runIds) {
        Map<String, List<Part>> byRun = queries.ofRuns(runIds).stream().collect(Collectors.groupingBy(Part::runId));
        runIds.forEach(id -> kept.put(
                new Key(store.name(), id),
                own(store, byRun.getOrDefault(id, List.of())).stream()
                        .map(Part::spent)
                        .reduce(Spent::plus)
                        .map(Spent::cost)));
    }

    /** The same id in another store is another run. */
    private static List<Part> own(Store store, List<Part> parts) {
        return parts.stream().filter(part -> part.store().equals(store.name())).toList();
    }

    @Override
    public @Nullable Cost of(Store store, String runId) {
        Key key = new Key(store.name(), runId);
        if (kept.getIfPresent(key) == null) {
            expect(store, List.of(runId));
        }
        Optional<Cost> cost = kept.getIfPresent(key);
        return cost == null ? null : cost.orElse(null);
    }

    @Override
    public Map<String, Cost> byNode(StoredRun run) {
        return by(run, part -> part.nodeId() + "::" + part.iteration());
    }

    @Override
    public Map<String, Cost> byModel(StoredRun run) {
        return by(run, Part::model);
    }

    private Map<String, Cost> by(StoredRun run, Function<Part, String> key) {
        try {
            Map<String, Spent> sums = new HashMap<>();
            own(run.store(), queries.ofNodes(run.id()))
                    .forEach(part -> sums.merge(key.apply(part), part.spent(), Spent::plus));
            Map<String, Cost> costs = new HashMap<>();
            sums.forEach((name, spent) -> costs.put(name, spent.cost()));
            return costs;
        } catch (LedgerUnavailableException told) {
            Log.debug("Costs can't be told at the moment.", told);
            return Map.of();
        }
    }
}
