package chad.ide.runs;

import chad.ide.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows what runs of a workflow usually take. */
public interface RunHabits {

    /**
     * What a run takes far more of than usual; empty as well while that is not known yet. It reads nothing of other runs,
     * so that a list need not wait.
     *
     * @param workflow as the list names it
     * @param isExecuted whether a process executes it now
     * @param tokens that it used so far
     * @param usd what that cost; null when it is not known
     */
    List<Unusual> unusual(
            Store store, RunRow row, String workflow, boolean isExecuted, long tokens, @Nullable Double usd);

    /** What a run that goes on is likely to take; empty when nothing can be told of its workflow at all. */
    Optional<Forecast> forecast(Store store, RunRow row, String workflow, boolean isExecuted);

    /** The positions of finished runs that took far more than usual, by store. */
    Map<Store, Set<Long>> unusualFinished();
}
