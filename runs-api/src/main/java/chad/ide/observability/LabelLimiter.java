package chad.ide.observability;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a label from having more values than Prometheus should store. Who has a name of its own keeps it while it is
 * there, so that no series jumps to {@code other} and back; free places go to the heaviest.
 *
 * <p>Not safe for concurrent use.
 */
final class LabelLimiter {

    static final String OTHER = "other";

    private final int max;
    private final Set<String> named = new HashSet<>();

    LabelLimiter(int max) {
        this.max = max;
    }

    /** @param weights of all values that there are now */
    void look(Map<String, Long> weights) {
        named.retainAll(weights.keySet());
        weights.entrySet().stream()
                .filter(entry -> !named.contains(entry.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(max - named.size())
                .map(Map.Entry::getKey)
                .forEach(named::add);
    }

    String label(String value) {
        return named.contains(value) ? value : OTHER;
    }
}
