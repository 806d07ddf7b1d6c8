package chad.ide.spend;

import chad.ide.ledger.LedgerUnavailableException;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

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

    /** Whether some of what was used is not added up yet. */
    public boolean isBehind() {
        return follower.isBehind();
    }

    /** Rises with what was added up. */
    public long revision() {
        return follower.revision();
    }
}
