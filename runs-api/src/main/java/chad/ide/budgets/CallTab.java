package chad.ide.budgets;

import chad.ide.engine.RunKey;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What agents have told of their calls that is not added up yet: between the end of a call and its line in the database
 * lie an event of the engine and a look into the store, in which other calls must not begin on the same money.
 */
@Singleton
class CallTab {

    /** What the calls of runs of which something was told used; the first figures are what was added up before. */
    private record OfRun(String workflow, long nanoUsd, long tokens) {}

    /** What is not added up, in billionths of a dollar and in tokens. */
    record Pending(long nanoUsd, long tokens) {

        static final Pending NOTHING = new Pending(0, 0);

        Pending plus(Pending other) {
            return new Pending(nanoUsd + other.nanoUsd, tokens + other.tokens);
        }
    }

    private record Added(long revision, Spent spent) {}

    private final Spending spending;
    private final Map<RunKey, Added> added = new ConcurrentHashMap<>();
    private final Map<RunKey, OfRun> told = new ConcurrentHashMap<>();

    CallTab(Spending spending) {
        this.spending = spending;
    }

    /** Before the first of the run's calls begins. */
    void open(RunKey run, String workflow) {
        told.computeIfAbsent(run, key -> {
            Spent before = added(key);
            return new OfRun(workflow, before.nanoUsd(), before.total());
        });
    }

    void add(RunKey run, long nanoUsd, long tokens) {
        told.computeIfPresent(
                run, (key, sum) -> new OfRun(sum.workflow(), sum.nanoUsd() + nanoUsd, sum.tokens() + tokens));
    }

    /** No call of the run is open. What is added up by now need not be remembered. */
    void close(RunKey run) {
        if (pending(run).equals(Pending.NOTHING)) {
            told.remove(run);
            added.remove(run);
        }
    }

    Pending pending(RunKey run) {
        OfRun sum = told.get(run);
        if (sum == null) {
            return Pending.NOTHING;
        }
        Spent added = added(run);
        return new Pending(Math.max(0, sum.nanoUsd() - added.nanoUsd()), Math.max(0, sum.tokens() - added.total()));
    }

    /** @param workflow null for all */
    Pending pending(@Nullable String workflow) {
        return told.entrySet().stream()
                .filter(one ->
                        workflow == null || workflow.equals(one.getValue().workflow()))
                .map(one -> pending(one.getKey()))
                .reduce(Pending.NOTHING, Pending::plus);
    }

    /** Read once for each change of the sums: those who wait ask four times a second. */
    private Spent added(RunKey run) {
        long revision = spending.revision();
        Added known = added.get(run);
        if (known == null || known.revision() != revision) {
            Spent spent = spending.ofRun(run.storeText(), run.runId()).orElse(Spent.NOTHING);
            known = new Added(revision, spent);
            added.put(run, known);
        }
        return known.spent();
    }
}
