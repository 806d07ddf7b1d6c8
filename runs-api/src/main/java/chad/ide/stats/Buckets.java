package chad.ide.stats;

import chad.ide.problem.ProblemType;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Hours or days of a time zone that lie side by side. A day is as long as the zone makes it. */
final class Buckets {

    /** Six weeks of hours, or near three years of days. */
    static final int MOST = 1_000;

    private final long[] startsMs;
    private final long endMs;

    private Buckets(long[] startsMs, long endMs) {
        this.startsMs = startsMs;
        this.endMs = endMs;
    }

    static Buckets of(StatsQuery query) {
        ChronoUnit unit = query.bucket().unit();
        ZonedDateTime start = Instant.ofEpochMilli(query.sinceMs()).atZone(query.zone());
        long[] starts = new long[MOST];
        int count = 0;
        while (start.toInstant().toEpochMilli() < query.untilMs()) {
            if (count == MOST) {
                throw ProblemType.invalid(
                        "bucket",
                        query.bucket().word(),
                        "at most %d buckets between `since` and `until`".formatted(MOST));
            }
            starts[count++] = start.toInstant().toEpochMilli();
            start = start.plus(1, unit);
        }
        return new Buckets(Arrays.copyOf(starts, count), query.untilMs());
    }

    int count() {
        return startsMs.length;
    }

    long startMs(int at) {
        return startsMs[at];
    }

    /** Where the first begins. */
    long sinceMs() {
        return startsMs[0];
    }

    /** Where the last ends. */
    long endMs() {
        return endMs;
    }

    /** Where as long a time before the first begins. */
    long beforeMs() {
        return 2 * sinceMs() - endMs;
    }

    /** Which one holds that time; negative when none does. */
    int indexOf(long timeMs) {
        if (timeMs >= endMs) {
            return -1;
        }
        int found = Arrays.binarySearch(startsMs, timeMs);
        return found >= 0 ? found : -found - 2;
    }
}
