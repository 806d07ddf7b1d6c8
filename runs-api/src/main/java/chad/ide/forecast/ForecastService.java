package chad.ide.forecast;

import chad.ide.problem.ProblemType;
import chad.ide.runs.Forecast;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a launch is likely to take. */
@Singleton
public class ForecastService {

    private static final int MAX_NAME_CHARS = 300;

    private final Habits habits;

    ForecastService(Habits habits) {
        this.habits = habits;
    }

    /**
     * @param store null for that of the newest run of the workflow
     * @param with see {@link LaunchTraits#parse}
     */
    public Forecast of(String workflow, @Nullable String store, List<String> with) {
        if (workflow.length() > MAX_NAME_CHARS) {
            throw ProblemType.invalid("workflow", workflow, "at most %d characters".formatted(MAX_NAME_CHARS));
        }
        return habits.forecast(workflow.strip(), store, LaunchTraits.parse(with));
    }
}
