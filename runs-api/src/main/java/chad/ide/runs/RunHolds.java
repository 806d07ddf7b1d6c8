package chad.ide.runs;

import chad.ide.store.Store;
import org.jspecify.annotations.Nullable;

/** Knows which runs the service itself keeps paused, and why. */
public interface RunHolds {

    /** Null for a run that nothing keeps. */
    @Nullable Cause of(Store store, String runId);

    /** Whether the service has paused it: parked in whichever way, it waits to be let go on. */
    boolean isParked(Store store, String runId);
}
