package chad.ide.audit;

/** Counts requests of nobody in particular by the minute. */
final class AnonymousLimit {

    private static final long MINUTE_MS = 60_000;

    private final int perMinute;
    private long minute;
    private int taken;
    private long leftOut;

    AnonymousLimit(int perMinute) {
        this.perMinute = perMinute;
    }

    /** How many were not taken in the minute that is over; told once. */
    synchronized long leftOut(long nowMs) {
        long now = nowMs / MINUTE_MS;
        if (now == minute) {
            return 0;
        }
        long left = leftOut;
        minute = now;
        taken = 0;
        leftOut = 0;
        return left;
    }

    synchronized boolean takes() {
        if (taken < perMinute) {
            taken++;
            return true;
        }
        leftOut++;
        return false;
    }
}
