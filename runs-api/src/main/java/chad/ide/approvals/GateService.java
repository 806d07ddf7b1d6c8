package chad.ide.approvals;

import chad.ide.logging.RepeatedErrors;
import chad.ide.request.Cursor;
import chad.ide.request.Page;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inbox: gates that wait, over all stores. */
@Singleton
public class GateService {

    private static final String CURSOR = "gates";

    /** Gates of one store that are looked at; a store with more waiting ones shows its oldest. */
    private static final int MAX_OF_A_STORE = 1_000;

    private static final Comparator<GateQueries.Key> OLDEST_FIRST = Comparator.comparingLong(GateQueries.Key::askedAtMs)
            .thenComparing(key -> key.store().name())
            .thenComparing(GateQueries.Key::runId)
            .thenComparing(GateQueries.Key::nodeId)
            .thenComparingInt(GateQueries.Key::iteration)
            .thenComparing(GateQueries.Key::question);

    private final StoreRegistry registry;
    private final StoreCopies copies;
    private final GateQueries queries;
    private final Map<Store, WaitingGates> counts = new HashMap<>();
    private final RepeatedErrors errors = new RepeatedErrors();

    GateService(StoreRegistry registry, StoreCopies copies, GateQueries queries) {
        this.registry = registry;
        this.copies = copies;
        this.queries = queries;
    }

    /** Waiting gates, oldest first. Those of a store that can't be read at this moment are left out. */
    public Page<Gate> waiting(@Nullable String cursor, int limit) {
        List<GateQueries.Key> all = new ArrayList<>();
        for (Store store : originals()) {
            try {
                all.addAll(queries.waiting(store, MAX_OF_A_STORE));
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("The inbox omits a store that can't be read at the moment. store=%s", store.name());
            } catch (RuntimeException failure) {
                errors.log("store=" + store.name(), "The inbox omits a store whose gates can't be read.", failure);
            }
        }
        List<GateQueries.Key> left = all.stream()
                .sorted(OLDEST_FIRST)
                .filter(gate -> cursor == null || isBehind(gate, cursor))
                .limit(limit + 1L)
                .toList();
        List<GateQueries.Key> page = left.size() <= limit ? left : left.subList(0, limit);
        List<Gate> gates =
                page.stream().flatMap(gate -> read(gate, page.size()).stream()).toList();
        if (left.size() <= limit) {
            return Page.of(gates);
        }
        GateQueries.Key last = page.getLast();
        return new Page<>(
                gates,
                Cursor.of(
                        CURSOR,
                        last.askedAtMs(),
                        last.store().name(),
                        last.runId(),
                        last.nodeId(),
                        last.iteration(),
                        last.question()));
    }

    private Optional<Gate> read(GateQueries.Key gate, int of) {
        try {
            return queries.one(gate, of);
        } catch (StoreUnavailableException lockedOrGone) {
            Log.debugf(
                    "The inbox omits a store that can't be read at the moment. store=%s",
                    gate.store().name());
            return Optional.empty();
        } catch (RuntimeException failure) {
            errors.log(
                    "run=%s store=%s".formatted(gate.runId(), gate.store().name()),
                    "The inbox omits a gate that can't be read.",
                    failure);
            return Optional.empty();
        }
    }

    /** How many gates wait. For a store that can't be read at this moment the last count stands. */
    public synchronized WaitingGates countWaiting() {
        List<Store> stores = originals();
        counts.keySet().retainAll(stores);
        WaitingGates sum = WaitingGates.NONE;
        for (Store store : stores) {
            try {
                counts.put(store, queries.countWaiting(store));
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("Gates could not be recounted. store=%s", store.name());
            } catch (RuntimeException failure) {
                errors.log("store=" + store.name(), "Gates of a store can't be counted.", failure);
            }
            sum = sum.plus(counts.getOrDefault(store, WaitingGates.NONE));
        }
        return sum;
    }

    /** A gate of a copy is decided in the original. */
    private List<Store> originals() {
        return registry.readable().stream()
                .filter(store -> !copies.isCopy(store))
                .toList();
    }

    private static boolean isBehind(GateQueries.Key gate, String cursor) {
        List<String> last = Cursor.parse(CURSOR, cursor, 6);
        int compared = Long.compare(gate.askedAtMs(), Cursor.number(cursor, last.get(0)));
        compared = compared != 0 ? compared : gate.store().name().compareTo(last.get(1));
        compared = compared != 0 ? compared : gate.runId().compareTo(last.get(2));
        compared = compared != 0 ? compared : gate.nodeId().compareTo(last.get(3));
        compared = compared != 0 ? compared : Long.compare(gate.iteration(), Cursor.number(cursor, last.get(4)));
        return compared != 0 ? compared > 0 : gate.question().compareTo(last.get(5)) > 0;
    }
}
