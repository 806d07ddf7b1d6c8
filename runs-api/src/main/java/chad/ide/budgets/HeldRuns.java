package chad.ide.budgets;

import chad.ide.engine.RunKey;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.runs.Cause;
import chad.ide.runs.CauseKind;
import chad.ide.runs.RunHolds;
import chad.ide.store.Store;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The runs that budgets keep paused, and those that were let go on and that no process has gone on with yet. */
@Singleton
class HeldRuns implements RunHolds {

    private static final int BEHIND_THE_DATABASE = 10;

    private final BudgetQueries queries;
    private final Clock clock;
    private final Map<RunKey, Hold> holds = new ConcurrentHashMap<>();
    private final Map<RunKey, Map<String, Pass>> passes = new ConcurrentHashMap<>();

    HeldRuns(BudgetQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        try {
            queries.holds().forEach(hold -> holds.put(hold.run(), hold));
            queries.passes(clock.millis()).forEach(this::add);
        } catch (LedgerUnavailableException told) {
            Log.warn("Runs that budgets had paused are not known; what is spent is looked at anew.", told);
        }
    }

    /** The run's, one that was let go on among them. */
    Optional<Hold> of(RunKey run) {
        return Optional.ofNullable(holds.get(run));
    }

    /** The one that keeps the run paused. */
    Optional<Hold> keeping(RunKey run) {
        return of(run).filter(hold -> !hold.isReleased());
    }

    /** Those that keep a run paused. */
    List<Hold> keeping() {
        return holds.values().stream().filter(hold -> !hold.isReleased()).toList();
    }

    /** In the database first: what only the memory knew would be forgotten with it. */
    void keep(Hold hold) {
        queries.keep(hold);
        holds.put(hold.run(), hold);
    }

    void forget(RunKey run) {
        if (holds.containsKey(run)) {
            queries.forgetHold(run);
            holds.remove(run);
        }
    }

    boolean hasPass(RunKey run, String budget, long atMs) {
        Pass pass = passes.getOrDefault(run, Map.of()).get(budget);
        return pass != null && pass.untilMs() > atMs;
    }

    /** The run goes on past that budget. */
    void let(Pass pass) {
        queries.keep(pass);
        add(pass);
    }

    private void add(Pass pass) {
        passes.computeIfAbsent(pass.run(), first -> new ConcurrentHashMap<>()).put(pass.budget(), pass);
    }

    /** Runs of which something is remembered. */
    Set<RunKey> known() {
        Set<RunKey> known = new HashSet<>(holds.keySet());
        known.addAll(passes.keySet());
        return known;
    }

    /** The run has ended, or is gone. */
    void ended(RunKey run) {
        forget(run);
        if (passes.containsKey(run)) {
            queries.forgetPasses(clock.millis(), run);
            passes.remove(run);
        }
    }

    @Override
    public @Nullable Cause of(Store store, String runId) {
        return keeping(RunKey.of(store, runId))
                .map(hold -> new Cause(
                        CauseKind.BUDGET, null, null, 0, null, hold.says(), "The budget is spent: " + hold.says()))
                .orElse(null);
    }

    @Override
    public boolean isParked(Store store, String runId) {
        return holds.containsKey(RunKey.of(store, runId));
    }
}
