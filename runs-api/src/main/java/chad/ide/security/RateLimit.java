package chad.ide.security;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * So many a minute for each caller: a bucket that holds a minute's worth and fills evenly. Remembers a bounded number
 * of callers, those that came last; who is forgotten begins with a full bucket.
 */
final class RateLimit {

    static final int MAX_CALLERS = 10_000;

    private static final double MINUTE_MS = 60_000;

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    private record Bucket(double left, long atMs) {}

    RateLimit(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Takes one; how long to wait when there is none. */
    synchronized Optional<Duration> take(String caller) {
        Bucket now = now(caller);
        boolean has = now.left() >= 1;
        buckets.put(caller, has ? new Bucket(now.left() - 1, now.atMs()) : now);
        return has ? Optional.empty() : Optional.of(untilOne(now));
    }

    /** How long to wait for one, without taking it. */
    synchronized Optional<Duration> look(String caller) {
        if (!buckets.containsKey(caller)) {
            return Optional.empty();
        }
        Bucket now = now(caller);
        return now.left() >= 1 ? Optional.empty() : Optional.of(untilOne(now));
    }

    synchronized int remembered() {
        return buckets.size();
    }

    private Bucket now(String caller) {
        long nowMs = clock.millis();
        Bucket before = buckets.getOrDefault(caller, new Bucket(perMinute, nowMs));
        double filled = Math.max(0, nowMs - before.atMs()) * perMinute / MINUTE_MS;
        return new Bucket(Math.min(perMinute, before.left() + filled), nowMs);
    }

    /** Whole seconds, rounded up: that is what {@code Retry-After} can say. */
    private Duration untilOne(Bucket bucket) {
        double ms = (1 - bucket.left()) * MINUTE_MS / perMinute;
        return Duration.ofSeconds(Math.max(1, (long) Math.ceil(ms / 1_000)));
    }
}
