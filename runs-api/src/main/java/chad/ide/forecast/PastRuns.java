package chad.ide.forecast;

import chad.ide.runs.Accuracy;
import chad.ide.runs.RunRow;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import chad.ide.spend.RunSpend;
import chad.ide.spend.Spending;
import chad.ide.spend.UsedTokens;
import chad.ide.store.Store;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what finished runs took. What their stores tell of them is kept: it does not change any more. */
@Singleton
class PastRuns {

    /** About 300 bytes each. */
    private static final int MAX_KEPT = 20_000;

    private record Key(Store store, String runId, @Nullable Long finishedAtMs) {}

    private record Told(@Nullable Long executedMs, Map<String, String> traits) {}

    private final RunService runs;
    private final ExecutionQueries executions;
    private final LaunchTraits traits;
    private final Spending spending;
    private final Cache<Key, Told> told =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    PastRuns(RunService runs, ExecutionQueries executions, LaunchTraits traits, Spending spending) {
        this.runs = runs;
        this.executions = executions;
        this.traits = traits;
        this.spending = spending;
    }

    /** Those at these positions that have finished, the newest first. */
    List<PastRun> read(Store store, List<Long> positions) {
        List<RunRow> rows = runs.rowsAt(store, positions).stream()
                .filter(row -> row.status().equals("finished"))
                .sorted(Comparator.comparingLong(RunRow::createdAtMs)
                        .thenComparingLong(RunRow::position)
                        .reversed())
                .toList();
        Optional<Map<String, RunSpend>> spent =
                spending.ofRuns(store, rows.stream().map(RunRow::id).toList());
        List<PastRun> past = new ArrayList<>();
        for (RunRow row : rows) {
            Told known = told.get(new Key(store, row.id(), row.finishedAtMs()), missing -> read(store, row));
            if (known.executedMs() != null) {
                past.add(pastRun(row, known.executedMs(), known.traits(), spent));
            }
        }
        return past;
    }

    private Told read(Store store, RunRow row) {
        Long wholeMs = row.durationMs();
        Long executedMs = executions.further(store, row.id(), Execution.NONE).untilItsLastSign();
        Long tookMs = executedMs == null
                ? wholeMs
                : wholeMs == null ? executedMs : Long.valueOf(Math.min(wholeMs, executedMs));
        return new Told(tookMs, traits.of(new StoredRun(store, row.id())));
    }

    private PastRun pastRun(
            RunRow row, long executedMs, Map<String, String> traits, Optional<Map<String, RunSpend>> spent) {
        if (spent.isEmpty()
                || spending.isForgotten(Objects.requireNonNullElse(row.finishedAtMs(), row.createdAtMs()))) {
            return new PastRun(row.position(), row.id(), executedMs, null, null, 0, traits);
        }
        RunSpend of = spent.get().get(row.id());
        if (of == null) {
            Figure none = new Figure(0, Accuracy.EXACT); // it asked no model
            return new PastRun(row.position(), row.id(), executedMs, none, none, 0, traits);
        }
        UsedTokens used = of.used();
        return new PastRun(
                row.position(),
                row.id(),
                executedMs,
                used.accuracy() == Accuracy.UNKNOWN
                        ? null
                        : new Figure((double) used.input() + used.output(), used.accuracy()),
                used.costUsd() == null ? null : new Figure(used.costUsd(), used.costAccuracy()),
                of.models(),
                traits);
    }
}
