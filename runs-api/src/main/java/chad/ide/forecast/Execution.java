package chad.ide.forecast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which time processes executed a run, told from its events. Each process writes {@code RunStarted}; the last thing that
 * it writes of the run's work ends its part. What lies between two parts was waited for a person, an event or a timer, or
 * lost by a crash, and says nothing of how long such a run takes. An agent that asks a person waits in its own process,
 * which counts: no event says how long.
 *
 * @param doneMs of the parts that have ended
 * @param sinceMs when the newest part began; null before there was one
 * @param lastMs when that part wrote last
 * @param lastSeq up to which event this was read
 */
record Execution(long doneMs, @Nullable Long sinceMs, long lastMs, long lastSeq) {

    static final Execution NONE = new Execution(0, null, 0, -1);

    /** @param isStart whether a process began with it; else it tells that one is at work */
    record Sign(long seq, long atMs, boolean isStart) {}

    /** @param signs further ones, by their number */
    Execution plus(List<Sign> signs) {
        long done = doneMs;
        Long since = sinceMs;
        long last = lastMs;
        long seq = lastSeq;
        for (Sign sign : signs) {
            if (sign.isStart()) {
                done += since == null ? 0 : Math.max(0, last - since);
                since = sign.atMs();
                last = sign.atMs();
            } else {
                last = Math.max(last, sign.atMs());
            }
            seq = sign.seq();
        }
        return new Execution(done, since, last, seq);
    }

    /** Null when no event tells of any. */
    @Nullable Long untilItsLastSign() {
        return sinceMs == null ? null : Long.valueOf(doneMs + Math.max(0, lastMs - sinceMs));
    }

    @Nullable Long until(long nowMs) {
        return sinceMs == null ? null : Long.valueOf(doneMs + Math.max(0, nowMs - sinceMs));
    }
}
