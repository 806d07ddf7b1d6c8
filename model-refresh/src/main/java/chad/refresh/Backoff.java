package chad.refresh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between tries: doubled each time up to a limit, the upper half at random so that clients do not march in step. */
record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /**
     * How long to wait now.
     *
     * @param tried how often it was tried in vain, from 1
     */
    Duration after(int tried) {
        long fullMs = doubled(first, tried, longest).toMillis();
        return Duration.ofMillis(fullMs - (fullMs > 1 ? random.nextLong(fullMs / 2) : 0));
    }

    /** {@code first}, doubled for each time beyond the first, at most {@code longest}. */
    static Duration doubled(Duration first, int times, Duration longest) {
        Duration doubled = first.multipliedBy(1L << Math.min(times - 1, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
