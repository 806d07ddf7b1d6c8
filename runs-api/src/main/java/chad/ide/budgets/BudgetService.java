package chad.ide.budgets;

import chad.edge.ProblemException;
import chad.ide.budgets.BudgetQueries.Kept;
import chad.ide.engine.RunKey;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.lifecycle.BudgetLimit;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunIndex;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StoredRun;
import chad.ide.spend.Spending;
import chad.ide.store.StoreUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What people and agents do with budgets. */
@Singleton
public class BudgetService {

    private final BudgetBook book;
    private final HeldRuns held;
    private final BudgetWatch watch;
    private final CallGate gate;
    private final Spending spending;
    private final RunService runs;
    private final RunLocator locator;
    private final RunIndex index;
    private final Clock clock;

    BudgetService(
            BudgetBook book,
            HeldRuns held,
            BudgetWatch watch,
            CallGate gate,
            Spending spending,
            RunService runs,
            RunLocator locator,
            RunIndex index,
            Clock clock) {
        this.book = book;
        this.held = held;
        this.watch = watch;
        this.gate = gate;
        this.spending = spending;
        this.runs = runs;
        this.locator = locator;
        this.index = index;
        this.clock = clock;
    }

    public BudgetList list() {
        return remembered(() -> {
            Kept kept = book.kept();
            return new BudgetList(
                    kept.settings().zoneOr(clock.getZone()).getId(),
                    kept.settings().warning(),
                    kept.revision(),
                    kept.changedAtMs(),
                    kept.changedBy(),
                    statuses(book.shared()),
                    held.keeping().size());
        });
    }

    private List<BudgetStatus> statuses(List<Account> accounts) {
        double warning = book.kept().settings().warning();
        boolean isWhole = !spending.isBehind();
        return accounts.stream()
                .sorted(Comparator.comparing(Account::workflow, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Account::period))
                .map(account -> BudgetStatus.of(account, warning, isWhole))
                .toList();
    }

    /** Those that are near their limit, or have reached it. Empty when nobody can tell now. */
    public List<BudgetStatus> near() {
        try {
            return statuses(book.shared()).stream()
                    .filter(status -> status.state() != BudgetStatus.State.OK)
                    .toList();
        } catch (LedgerUnavailableException told) {
            return List.of();
        }
    }

    /** Since when a budget keeps the run paused; empty when none does. */
    public OptionalLong heldSinceAtMs(String store, String runId) {
        return held.keeping(new RunKey(store, runId))
                .map(hold -> OptionalLong.of(hold.heldAtMs()))
                .orElseGet(OptionalLong::empty);
    }

    /** A run whose own budget is nearly spent, with its figures, since the service saw that. */
    public record NearRun(StoredRun run, String says, long sinceMs) {}

    /** Runs that go on and whose own budget is nearly spent. */
    public List<NearRun> nearRuns() {
        return watch.near().values().stream()
                .map(one -> new NearRun(one.run(), one.says(), one.sinceMs()))
                .toList();
    }

    /** How many runs a budget keeps paused. */
    public int heldRuns() {
        return held.keeping().size();
    }

    /**
     * These are the budgets from now on. Runs that a budget keeps paused go on when it has room now.
     *
     * @throws chad.edge.ProblemException 412 when they were changed since the revision that was sent
     */
    public BudgetList replace(BudgetSettings settings, String by) {
        return remembered(() -> {
            book.replace(settings, by);
            try {
                gate.say();
            } catch (IOException failure) {
                Log.error("Agents are not told that the budgets were changed.", failure);
            }
            held.keeping().forEach(hold -> release(hold, by));
            return list();
        });
    }

    private void release(Hold hold, String by) {
        try {
            locator.find(hold.run()).ifPresent(run -> release(run, runs.summary(run), by));
        } catch (ProblemException | StoreUnavailableException notNow) {
            Log.warnf(
                    "Whether a paused run may go on by the new budgets can't be told now; it stays paused until somebody"
                            + " lets it go on. run=%s",
                    hold.run().runId());
        }
    }

    /** The budgets that the run uses. */
    public RunBudget of(StoredRun run) {
        return remembered(() -> {
            RunSummary summary = runs.summary(run);
            double warning = book.kept().settings().warning();
            boolean isWhole = !spending.isBehind();
            List<Account> shared = book.shared().stream()
                    .filter(account -> account.binds(summary.workflow()))
                    .toList();
            Optional<Account> own = book.ofRun(run.key());
            Optional<Hold> hold = held.keeping(run.key());
            return new RunBudget(
                    own.map(account -> BudgetStatus.of(account, warning, isWhole))
                            .orElse(null),
                    statuses(shared),
                    hold.map(Hold::budget).orElse(null),
                    hold.map(Hold::heldAtMs).orElse(null),
                    Stream.concat(own.stream(), shared.stream())
                            .map(Account::id)
                            .filter(id -> held.hasPass(run.key(), id, clock.millis()))
                            .toList());
        });
    }

    /**
     * Raises, or lowers, the run's own budget, or lets it go on past those that are spent; a run that was kept paused goes
     * on within some seconds when no other budget keeps it.
     *
     * @throws chad.edge.ProblemException 409 when the run has ended
     */
    public RunBudget change(StoredRun run, RunBudgetRequest request, String by) {
        return remembered(() -> {
            RunSummary summary = runs.summary(run);
            if (summary.state().hasEnded()) {
                throw ProblemType.RUN_ENDED.because("Run `%s` has ended: it is %s. A budget changes nothing any more."
                        .formatted(run.id(), summary.state().word()));
            }
            BudgetLimit limit = request.limit();
            if (limit != null) {
                book.change(run.key(), limit);
            }
            if (request.once()) {
                for (Account account : book.binding(run.key(), summary.workflow())) {
                    if (account.isSpent()) {
                        held.let(new Pass(run.key(), account.id(), account.untilMs(), by));
                    }
                }
            }
            release(run, summary, by);
            return of(run);
        });
    }

    private void release(StoredRun run, RunSummary summary, String by) {
        Optional<Hold> hold = held.keeping(run.key());
        if (hold.isEmpty()) {
            return;
        }
        Optional<Account> spent = book.spent(run.key(), summary.workflow());
        if (spent.isPresent()) {
            held.keep(new Hold(
                    run.key(), spent.get().id(), spent.get().says(), hold.get().heldAtMs(), null, null));
        } else {
            held.keep(hold.get().releasedBy(by, clock.millis()));
        }
        index.touch(run.store(), run.id());
    }

    private static <T> T remembered(Supplier<T> work) {
        try {
            return work.get();
        } catch (LedgerUnavailableException told) {
            throw ProblemType.LEDGER_UNAVAILABLE.because(
                    "Budgets can't be read or changed at the moment. " + told.reason(), told);
        }
    }
}
