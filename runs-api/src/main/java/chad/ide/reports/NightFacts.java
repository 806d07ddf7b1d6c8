package chad.ide.reports;

import chad.ide.experiments.Leaderboard;
import chad.ide.models.ModelCatalog;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import chad.ide.spend.UsedTokens;
import chad.volume.Catalog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report tells. Every list is bounded; beside it stands how many there are in all.
 *
 * @param silence what schedules should have done and did not, a sentence each
 * @param silenceCount of all of them
 * @param stuck stalled and waiting runs at the end of the night, the worst first, whenever they were created
 * @param stuckCount of all of them
 * @param byState how many runs of the night are in which state
 * @param isCut whether there were more runs than were counted
 * @param runs of the night, newest first
 * @param failures with what went wrong
 * @param losses finished runs that lost something on the way, those of one workflow and one loss together
 * @param lossCount of all runs that did
 * @param outcomes what finished runs came to
 * @param tokensByModel of the night's runs, over their whole lives
 * @param spendByModel what was spent in the hours of the night, of whichever runs
 * @param models the catalog with its news
 * @param experiments who competes
 * @param unread what could not be read, and why
 */
record NightFacts(
        List<String> silence,
        int silenceCount,
        List<Remark> stuck,
        int stuckCount,
        Map<RunState, Integer> byState,
        boolean isCut,
        List<RunSummary> runs,
        List<Remark> failures,
        int failureCount,
        List<Loss> losses,
        int lossCount,
        List<Outcome> outcomes,
        Map<String, Tokens> tokensByModel,
        Map<String, UsedTokens> spendByModel,
        Models models,
        Leaderboard experiments,
        List<String> unread) {

    NightFacts {
        silence = List.copyOf(silence);
        stuck = List.copyOf(stuck);
        byState = Map.copyOf(byState);
        runs = List.copyOf(runs);
        failures = List.copyOf(failures);
        losses = List.copyOf(losses);
        outcomes = List.copyOf(outcomes);
        tokensByModel = Map.copyOf(tokensByModel);
        spendByModel = Map.copyOf(spendByModel);
        unread = List.copyOf(unread);
    }

    /** A run, and a sentence about it. */
    record Remark(RunSummary run, String sentence) {}

    /**
     * What runs of one workflow lost alike.
     *
     * @param newest of them
     * @param says what it lost
     */
    record Loss(RunSummary newest, int runs, String says) {}

    /**
     * What a run came to.
     *
     * @param words of its last output; empty when it has none that is text
     * @param artifacts files and addresses that the output names
     */
    record Outcome(RunSummary run, String words, List<String> artifacts) {

        Outcome {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** What is known of the models. */
    record Models(@Nullable Catalog catalog, @Nullable String problem) {

        static Models of(ModelCatalog.Known known) {
            return new Models(known.catalog(), known.problem());
        }
    }

    int runCount() {
        return byState.values().stream().mapToInt(Integer::intValue).sum();
    }
}
