package chad.refresh;

import chad.catalog.Catalog;
import java.time.Instant;

/** What a refresh came to. */
sealed interface RefreshOutcome {

    record Refreshed(Catalog catalog) implements RefreshOutcome {}

    /** The last good file is as it was. */
    record Failed(Failure failure) implements RefreshOutcome {}

    /** Another refresh is at work, in this process or in another one on the same volume. */
    record Busy() implements RefreshOutcome {}

    /**
     * How the last attempts ended.
     *
     * @param lastAttemptAt when the last one that was not {@link Busy} began
     * @param failures failed ones since the last success
     * @param retryAt when it makes sense to try again; {@link Instant#MIN} after a success
     */
    record Record(Instant lastAttemptAt, int failures, String lastFailure, Instant retryAt) {

        static final Record NEVER = new Record(Instant.MIN, 0, "", Instant.MIN);
    }
}
