package chad.ide.stats;

import chad.ide.usage.TokenUsage;
import chad.ide.usage.UsageSum;
import chad.ide.usage.UsedTokens;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of some time being added up: all, and by bucket, workflow and model. */
final class TokenTally {

    private static final int MAX_MODELS = 50;

    private final boolean isKnown;
    private final boolean isWhole;
    private final Map<Integer, UsedTokens> byBucket = new HashMap<>();
    private final Map<String, UsedTokens> byWorkflow = new HashMap<>();
    private final Map<String, UsedTokens> byModel = new HashMap<>();
    private UsedTokens all = UsedTokens.NONE;
    private UsedTokens before = UsedTokens.NONE;

    TokenTally(Buckets buckets, TokenUsage usage) {
        isWhole = !usage.isBehind();
        Optional<List<UsageSum>> sums = usage.between(buckets.beforeMs(), buckets.endMs());
        isKnown = sums.isPresent();
        for (UsageSum sum : sums.orElse(List.of())) {
            UsedTokens tokens = sum.tokens();
            int bucket = buckets.indexOf(sum.hourMs());
            if (bucket < 0) {
                before = before.plus(tokens);
            } else {
                all = all.plus(tokens);
                byBucket.merge(bucket, tokens, UsedTokens::plus);
                byWorkflow.merge(sum.workflow(), tokens, UsedTokens::plus);
                byModel.merge(sum.model(), tokens, UsedTokens::plus);
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
        return told(byBucket.getOrDefault(bucket, UsedTokens.NONE));
    }

    @Nullable UsedTokens ofWorkflow(String workflow) {
        return told(byWorkflow.getOrDefault(workflow, UsedTokens.NONE));
    }

    List<Stats.Model> models() {
        return byModel.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, UsedTokens> model) ->
                                model.getValue().total())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_MODELS)
                .map(model -> new Stats.Model(model.getKey(), model.getValue().exact(isWhole)))
                .toList();
    }

    long modelCount() {
        return byModel.size();
    }

    private @Nullable UsedTokens told(UsedTokens tokens) {
        return isKnown ? tokens.exact(isWhole) : null;
    }
}
