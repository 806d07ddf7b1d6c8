package chad.ide.runs;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The token figures of one run, added up to an event. Immutable: reading further makes another one.
 *
 * @param lastSeq the newest event that was looked at; -1 before the first
 * @param byTask the reports one by one, as long as there are at most {@link #MAX_REPORTS}
 * @param reports how many {@code byTask} has
 * @param byModel totals
 */
public record Usage(
        long lastSeq, Tokens total, Map<Task, List<Report>> byTask, int reports, Map<String, Tokens> byModel) {

    static final Usage NONE = new Usage(-1, Tokens.NONE, Map.of(), 0, Map.of());

    /** Of an engine that reports no tokens: nothing, and that is not exact. */
    static final Usage UNREPORTED = new Usage(-1, Tokens.NONE.exact(false), Map.of(), 0, Map.of());

    /** A loop of many thousand turns keeps its totals; single figures beyond are not exact. */
    private static final int MAX_REPORTS = 2_000;

    private static final int MAX_MODELS = 200;

    /** One {@code TokenUsageReported}. */
    public record Report(
            String nodeId,
            int iteration,
            int attempt,
            @Nullable String model,
            Tokens tokens) {}

    /** A node in one iteration. */
    record Task(String nodeId, int iteration) {}

    Usage plus(List<Report> added, long seq) {
        if (added.isEmpty()) {
            return new Usage(seq, total, byTask, reports, byModel);
        }
        Tokens sum = total;
        Map<Task, List<Report>> tasks = new HashMap<>(byTask);
        int kept = reports;
        Map<String, Tokens> models = new LinkedHashMap<>(byModel);
        for (Report report : added) {
            sum = sum.plus(report.tokens());
            if (kept < MAX_REPORTS) {
                tasks.merge(new Task(report.nodeId(), report.iteration()), List.of(report), Usage::joined);
                kept++;
            }
            String model = report.model() == null ? "unknown" : report.model();
            if (models.containsKey(model) || models.size() < MAX_MODELS) {
                models.merge(model, report.tokens(), Tokens::plus);
            }
        }
        return new Usage(seq, sum, tasks, kept, models);
    }

    private static List<Report> joined(List<Report> earlier, List<Report> later) {
        return Stream.concat(earlier.stream(), later.stream()).toList();
    }

    /** Names of the models that were asked, the one with the most tokens first. */
    List<String> models(int limit) {
        return byModel.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Tokens> model) -> -model.getValue().total()))
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    public Tokens of(String nodeId, int iteration) {
        return sum(reportsOf(nodeId, iteration));
    }

    public Tokens of(String nodeId, int iteration, int attempt) {
        return sum(reportsOf(nodeId, iteration).filter(report -> report.attempt() == attempt));
    }

    private Stream<Report> reportsOf(String nodeId, int iteration) {
        return byTask.getOrDefault(new Task(nodeId, iteration), List.of()).stream();
    }

    private Tokens sum(Stream<Report> some) {
        boolean allAreKnown = total.exact() && reports < MAX_REPORTS;
        return some.map(Report::tokens).reduce(Tokens::plus).orElse(Tokens.NONE.exact(allAreKnown));
    }
}
