package chad.ide.engine;

import java.util.Map;

/**
 * A process that executes a run.
 *
 * @param workflow the workflow's name, for the record
 * @param command {@code up} with everything it needs
 * @param settings on top of what every engine process gets
 */
public record EngineLaunch(String runId, String workflow, EngineCommand command, Map<String, String> settings) {

    public EngineLaunch {
        settings = Map.copyOf(settings);
    }
}
