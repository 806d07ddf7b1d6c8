package chad.ide.budgets;

import chad.ide.engine.RunKey;
import org.jspecify.annotations.Nullable;

/**
 * A run that a budget paused.
 *
 * @param budget the id of the budget
 * @param says its figures then
 * @param releasedBy who let it go on; null while nobody has
 */
record Hold(
        RunKey run,
        String budget,
        String says,
        long heldAtMs,
        @Nullable Long releasedAtMs,
        @Nullable String releasedBy) {

    boolean isReleased() {
        return releasedBy != null;
    }

    Hold releasedBy(String who, long atMs) {
        return new Hold(run, budget, says, heldAtMs, atMs, who);
    }
}
