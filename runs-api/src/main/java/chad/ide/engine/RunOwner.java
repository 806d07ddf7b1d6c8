package chad.ide.engine;

/**
 * Who lives under the number that a run's row names as its owner. A number is nobody's identity: it is given to another
 * process once its first holder is gone, in a restarted container within seconds, and threads have numbers too.
 */
public sealed interface RunOwner {

    /** The engine process that executes this very run. */
    record OwnEngine(long pid) implements RunOwner {}

    /**
     * Somebody else. The run's engine is gone.
     *
     * @param what who it is, in words
     */
    record Stranger(long pid, String what) implements RunOwner {}

    /** No process of this machine, or container, has the number. The owner may live on another. */
    record Nobody(long pid) implements RunOwner {}

    /** The row names no process. */
    record Unknown() implements RunOwner {}
}
