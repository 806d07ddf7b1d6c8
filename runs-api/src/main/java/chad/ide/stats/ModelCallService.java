package chad.ide.stats;

import chad.ide.runs.RunIndex;
import chad.ide.stats.ModelCallQueries.Call;
import chad.ide.stats.ModelCallQueries.Found;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up how models answered. Nothing keeps these figures: they are read from the stores when somebody asks. */
@Singleton
class ModelCallService {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    /** Several pages that are open ask at once, and the figures of a week change slowly. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(15);

    private static final int MAX_KEPT = 20;

    private final RunIndex index;
    private final StoreCopies copies;
    private final ModelCallQueries queries;
    private final Cache<Long, ModelCalls> kept = Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT_FOR)
            .build();

    ModelCallService(RunIndex index, StoreCopies copies, ModelCallQueries queries) {
        this.index = index;
        this.copies = copies;
        this.queries = queries;
    }

    /** From the beginning of the hour in which that time is until now. */
    ModelCalls since(long sinceMs) {
        return kept.get(sinceMs - Math.floorMod(sinceMs, HOUR_MS), this::read);
    }

    private static final class Tally {

        private long calls;
        private long failed;
        private long standIn;
        private final Set<String> runs = new HashSet<>();
        private final Durations answered = new Durations();

        void add(String store, Call call) {
            calls++;
            runs.add(store + '/' + call.runId());
            switch (call.outcome()) {
                case "stand-in" -> standIn++;
                case "answered" -> {
                    Long durationMs = call.durationMs();
                    if (durationMs != null && durationMs >= 0) {
                        answered.add((int) Math.min(Integer.MAX_VALUE, durationMs));
                    }
                }
                default -> failed++;
            }
        }

        ModelCalls.OfModel of(String model) {
            return new ModelCalls.OfModel(model, calls, failed, standIn, runs.size(), answered.quantile(0.5));
        }
    }

    private ModelCalls read(long sinceMs) {
        Map<String, Tally> byModel = new HashMap<>();
        boolean isWhole = true;
        for (Store store : index.stores()) {
            if (copies.isCopy(store)) {
                continue;
            }
            try {
                Found found = queries.since(store, sinceMs);
                isWhole &= found.areAll();
                found.calls()
                        .forEach(call -> byModel.computeIfAbsent(call.model(), first -> new Tally())
                                .add(store.name(), call));
            } catch (StoreUnavailableException lockedOrGone) {
                isWhole = false;
                Log.debugf("Calls of models can't be read at the moment. store=%s", store.name());
            }
        }
        List<ModelCalls.OfModel> models = byModel.entrySet().stream()
                .map(one -> one.getValue().of(one.getKey()))
                .sorted(Comparator.comparingLong(ModelCalls.OfModel::calls)
                        .reversed()
                        .thenComparing(ModelCalls.OfModel::model))
                .limit(ModelCalls.MAX_MODELS)
                .toList();
        return new ModelCalls(sinceMs, models, byModel.size(), isWhole);
    }
}
