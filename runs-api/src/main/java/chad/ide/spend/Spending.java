package chad.ide.spend;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.spend.SpendQueries.Part;
import chad.ide.store.Store;
import chad.volume.Price;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What runs used and what that cost, of all stores that there are or were. */
@Singleton
public class Spending {

    private final SpendQueries queries;
    private final SpendFollower follower;
    private final Prices prices;

    Spending(SpendQueries queries, SpendFollower follower, Prices prices) {
        this.queries = queries;
        this.follower = follower;
        this.prices = prices;
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

    /**
     * What a run and its subflows have used so far; empty when nobody can tell now.
     *
     * @param store null for any
     */
    public Optional<Spent> ofRun(@Nullable String store, String runId) {
        try {
            return Optional.of(queries.ofRun(store, runId));
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

    /**
     * The most that one call has cost, and the most that one has used, since a time; zero where nothing is known.
     *
     * @param workflow null for any
     */
    public Amount dearestCall(@Nullable String workflow, long sinceMs) {
        try {
            return queries.dearestCall(workflow, sinceMs);
        } catch (LedgerUnavailableException told) {
            Log.debug("Spend can't be told at the moment.", told);
            return Amount.NOTHING;
        }
    }

    /** What a call costs that an agent tells of, in billionths of a dollar; zero for a model without a price. */
    public long nanoUsd(@Nullable String provider, String model, @Nullable String asked, Price.Used used, long atMs) {
        return prices.find(provider, model, asked, atMs)
                .map(price -> price.nanoUsd(used))
                .orElse(0L);
    }

    /** Whether some of what was used is not added up yet. */
    public boolean isBehind() {
        return follower.isBehind();
    }

    /** Whether single lines of that time are not kept any more, so that nobody can tell what a run of it used. */
    public boolean isForgotten(long atMs) {
        return atMs < follower.forgottenBefore();
    }

    /**
     * Reads several sums of which none knows more than another: what is added up meanwhile is seen in none of them.
     *
     * @param reading short, as nothing is added up until it is over
     */
    public <T> T atOneRevision(Supplier<T> reading) {
        return follower.atOneRevision(reading);
    }

    /** Rises with what was added up. */
    public long revision() {
        return follower.revision();
    }
}
