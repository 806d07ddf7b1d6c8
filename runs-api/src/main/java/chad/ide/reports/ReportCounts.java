package chad.ide.reports;

import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the runs of a night as they are read, and keeps those that get a line. */
final class ReportCounts {

    static final int MAX_RUNS = 200;
    static final int MAX_FAILURES = 50;
    private static final int MAX_FINISHED = 30;
    private static final int MAX_MODELS = 100;

    private final Map<RunState, Integer> byState = new EnumMap<>(RunState.class);
    private final List<RunSummary> runs = new ArrayList<>();
    private final List<RunSummary> failures = new ArrayList<>();
    private final List<RunSummary> finished = new ArrayList<>();
    private final Map<String, Tokens> tokensByModel = new HashMap<>();
    private int count;
    private int failureCount;

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
