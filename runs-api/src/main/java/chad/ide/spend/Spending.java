package chad.ide.spend;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.spend.SpendQueries.Part;
import chad.ide.store.Store;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What runs used and what that cost, of all stores that there are or were. */
@Singleton
public class Spending {

    private final SpendQueries queries;
    private final SpendFollower follower;

    Spending(SpendQueries queries, SpendFollower follower) {
        this.queries = queries;
        this.follower = follower;
    }

    /**
     * By workflow, model and hour (UTC), of the hours that begin from one time on and before another; empty when nobody
     * can tell now.
     */
    public Optional<List<SpendSum>> between(long sinceMs, long untilMs) {
        try {
            return Optional.of(queries.between(sinceMs, untilMs));
        } catch (LedgerUnavailableException told) {
            Log.debug("Spend can't be told at the moment.", told);
            return Optional.empty();
        }
    }

    /** By the id of each of these runs of a store that asked a model; empty when nobody can tell now. */
    public Optional<Map<String, RunSpend>> ofRuns(Store store, Collection<String> runIds) {
        try {
            Map<String, List<Part>> parts = queries.ofRuns(runIds).stream()
                    .filter(part -> part.store().equals(store.name()))
                    .collect(Collectors.groupingBy(Part::runId));
            Map<String, RunSpend> byRun = new HashMap<>();
            parts.forEach((run, of) -> byRun.put(
                    run,
                    new RunSpend(
                            of.stream()
                                    .map(Part::spent)
                                    .reduce(Spent.NOTHING, Spent::plus)
                                    .told(true),
                            of.size())));
            return Optional.of(byRun);
        } catch (LedgerUnavailableException told) {
            Log.debug("Spend can't be told at the moment.", told);
            return Optional.empty();
        }
    }

    /** Whether some of what was used is not added up yet. */
    public boolean isBehind() {
        return follower.isBehind();
    }

    /** Whether single lines of that time are not kept any more, so that nobody can tell what a run of it used. */
    public boolean isForgotten(long atMs) {
        return atMs < follower.forgottenBefore();
    }

    /** Rises with what was added up. */
    public long revision() {
        return follower.revision();
    }
}
