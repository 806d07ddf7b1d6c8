package chad.ide.stats;

import chad.ide.runs.ScoreQueries.TimedScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scores of some time being added up, by scorer and bucket. */
final class ScoreTally {

    private static final int MAX_SCORERS = 20;

    /** A workflow that gives each of its scorers a name of its own must not fill the memory. */
    private static final int MAX_NAMES = 1_000;

    private static final class OfScorer {

        final DoubleSummaryStatistics all = new DoubleSummaryStatistics();
        final Map<Integer, DoubleSummaryStatistics> byBucket = new HashMap<>();
    }

    private final Buckets buckets;
    private final Map<String, OfScorer> byName = new HashMap<>();

    ScoreTally(Buckets buckets) {
        this.buckets = buckets;
    }

    void add(TimedScore score) {
        int bucket = buckets.indexOf(score.scoredAtMs());
        if (bucket < 0 || (byName.size() == MAX_NAMES && !byName.containsKey(score.scorer()))) {
            return;
        }
        OfScorer of = byName.computeIfAbsent(score.scorer(), first -> new OfScorer());
        of.all.accept(score.value());
        of.byBucket
                .computeIfAbsent(bucket, first -> new DoubleSummaryStatistics())
                .accept(score.value());
    }

    List<Stats.Scorer> scorers() {
        return byName.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, OfScorer> one) ->
                                one.getValue().all.getCount())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_SCORERS)
                .map(one -> new Stats.Scorer(
                        one.getKey(),
                        one.getValue().all.getCount(),
                        one.getValue().all.getAverage(),
                        means(one.getValue())))
                .toList();
    }

    private List<@Nullable Double> means(OfScorer of) {
        List<@Nullable Double> means = new ArrayList<>();
        for (int i = 0; i < buckets.count(); i++) {
            DoubleSummaryStatistics some = of.byBucket.get(i);
            means.add(some == null ? null : some.getAverage());
        }
        return means;
    }
}
