package chad.ide.budgets;

import chad.ide.engine.RunKey;
import chad.ide.runs.ParentKind;
import chad.ide.spend.Amount;
import chad.ide.spend.SpendChanged;
import chad.ide.spend.Spending;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of models may begin. A pause alone comes too late for that: when twenty runs spend the same budget, twenty
 * calls are under way when it is crossed.
 *
 * <p>While the calls that are under way could use up what is left, the next one waits until one of them has told what it
 * used; so a budget is exceeded by what a single call uses at most. One that is spent refuses.
 */
@ApplicationScoped
class CallAdmission {

    private static final long LOOK_AGAIN_MS = 250;

    /** How long a refusal waits until the engine was asked to pause the run, so that it parks as paused. */
    private static final Duration PAUSED_WITHIN = Duration.ofSeconds(5);

    private static final Duration COMPARABLE = Duration.ofDays(7);
    private static final long DEAREST_HOLDS_MS = 60_000;
    private static final int MAX_WORKFLOWS = 1_000;

    private final BudgetBook book;
    private final BudgetWatch watch;
    private final CallTab tab;
    private final Spending spending;
    private final BudgetConfig config;
    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition moved = lock.newCondition();
    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Dearest> dearest = Caffeine.newBuilder()
            .maximumSize(MAX_WORKFLOWS)
            .<String, Dearest>build()
            .asMap();
    private volatile long settledAtNanos;

    CallAdmission(
            BudgetBook book, BudgetWatch watch, CallTab tab, Spending spending, BudgetConfig config, Clock clock) {
        this.book = book;
        this.watch = watch;
        this.tab = tab;
        this.spending = spending;
        this.config = config;
        this.clock = clock;
    }

    /** Who asks. */
    record Asker(RunKey run, String workflow) {

        String runId() {
            return run.runId();
        }
    }

    /** A call that was let begin; the same run may have several. */
    static final class OpenCall {
        private final Asker asker;

        private OpenCall(Asker asker) {
            this.asker = asker;
        }
    }

    private record Dearest(Amount call, long atMs) {}

    private enum Room {
        ENOUGH,
        /** What is left may be used up by the calls that are under way. */
        MAYBE,
        NONE
    }

    /** Calls that were under way before a restart tell of themselves before others may begin. */
    void settle() {
        settledAtNanos = System.nanoTime() + config.settle().toNanos();
    }

    /** What was added up may have made room, or taken it, and what agents told of it is settled. */
    void onSpendChanged(@Observes SpendChanged news) {
        lock.lock();
        try {
            tab.runs().stream()
                    .filter(run ->
                            news.runIds().stream().anyMatch(id -> id.equals(run) || ParentKind.isSubflow(id, run))
                                    && !hasOpen(run))
                    .forEach(tab::close);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasOpen(String run) {
        return open.stream().anyMatch(call -> call.asker.runId().equals(run));
    }

    /** Those who wait look again. */
    void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A call that has begun. */
    OpenCall opened(Asker asker) {
        lock.lock();
        try {
            tab.open(asker.runId(), asker.workflow());
            OpenCall call = new OpenCall(asker);
            open.add(call);
            return call;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the call may begin.
     *
     * @param isGone whether nobody waits for the answer any more
     * @return empty when it may not, or nobody waits
     */
    Optional<OpenCall> await(Asker asker, BooleanSupplier isGone) throws InterruptedException {
        lock.lock();
        try {
            Room room = room(asker);
            while (room == Room.MAYBE) {
                if (isGone.getAsBoolean()) {
                    return Optional.empty();
                }
                moved.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
                room = room(asker);
            }
            if (room == Room.ENOUGH) {
                return Optional.of(opened(asker));
            }
        } finally {
            lock.unlock();
        }
        watch.awaitPause(asker.run(), PAUSED_WITHIN);
        return Optional.empty();
    }

    private Room room(Asker asker) {
        if (System.nanoTime() - settledAtNanos < 0 || spending.isBehind()) {
            return Room.MAYBE;
        }
        List<Account> accounts = book.binding(asker.run(), asker.workflow());
        if (BudgetBook.spent(accounts).isPresent()) {
            return Room.NONE;
        }
        return accounts.stream().allMatch(account -> hasRoom(account, asker)) ? Room.ENOUGH : Room.MAYBE;
    }

    private boolean hasRoom(Account account, Asker asker) {
        boolean isOfRun = account.period() == Period.RUN;
        long under = open.stream()
                .map(call -> call.asker)
                .filter(other -> isOfRun ? other.runId().equals(asker.runId()) : account.binds(other.workflow()))
                .count();
        if (under == 0) {
            return true;
        }
        Amount most = dearest(isOfRun ? asker.workflow() : account.workflow());
        boolean isKnown = (account.limit().usd() == null || most.nanoUsd() > 0)
                && (account.limit().tokens() == null || most.tokens() > 0);
        return isKnown
                && fits(under + 1, most.nanoUsd(), account.nanoUsdLeft())
                && fits(under + 1, most.tokens(), account.tokensLeft());
    }

    private static boolean fits(long calls, long each, long left) {
        return each == 0 || calls <= left / each;
    }

    private Amount dearest(@Nullable String workflow) {
        String key = workflow == null ? "" : workflow;
        Dearest known = dearest.get(key);
        long nowMs = clock.millis();
        if (known == null || Math.abs(nowMs - known.atMs()) > DEAREST_HOLDS_MS) {
            Amount found = spending.dearestCall(workflow, nowMs - COMPARABLE.toMillis());
            known = new Dearest(known == null ? found : known.call().most(found), nowMs);
            dearest.put(key, known);
        }
        return known.call();
    }

    /** That the call used so much, which is added up only once the engine has told of it too. */
    void used(OpenCall call, Amount amount) {
        tab.add(call.asker.runId(), amount, clock.millis());
        for (String key : List.of("", call.asker.workflow())) {
            dearest.computeIfPresent(
                    key, (name, known) -> new Dearest(known.call().most(amount), known.atMs()));
        }
    }

    /** The call is over. */
    void close(OpenCall call) {
        String run = call.asker.runId();
        lock.lock();
        try {
            open.remove(call);
            if (!hasOpen(run)) {
                tab.close(run);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        watch.wake();
    }
}
