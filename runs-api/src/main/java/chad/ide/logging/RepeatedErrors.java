package chad.ide.logging;

import io.quarkus.logging.Log;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Logs an error that comes again and again once, with its stack, and afterwards only how often it has come (10, 100,
 * 1,000, … times): what is looked at ten times a second must not fill the log. Another error about the same subject
 * begins anew.
 */
public final class RepeatedErrors {

    /** Subjects that are remembered; the one that erred longest ago is forgotten. */
    private static final int MAX_SUBJECTS = 1_000;

    private record Seen(String error, long count) {}

    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MAX_SUBJECTS;
        }
    };

    /**
     * @param subject what it happened to, as the line names it: {@code store=fusion}
     * @param what the sentence of the line
     * @return how often it has happened in a row, this time included
     */
    public long log(String subject, String what, Throwable failure) {
        String error = failure.getClass().getName() + ": " + Objects.toString(failure.getMessage(), "");
        long count;
        synchronized (seen) {
            Seen before = seen.get(subject);
            count = before != null && before.error().equals(error) ? before.count() + 1 : 1;
            seen.put(subject, new Seen(error, count));
        }
        if (count == 1) {
            Log.errorf(failure, "%s %s", what, subject);
        } else if (isPowerOfTen(count)) {
            Log.errorf("%s %s: the same error has occurred %d times.", what, subject, count);
        }
        return count;
    }

    /** It works again. */
    public void over(String subject) {
        Seen before;
        synchronized (seen) {
            before = seen.remove(subject);
        }
        if (before != null && before.count() > 1) {
            Log.infof("Works again after %d errors. %s", before.count(), subject);
        }
    }

    private static boolean isPowerOfTen(long count) {
        long power = 10;
        while (power < count) {
            power *= 10;
        }
        return power == count;
    }
}
