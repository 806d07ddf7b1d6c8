package chad.ide.lifecycle;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What changes a run's life never overlaps. Whoever comes second is told so rather than made to wait. */
@Singleton
public class RunLocks {

    private final Set<String> held = ConcurrentHashMap.newKeySet();

    /** Does it while nobody else does anything to the run; empty, and nothing done, when somebody does. */
    public <T> Optional<T> ifFree(String runId, Supplier<T> action) {
        if (!held.add(runId)) {
            return Optional.empty();
        }
        try {
            return Optional.of(action.get());
        } finally {
            held.remove(runId);
        }
    }
}
