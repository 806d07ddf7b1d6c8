package chad.ide.stats;

import chad.ide.spend.SpendSum;
import chad.ide.spend.Spending;
import chad.ide.spend.Spent;
import chad.ide.spend.UsedTokens;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens and money of some time being added up: all, and by bucket, workflow and model. */
final class TokenTally {

    private static final int MAX_MODELS = 50;

    private final boolean isKnown;
    private final boolean isWhole;
    private final Map<Integer, Spent> byBucket = new HashMap<>();
    private final Map<String, Spent> byWorkflow = new HashMap<>();
    private final Map<String, Spent> byModel = new HashMap<>();
    private Spent all = Spent.NOTHING;
    private Spent before = Spent.NOTHING;

    TokenTally(Buckets buckets, Spending spending) {
        isWhole = !spending.isBehind();
        Optional<List<SpendSum>> sums = spending.between(buckets.beforeMs(), buckets.endMs());
        isKnown = sums.isPresent();
        for (SpendSum sum : sums.orElse(List.of())) {
            Spent spent = sum.spent();
            int bucket = buckets.indexOf(sum.hourMs());
            if (bucket < 0) {
                before = before.plus(spent);
            } else {
                all = all.plus(spent);
                byBucket.merge(bucket, spent, Spent::plus);
                byWorkflow.merge(sum.workflow(), spent, Spent::plus);
                byModel.merge(sum.model(), spent, Spent::plus);
            }
        }
    }

    @Nullable UsedTokens all() {
        return told(all);
    }

    @Nullable UsedTokens before() {
        return told(before);
    }

    @Nullable UsedTokens ofBucket(int bucket) {
        return told(byBucket.getOrDefault(bucket, Spent.NOTHING));
    }

    @Nullable UsedTokens ofWorkflow(String workflow) {
        return told(byWorkflow.getOrDefault(workflow, Spent.NOTHING));
    }

    List<Stats.Model> models() {
        return byModel.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Spent> model) ->
                                model.getValue().total())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_MODELS)
                .map(model -> new Stats.Model(model.getKey(), model.getValue().told(isWhole)))
                .toList();
    }

    long modelCount() {
        return byModel.size();
    }

    private @Nullable UsedTokens told(Spent spent) {
        return isKnown ? spent.told(isWhole) : null;
    }
}
