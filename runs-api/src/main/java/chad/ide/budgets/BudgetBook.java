package chad.ide.budgets;

import chad.edge.ProblemException;
import chad.ide.budgets.BudgetQueries.Kept;
import chad.ide.engine.RunKey;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.BudgetGuard;
import chad.ide.lifecycle.BudgetLimit;
import chad.ide.lifecycle.RunLimits;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.spend.SpendSum;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of which budget is used, and what that lets a run do. */
@Singleton
class BudgetBook implements BudgetGuard {

    private static final int MAX_RUNS = 10_000;

    private final BudgetQueries queries;
    private final HeldRuns held;
    private final RunLimits limits;
    private final Spending spending;
    private final CallTab tab;
    private final Clock clock;

    private final Cache<RunKey, Optional<BudgetLimit>> ofRuns =
            Caffeine.newBuilder().maximumSize(MAX_RUNS).build();
    private final Map<Long, Sums> sums = new ConcurrentHashMap<>();
    private volatile @Nullable Kept kept;

    BudgetBook(BudgetQueries queries, HeldRuns held, RunLimits limits, Spending spending, CallTab tab, Clock clock) {
        this.queries = queries;
        this.held = held;
        this.limits = limits;
        this.spending = spending;
        this.tab = tab;
        this.clock = clock;
    }

    /** What was used from a time on, as far as it was added up at that revision. */
    private record Sums(long revision, List<SpendSum> rows) {}

    /**
     * The budgets that are kept.
     *
     * @throws LedgerUnavailableException before they were read once
     */
    Kept kept() {
        Kept known = kept;
        if (known == null) {
            known = queries.settings();
            kept = known;
        }
        return known;
    }

    void replace(BudgetSettings settings, String by) {
        queries.replace(settings, by, clock.millis());
        kept = queries.settings();
    }

    /** Whether any budget binds more than single runs. */
    boolean bindsAll() {
        return !kept().settings().budgets().isEmpty();
    }

    /** Whether there is any budget at all. */
    boolean bindsAnybody() {
        return bindsAll() || limits.any();
    }

    /** All but those of runs, budgets of everything first. */
    List<Account> shared() {
        return spending.atOneRevision(this::sharedNow);
    }

    private List<Account> sharedNow() {
        BudgetSettings settings = kept().settings();
        ZonedDateTime now = clock.instant().atZone(settings.zoneOr(clock.getZone()));
        List<Account> accounts = new ArrayList<>();
        for (Budget budget : settings.budgets()) {
            long sinceMs = budget.period().begin(now).toInstant().toEpochMilli();
            long untilMs = budget.period().end(now).toInstant().toEpochMilli();
            Spent spent = sums(sinceMs).stream()
                    .filter(sum ->
                            budget.workflow() == null || budget.workflow().equals(sum.workflow()))
                    .map(SpendSum::spent)
                    .reduce(Spent.NOTHING, Spent::plus);
            accounts.add(new Account(
                    budget.id(),
                    budget.workflow(),
                    budget.period(),
                    budget.limit(),
                    sinceMs,
                    untilMs,
                    spent,
                    tab.pendingOfWorkflow(budget.workflow(), sinceMs)));
        }
        return accounts;
    }

    private List<SpendSum> sums(long sinceMs) {
        long revision = spending.revision();
        Sums known = sums.get(sinceMs);
        if (known != null && known.revision() == revision) {
            return known.rows();
        }
        Optional<List<SpendSum>> rows = spending.between(sinceMs, clock.millis() + 1);
        if (rows.isEmpty()) {
            return known == null ? List.of() : known.rows();
        }
        if (sums.size() > 8) {
            sums.clear(); // a day and a month, of a zone: what is over is never asked for again
        }
        sums.put(sinceMs, new Sums(revision, rows.get()));
        return rows.get();
    }

    /** The run's own budget; empty when it has none. */
    Optional<Account> ofRun(RunKey run) {
        return limit(run).map(limit -> spending.atOneRevision(() -> ofRunNow(run, limit)));
    }

