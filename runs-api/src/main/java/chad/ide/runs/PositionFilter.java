package chad.ide.runs;

import chad.ide.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs picked by what the index does not know, by their positions: those whose text matched a search, those whose
 * derived state was asked for.
 *
 * @param only when present, nothing else is taken
 * @param also taken although the engine's status is another one
 * @param never not taken at all
 */
record PositionFilter(Optional<Positions> only, Positions also, Positions never) {

    static final PositionFilter ANY = new PositionFilter(Optional.empty(), new Positions(), new Positions());

    boolean isTaken(Store store, long position) {
        return (only.isEmpty() || only.get().has(store, position)) && !never.has(store, position);
    }

    boolean alsoTaken(Store store, long position) {
        return also.has(store, position);
    }

    /** Positions by store. */
    static final class Positions {

        private final Map<Store, Set<Long>> byStore = new HashMap<>();

        void add(Store store, long position) {
            byStore.computeIfAbsent(store, first -> new HashSet<>()).add(position);
        }

        boolean has(Store store, long position) {
            return byStore.getOrDefault(store, Set.of()).contains(position);
        }

        Positions and(Positions other) {
            Positions both = new Positions();
            byStore.forEach((store, positions) -> positions.stream()
                    .filter(position -> other.has(store, position))
                    .forEach(position -> both.add(store, position)));
            return both;
        }
    }
}
