package chad.refresh;

import java.time.Instant;

/**
 * How the last attempts ended.
 *
 * @param lastAttemptAt when the last one began
 * @param failures failed ones since the last success
 * @param lastFailure what the last one failed of; empty after a success
 * @param retryAt when it makes sense to try again; long past after a success
 */
record RefreshAttempts(Instant lastAttemptAt, int failures, String lastFailure, Instant retryAt) {

    static final RefreshAttempts NONE = new RefreshAttempts(Instant.MIN, 0, "", Instant.MIN);
}
