package chad.ide.budgets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How budgets are watched. */
@ConfigMapping(prefix = "runs.budgets")
interface BudgetConfig {

    /** How often runs are looked at although nothing of theirs was reported: some began elsewhere, or go on again. */
    @WithDefault("1s")
    String lookEvery();

    /** How long after a start agents wait for an answer: those that are asking a model by then tell of it first. */
    @WithDefault("2s")
    Duration settle();
}
