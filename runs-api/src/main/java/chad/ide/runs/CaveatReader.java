package chad.ide.runs;

import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.EndedRuns.Ended;
import chad.ide.store.Store;
import chad.ide.store.StoreUnavailableException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Derives what one finished run has lost. */
@Singleton
class CaveatReader {

    private final RunQueries runs;
    private final RunFactsCache facts;
    private final RepeatedErrors errors = new RepeatedErrors();

    CaveatReader(RunQueries runs, RunFactsCache facts) {
        this.runs = runs;
        this.facts = facts;
    }

    /** Empty when it has lost nothing, or is not there, or has not finished. */
    Optional<Ended> lost(Store store, String runId) {
        try {
            return runs.byId(store, runId)
                    .filter(row -> row.status().equals("finished") && !row.isSubflow() && !row.unstartedFork())
                    .flatMap(row -> {
                        Set<Caveat.Kind> kinds = facts.anew(store, row).caveats().stream()
                                .map(Caveat::kind)
                                .collect(Collectors.toSet());
                        Long endedAtMs = row.finishedAtMs();
                        return kinds.isEmpty() || endedAtMs == null
                                ? Optional.empty()
                                : Optional.of(new Ended(row.position(), endedAtMs, kinds));
                    });
        } catch (StoreUnavailableException lockedOrGone) {
            throw lockedOrGone;
        } catch (RuntimeException failure) {
            errors.log(
                    "run=%s store=%s".formatted(runId, store.name()),
                    "What a finished run has lost can't be derived.",
                    failure);
            return Optional.empty();
        }
    }
}
