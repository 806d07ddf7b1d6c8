package chad.refresh;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets wrong keys be presented so often in a minute and no more: from then on a key is not looked at until the minute is
 * over, right or wrong, but for keys that were right before. So guessing gets no further than that, and who guesses keeps
 * nobody out who was in.
 */
@ApplicationScoped
class WrongKeys {

    static final int PER_MINUTE = 20;

    private static final int MAX_KNOWN = 100;
    private static final long MINUTE_MS = 60_000;

    private final Clock clock;
    private final Set<String> known = new HashSet<>();
    private long minute;
    private int wrong;

    WrongKeys(Clock clock) {
        this.clock = clock;
    }

    /** Whether the verdict may be told. */
    synchronized boolean admits(@Nullable String presented, ApiKeys.Verdict verdict) {
        if (clock.millis() / MINUTE_MS != minute) {
            minute = clock.millis() / MINUTE_MS;
            wrong = 0;
        }
        return switch (verdict) {
            case OPERATOR, VIEWER -> knows(String.valueOf(presented));
            case REFUSED, NOTHING_CONFIGURED -> presented == null || counts();
        };
    }

    private boolean knows(String key) {
        String digest = ApiKeys.printed(key);
        if (known.contains(digest)) {
            return true;
        }
        boolean admitted = wrong < PER_MINUTE;
        if (admitted && known.size() < MAX_KNOWN) {
            known.add(digest);
        }
        return admitted;
    }

    private boolean counts() {
        wrong++;
        if (wrong == PER_MINUTE + 1) {
            Log.warn("Too many wrong keys were sent; new ones are refused for the rest of the minute.");
        }
        return wrong <= PER_MINUTE;
    }
}
