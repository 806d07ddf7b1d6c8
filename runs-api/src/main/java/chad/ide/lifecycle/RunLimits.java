package chad.ide.lifecycle;

import chad.ide.engine.RunKey;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The budgets that runs were given: by their launch, their schedule or the opening comment of their workflow. */
@Singleton
public class RunLimits {

    private final SettingsQueries settings;

    RunLimits(SettingsQueries settings) {
        this.settings = settings;
    }

    /** @throws chad.edge.ProblemException when nobody can tell now */
    public Optional<BudgetLimit> of(RunKey run) {
        return Optional.ofNullable(settings.of(run).budget());
    }

    /** Whether any run has one, among those that are remembered. */
    public boolean any() {
        return settings.haveBudgets();
    }

    /** From now on the run has this budget. */
    public void change(RunKey run, BudgetLimit limit) {
        settings.adopt(run);
        settings.keep(run, settings.of(run).with(limit));
    }
}
