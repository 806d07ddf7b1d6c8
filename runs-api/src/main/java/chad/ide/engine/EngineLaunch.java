package chad.ide.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process that executes a run.
 *
 * @param store the name of the run's store; null for a run that is yet to be made
 * @param workflow the workflow's name, for the record
 * @param command {@code up} with everything it needs
 * @param settings on top of what every engine process gets
 * @param place where it works
 */
public record EngineLaunch(
        String runId,
        @Nullable String store,
        String workflow,
        EngineCommand command,
        Map<String, String> settings,
        EnginePlace place) {

    public EngineLaunch {
        settings = Map.copyOf(settings);
    }
}
