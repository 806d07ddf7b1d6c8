package chad.ide.runs;

import chad.ide.logging.LogSubject;
import chad.ide.runs.RunService.Verdict;
import chad.ide.store.Store;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at the verdicts of all runs that have not ended once a second: a run becomes stalled, or due, by time alone,
 * and no store tells of that.
 */
@ApplicationScoped
public class RunVerdicts {

    /** @param isSubflow whether its verdict is its parent's, which is counted */
    private record Key(Store store, String runId, boolean isSubflow) {}

    /** A service that starts may find any number of stalled runs. */
    private static final int MAX_NAMED = 10;

    private final RunIndex index;
    private final RunService runs;
    private final StoreCopies copies;
    private volatile Map<Key, Verdict> last = Map.of();

    RunVerdicts(RunIndex index, RunService runs, StoreCopies copies) {
        this.index = index;
        this.runs = runs;
        this.copies = copies;
    }

    /** How many of the runs that have not ended are in which state. */
    public Map<RunState, Long> countByState() {
        Map<RunState, Long> counts = new HashMap<>();
        last.forEach((key, verdict) -> {
            if (!key.isSubflow()) {
                counts.merge(verdict.state(), 1L, Long::sum);
            }
        });
        return counts;
    }

    /** How many runs get nowhere, and how. */
    public Map<Stuck.Kind, Long> countStuck() {
        Map<Stuck.Kind, Long> counts = new HashMap<>();
        last.forEach((key, verdict) -> {
            if (!key.isSubflow()) {
                verdict.stuck().ifPresent(kind -> counts.merge(kind, 1L, Long::sum));
            }
        });
        return counts;
    }

    @Scheduled(every = "${runs.stall.look-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<Key, Verdict> before = last;
        Map<Key, Verdict> now = new HashMap<>();
        index.active().forEach((store, rows) -> {
            if (!copies.isCopy(store)) {
                now.putAll(judge(store, rows, before));
            }
        });
        last = now;
        List<Key> stalled = new ArrayList<>();
        List<Key> stuck = new ArrayList<>();
        now.forEach((key, verdict) -> {
            Verdict earlier = before.get(key);
            // A run that was not there at the last look is news too: it may have begun and stalled since.
            if (!verdict.equals(earlier)) {
                boolean wasStalled = earlier != null && earlier.state() == RunState.STALLED;
                if (verdict.state() == RunState.STALLED && !wasStalled && !key.isSubflow()) {
                    stalled.add(key);
                }
                boolean wasStuck = earlier != null && earlier.stuck().isPresent();
                if (verdict.stuck().isPresent() && !wasStuck && !key.isSubflow()) {
                    stuck.add(key);
                }
                index.touch(key.store(), key.runId());
            }
        });
        warn(stalled, "stalled");
        warn(stuck, "getting nowhere");
    }

    private static void warn(List<Key> news, String what) {
        news.stream().limit(MAX_NAMED).forEach(key -> warn(key, what));
        if (news.size() > MAX_NAMED) {
            Log.warnf("More runs are %s. others=%d", what, news.size() - MAX_NAMED);
        }
    }

    private static void warn(Key key, String what) {
        try (LogSubject _ = LogSubject.run(key.runId())) {
            Log.warnf(
                    "The run is %s. run=%s store=%s",
                    what, key.runId(), key.store().name());
        }
    }

    private Map<Key, Verdict> judge(Store store, Collection<RunRow> rows, Map<Key, Verdict> before) {
        Map<Key, Verdict> verdicts = new HashMap<>();
        try {
            for (RunRow row : rows) {
                verdicts.put(new Key(store, row.id(), row.isSubflow()), runs.verdictOf(store, row));
            }
            return verdicts;
        } catch (StoreUnavailableException lockedOrGone) {
            Log.debugf("Stalled runs could not be checked. store=%s", store.name());
            before.forEach((key, verdict) -> {
                if (key.store().equals(store)) {
                    verdicts.put(key, verdict); // else each run would be news once the store can be read again
                }
            });
            return verdicts;
        }
    }
}
