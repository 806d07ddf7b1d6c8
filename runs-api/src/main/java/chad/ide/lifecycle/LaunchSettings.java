package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.runs.StoredRun;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Map;

/** Tells the settings that runs were given at their launch, or at a later resume. */
@Singleton
public class LaunchSettings {

    private final SettingsQueries queries;

    LaunchSettings(SettingsQueries queries) {
        this.queries = queries;
    }

    /** None as well when nobody can tell now. */
    public Map<String, String> of(StoredRun run) {
        try {
            return queries.of(run.key()).env();
        } catch (ProblemException untold) {
            Log.debugf(
                    untold,
                    "Settings of a run can't be told now. run=%s store=%s",
                    run.id(),
                    run.store().name());
            return Map.of();
        }
    }
}
