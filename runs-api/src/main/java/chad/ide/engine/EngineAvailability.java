package chad.ide.engine;

/** Whether the engine can be asked. Reading stores goes on without it. */
public sealed interface EngineAvailability {

    /** @param engine version of the engine, for example {@code 0.32.0}; {@code bun} that of the runtime under it */
    record Ready(String engine, String bun) implements EngineAvailability {}

    /** @param reason what is missing, and what to do */
    record Missing(String reason) implements EngineAvailability {}
}
