package chad.ide.approvals;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many gates wait, and since when.
 *
 * @param oldestAtMs when the oldest was asked; null when none waits, or the store keeps no time
 */
public record WaitingGates(long count, @Nullable Long oldestAtMs) {

    public static final WaitingGates NONE = new WaitingGates(0, null);

    WaitingGates plus(WaitingGates other) {
        Long oldest = oldestAtMs == null
                ? other.oldestAtMs
                : other.oldestAtMs == null ? oldestAtMs : Long.valueOf(Math.min(oldestAtMs, other.oldestAtMs));
        return new WaitingGates(count + other.count, oldest);
    }

    /** Zero when none waits. */
    public Duration oldestAge(Instant now) {
        if (oldestAtMs == null) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.max(0, now.toEpochMilli() - oldestAtMs));
    }
}
