package chad.ide.approvals;

import chad.ide.logging.RepeatedErrors;
import chad.ide.paging.Cursor;
import chad.ide.paging.Page;
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
import org.jspecify.annotations.Nullable;

/** The inbox: gates that wait, over all stores. */
@Singleton
public class GateService {

    private static final String CURSOR = "gates";

    /** Gates of one store that are looked at; a store with more waiting ones shows its oldest. */
    private static final int MAX_OF_A_STORE = 1_000;

    private static final Comparator<Gate> OLDEST_FIRST = Comparator.comparingLong(GateService::askedAtMs)
            .thenComparing(Gate::store)
            .thenComparing(Gate::runId)
            .thenComparing(Gate::nodeId)
            .thenComparingInt(Gate::iteration);

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
        List<Gate> all = new ArrayList<>();
        for (Store store : originals()) {
            try {
                all.addAll(queries.waiting(store, MAX_OF_A_STORE));
            } catch (StoreUnavailableException lockedOrGone) {
                Log.debugf("The inbox leaves out a store that can't be read now. store=%s", store.name());
            } catch (RuntimeException failure) {
                errors.log("store=" + store.name(), "The inbox leaves out a store whose gates can't be read.", failure);
            }
        }
        List<Gate> left = all.stream()
                .sorted(OLDEST_FIRST)
                .filter(gate -> cursor == null || isBehind(gate, cursor))
                .limit(limit + 1L)
                .toList();
        if (left.size() <= limit) {
            return Page.of(left);
        }
        List<Gate> page = left.subList(0, limit);
        Gate last = page.getLast();
        return new Page<>(
                page, Cursor.of(CURSOR, askedAtMs(last), last.store(), last.runId(), last.nodeId(), last.iteration()));
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
                Log.debugf("Gates were not counted anew. store=%s", store.name());
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

    private static boolean isBehind(Gate gate, String cursor) {
        List<String> last = Cursor.parse(CURSOR, cursor, 5);
        int compared = Long.compare(askedAtMs(gate), Cursor.number(cursor, last.get(0)));
        compared = compared != 0 ? compared : gate.store().compareTo(last.get(1));
        compared = compared != 0 ? compared : gate.runId().compareTo(last.get(2));
        compared = compared != 0 ? compared : gate.nodeId().compareTo(last.get(3));
        return compared != 0 ? compared > 0 : gate.iteration() > Cursor.number(cursor, last.get(4));
    }

    private static long askedAtMs(Gate gate) {
        Long asked = gate.requestedAtMs();
        return asked == null ? 0 : asked;
    }
}
