package chad.ide.budgets;

import chad.ide.spend.Amount;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What agents have told of their calls that is not added up yet: between the end of a call and its line in the database
 * lie an event of the engine and a look into the store, in which other calls must not begin on the same money. Runs go by
 * their ids alone: of one that has just begun nobody knows yet in which store it is.
 */
@Singleton
class CallTab {

    private static final int MAX_RUNS = 10_000;

    /**
     * What the calls of a run of which something was told used, and before them what was added up.
     *
     * @param toldAtMs when that was last
     */
    private record OfRun(String workflow, Amount amount, long toldAtMs) {}

    private record Added(long revision, Amount amount) {}

    private final Spending spending;
    private final Map<String, Added> added = bounded();
    private final Map<String, OfRun> told = bounded();

    CallTab(Spending spending) {
        this.spending = spending;
    }

    private static <T> Map<String, T> bounded() {
        return Caffeine.newBuilder().maximumSize(MAX_RUNS).<String, T>build().asMap();
    }

    /** Before the first of the run's calls begins. */
    void open(String run, String workflow) {
        told.computeIfAbsent(run, key -> new OfRun(workflow, added(key), 0));
    }

    void add(String run, Amount used, long atMs) {
        told.computeIfPresent(
                run, (key, sum) -> new OfRun(sum.workflow(), sum.amount().plus(used), atMs));
    }

    /** The runs of which something is remembered. */
    Set<String> runs() {
        return told.keySet();
    }

    /** No call of the run is open. What is added up by now need not be remembered. */
    void close(String run) {
        if (pendingOfRun(run).equals(Amount.NOTHING)) {
            told.remove(run);
            added.remove(run);
        }
    }

    /** What of the run, which is of any store, is not added up. */
    Amount pendingOfRun(String run) {
        OfRun sum = told.get(run);
        return sum == null ? Amount.NOTHING : sum.amount().beyond(added(run));
    }

    /**
     * What of a time is not added up. What the engine never reports, as its process died in between, counts in that time
     * alone.
     *
     * @param workflow null for all
     */
    Amount pendingOfWorkflow(@Nullable String workflow, long sinceMs) {
        return told.entrySet().stream()
                .filter(one -> one.getValue().toldAtMs() >= sinceMs)
                .filter(one ->
                        workflow == null || workflow.equals(one.getValue().workflow()))
                .map(one -> pendingOfRun(one.getKey()))
                .reduce(Amount.NOTHING, Amount::plus);
    }

    /** Read once for each change of the sums: those who wait ask four times a second. */
    private Amount added(String run) {
        return spending.atOneRevision(() -> addedNow(run));
    }

    private Amount addedNow(String run) {
        long revision = spending.revision();
        Added known = added.get(run);
        if (known == null || known.revision() != revision) {
            Spent spent = spending.ofRun(null, run).orElse(Spent.NOTHING);
            known = new Added(revision, spent.amount());
            added.put(run, known);
        }
        return known.amount();
    }
}
