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
 * @param part when present, nothing outside of that part of the list is taken
 */
record PositionFilter(Optional<Positions> only, Positions also, Positions never, Optional<Part> part) {

    static final PositionFilter ANY =
            new PositionFilter(Optional.empty(), new Positions(), new Positions(), Optional.empty());

    /**
     * A part of the list.
     *
     * @param chosen runs of it that were looked at
     * @param ended the engine's words for the others, of which nothing more has to be known
     * @param lookedAt runs that those words say nothing of
     */
    record Part(Positions chosen, Set<String> ended, Positions lookedAt) {

        private boolean has(Store store, long position, String status) {
            return chosen.has(store, position) || (ended.contains(status) && !lookedAt.has(store, position));
        }
    }

    boolean isTaken(Store store, long position, String status) {
        return (only.isEmpty() || only.get().has(store, position))
                && !never.has(store, position)
                && (part.isEmpty() || part.get().has(store, position, status));
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

        void addAll(Positions others) {
            others.byStore.forEach((store, positions) ->
                    byStore.computeIfAbsent(store, first -> new HashSet<>()).addAll(positions));
        }

        boolean has(Store store, long position) {
            return !byStore.isEmpty() && byStore.getOrDefault(store, Set.of()).contains(position);
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
