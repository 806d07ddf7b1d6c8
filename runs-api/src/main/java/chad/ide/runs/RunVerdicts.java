package chad.ide.runs;

import chad.ide.logging.LogSubject;
import chad.ide.store.Store;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at the verdicts of all runs that have not ended once a second: a run becomes stalled, or due, by time alone,
 * and no store tells of that.
 */
@ApplicationScoped
public class RunVerdicts {

    private record Key(Store store, String runId) {}

    private final RunIndex index;
    private final RunService runs;
    private volatile Map<Key, RunState> last = Map.of();

    RunVerdicts(RunIndex index, RunService runs) {
        this.index = index;
        this.runs = runs;
    }

    /** How many of the runs that have not ended are in which state. */
    public Map<RunState, Long> countByState() {
        Map<RunState, Long> counts = new HashMap<>();
        last.values().forEach(state -> counts.merge(state, 1L, Long::sum));
        return counts;
    }

    @Scheduled(every = "${runs.stall.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<Key, RunState> now = new HashMap<>();
        index.active().forEach((store, rows) -> judge(store, rows, now));
        Map<Key, RunState> before = last;
        last = now;
        now.forEach((key, state) -> {
            RunState was = before.get(key);
            if (was != null && was != state) {
                if (state == RunState.STALLED) {
                    warn(key);
                }
                index.touch(key.store(), key.runId());
            }
        });
    }

    private static void warn(Key stalled) {
        try (LogSubject _ = LogSubject.run(stalled.runId())) {
            Log.warnf(
                    "The run is stalled. run=%s store=%s",
                    stalled.runId(), stalled.store().name());
        }
    }

    private void judge(Store store, Collection<RunRow> rows, Map<Key, RunState> into) {
        try {
            for (RunRow row : rows) {
                into.put(new Key(store, row.id()), runs.judge(store, row).state());
            }
        } catch (StoreUnavailableException lockedOrGone) {
            Log.debugf("Verdicts were not looked at. store=%s", store.name());
        }
    }
}
