package chad.ide.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token figures of one run, added up to an event. Immutable: reading further makes another one.
 *
 * @param lastSeq the newest event that was looked at; -1 before the first
 * @param byAttempt the reports one by one, as long as there are at most {@link #MAX_REPORTS}
 * @param byModel totals
 */
record Usage(long lastSeq, Tokens total, List<Report> byAttempt, Map<String, Tokens> byModel) {

    static final Usage NONE = new Usage(-1, Tokens.NONE, List.of(), Map.of());

    /** Of an engine that reports no tokens: nothing, and that is not exact. */
    static final Usage UNREPORTED = new Usage(-1, Tokens.NONE.exact(false), List.of(), Map.of());

    /** A loop of many thousand turns keeps its totals, and leaves the single figures to the trace of a node. */
    private static final int MAX_REPORTS = 2_000;

    private static final int MAX_MODELS = 200;

    /** One {@code TokenUsageReported}. */
    record Report(
            String nodeId,
            int iteration,
            int attempt,
            @Nullable String model,
            Tokens tokens) {}

    Usage plus(List<Report> reports, long seq) {
        if (reports.isEmpty()) {
            return new Usage(seq, total, byAttempt, byModel);
        }
        Tokens sum = total;
        List<Report> all = new ArrayList<>(byAttempt);
        Map<String, Tokens> models = new LinkedHashMap<>(byModel);
        for (Report report : reports) {
            sum = sum.plus(report.tokens());
            if (all.size() < MAX_REPORTS) {
                all.add(report);
            }
            String model = report.model() == null ? "unknown" : report.model();
            if (models.containsKey(model) || models.size() < MAX_MODELS) {
                models.merge(model, report.tokens(), Tokens::plus);
            }
        }
        return new Usage(seq, sum, List.copyOf(all), models);
    }

    Tokens of(String nodeId, int iteration) {
        return byAttempt.stream()
                .filter(report -> report.nodeId().equals(nodeId) && report.iteration() == iteration)
                .map(Report::tokens)
                .reduce(Tokens.NONE.exact(total.exact()), Tokens::plus);
    }

    Tokens of(String nodeId, int iteration, int attempt) {
        return byAttempt.stream()
                .filter(report -> report.nodeId().equals(nodeId)
                        && report.iteration() == iteration
                        && report.attempt() == attempt)
                .map(Report::tokens)
                .reduce(Tokens.NONE.exact(total.exact()), Tokens::plus);
    }
}
