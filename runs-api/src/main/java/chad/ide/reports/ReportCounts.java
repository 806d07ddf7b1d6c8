package chad.ide.reports;

import chad.ide.runs.Caveat;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts the runs of a night as they are read, and keeps those that get a line. */
final class ReportCounts {

    static final int MAX_RUNS = 200;
    static final int MAX_FAILURES = 50;
    private static final int MAX_LOSSES = 50;
    private static final int MAX_FINISHED = 30;
    private static final int MAX_MODELS = 100;

    private final Map<RunState, Integer> byState = new EnumMap<>(RunState.class);
    private final List<RunSummary> runs = new ArrayList<>();
    private final List<RunSummary> failures = new ArrayList<>();
    private final List<RunSummary> finished = new ArrayList<>();
    private final Map<String, Tokens> tokensByModel = new HashMap<>();
    private final Map<List<Object>, NightFacts.Loss> losses = new LinkedHashMap<>();
    private int count;
    private int failureCount;
    private int lossCount;

    void add(RunSummary run) {
        count++;
        if (run.belongsToParent()) {
            return; // its parent is told of, with what happened in it
        }
        byState.merge(run.state(), 1, Integer::sum);
        keep(runs, run, MAX_RUNS);
        if (run.state() == RunState.FAILED || run.state() == RunState.FINISHED_WITH_FAILURES) {
            failureCount++;
            keep(failures, run, MAX_FAILURES);
        }
        if (run.state() == RunState.FINISHED || run.state() == RunState.FINISHED_WITH_FAILURES) {
            keep(finished, run, MAX_FINISHED);
        }
        List<Caveat> lost = lost(run);
        if (!lost.isEmpty()) {
            lossCount++;
            addLoss(run, lost);
        }
    }

    /** Tasks that failed are told of among the failures. */
    private static List<Caveat> lost(RunSummary run) {
        return run.caveats().stream()
                .filter(caveat -> caveat.kind() != Caveat.Kind.FAILURES)
                .toList();
    }

    private void addLoss(RunSummary run, List<Caveat> lost) {
        List<Object> alike =
                List.of(run.workflow(), lost.stream().map(Caveat::kind).toList());
        NightFacts.Loss known = losses.get(alike);
        if (known == null && losses.size() == MAX_LOSSES) {
            return;
        }
        int runs = known == null ? 1 : known.runs() + 1;
        RunSummary newest = known == null || run.createdAtMs() > known.newest().createdAtMs() ? run : known.newest();
        String says = lost(newest).stream().map(Caveat::says).collect(Collectors.joining(" "));
        losses.put(alike, new NightFacts.Loss(newest, runs, says));
    }

    private static void keep(List<RunSummary> some, RunSummary run, int most) {
        if (some.size() < most) {
            some.add(run);
        }
    }

    void addTokens(Map<String, Tokens> ofRun) {
        ofRun.forEach((model, tokens) -> {
            if (tokensByModel.containsKey(model) || tokensByModel.size() < MAX_MODELS) {
                tokensByModel.merge(model, tokens, Tokens::plus);
            }
        });
    }

    /** Of all that were read, subflows too. */
    int count() {
        return count;
    }

    int failureCount() {
        return failureCount;
    }

    Map<RunState, Integer> byState() {
        return byState;
    }

    List<RunSummary> runs() {
        return newestFirst(runs);
    }

    List<RunSummary> failures() {
        return newestFirst(failures);
    }

    int lossCount() {
        return lossCount;
    }

    /** The most frequent first. */
    List<NightFacts.Loss> losses() {
        return losses.values().stream()
                .sorted(Comparator.comparingInt(NightFacts.Loss::runs).reversed())
                .toList();
    }

    List<RunSummary> finished() {
        return newestFirst(finished);
    }

    Map<String, Tokens> tokensByModel() {
        return tokensByModel;
    }

    private static List<RunSummary> newestFirst(List<RunSummary> some) {
        return some.stream()
                .sorted(Comparator.comparingLong(RunSummary::createdAtMs).reversed())
                .toList();
    }
}
