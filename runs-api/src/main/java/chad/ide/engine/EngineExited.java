package chad.ide.engine;

/** News: an engine process of ours is gone. Fired on a thread of this package, after its record was written. */
public record EngineExited(RecordedProcess process) {}
