package chad.ide.lifecycle;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a run is executed: what was given at its launch or a later resume, and holds for every process that goes on with
 * it. Without it a dry run would be real after its gate.
 *
 * @param env admitted settings, no secret among them
 * @param project the name of the project that it works in; null for a run of a time before there were any
 * @param budget what its models may use and cost; null without a limit of its own
 */
@RegisterForReflection
record RunSettings(
        Map<String, String> env,
        RunOptions options,
        @Nullable String project,
        @Nullable BudgetLimit budget) {

    /** Tells agents that their calls are counted, whatever other budgets there are. */
    private static final String HAS_BUDGET = "RUNS_IDE_BUDGET";

    static final RunSettings NONE = new RunSettings(Map.of(), RunOptions.NONE, null, null);

    RunSettings {
        env = Map.copyOf(env);
    }

    /** These, and for what they leave open the earlier ones. */
    RunSettings orElse(RunSettings earlier) {
        Map<String, String> both = new TreeMap<>(earlier.env);
        both.putAll(env);
        return new RunSettings(
                both,
                options.orElse(earlier.options),
                project == null ? earlier.project : project,
                budget == null ? earlier.budget : budget);
    }

    RunSettings with(BudgetLimit other) {
        return new RunSettings(env, options, project, other);
    }

    /** What its processes get in their environment. */
    Map<String, String> variables() {
        if (budget == null) {
            return env;
        }
        Map<String, String> all = new TreeMap<>(env);
        all.put(HAS_BUDGET, "1");
        return all;
    }
}