    private Account ofRunNow(RunKey run, BudgetLimit limit) {
        return new Account(
                Account.OF_RUN,
                null,
                Period.RUN,
                limit,
                0,
                Long.MAX_VALUE,
                spending.ofRun(run.store(), run.runId()).orElse(Spent.NOTHING),
                tab.pendingOfRun(run.runId()));
    }

    private Optional<BudgetLimit> limit(RunKey run) {
        Optional<BudgetLimit> known = ofRuns.getIfPresent(run);
        if (known == null) {
            try {
                known = limits.of(run);
                if (run.store() != null) { // an id that is launched again has another
                    ofRuns.put(run, known);
                }
            } catch (ProblemException nobodyCanTell) {
                Log.debugf("The budget of a run is not known at the moment. run=%s", run.runId());
                return Optional.empty();
            }
        }
        return known;
    }

    void change(RunKey run, BudgetLimit limit) {
        limits.change(run, limit);
        ofRuns.invalidate(run);
    }

    /** The budgets that a run of the workflow uses, without those that a person has let it go past. */
    List<Account> binding(RunKey run, String workflow) {
        return binding(run, workflow, ofRun(run), shared());
    }

    /** The same, by what {@link #ofRun} and {@link #shared} have told, for who asks of many runs. */
    List<Account> binding(RunKey run, String workflow, Optional<Account> own, List<Account> shared) {
        return Stream.concat(own.stream(), shared.stream().filter(account -> account.binds(workflow)))
                .filter(account -> !held.hasPass(run, account.id(), clock.millis()))
                .toList();
    }

    /** The first of them that is spent. */
    Optional<Account> spent(RunKey run, String workflow) {
        return spent(binding(run, workflow));
    }

    static Optional<Account> spent(List<Account> accounts) {
        return accounts.stream().filter(Account::isSpent).findFirst();
    }

    @Override
    public void requireRoom(String workflow) {
        try {
            shared().stream()
                    .filter(account -> account.binds(workflow) && account.isSpent())
                    .findFirst()
                    .ifPresent(account -> {
                        throw ProblemType.BUDGET_SPENT.because(
                                ("%s: the budget is spent, so nothing was started. Raise it (PUT /api/budgets, or"
                                                + " `chad-runs budget set`), or wait for the next %s.")
                                        .formatted(
                                                account.says(), account.period().word()));
                    });
        } catch (LedgerUnavailableException told) {
            throw ProblemType.LEDGER_UNAVAILABLE.because(
                    "What was spent can't be read at the moment, so nothing was started. " + told.reason(), told);
        }
    }

    @Override
    public void requireRoom(StoredRun run, String workflow) {
        spent(run.key(), workflow).ifPresent(account -> {
            throw ProblemType.BUDGET_SPENT.because(
                    ("%s: the budget is spent, so run `%s` was not continued. Raise it, or let the run go on once:"
                                    + " POST /api/runs/%s/budget, or `chad-runs budget raise` and `chad-runs budget once`.")
                            .formatted(account.says(), run.id(), run.id()));
        });
    }

    @Override
    public boolean hasRoom(RunKey run, String workflow) {
        try {
            return spent(run, workflow).isEmpty();
        } catch (LedgerUnavailableException told) {
            return true;
        }
    }

    @Override
    public boolean isHeld(RunKey run) {
        return held.keeping(run).isPresent();
    }

    @Override
    public Optional<String> released(RunKey run) {
        return held.of(run)
                .filter(Hold::isReleased)
                .map(hold -> "%s let it go on past a budget at %d".formatted(hold.releasedBy(), hold.releasedAtMs()));
    }

    @Override
    public void goesOn(RunKey run) {
        try {
            held.forget(run);
        } catch (LedgerUnavailableException told) {
            Log.debugf("That a run goes on is noted later. run=%s", run.runId());
        }
    }
}
