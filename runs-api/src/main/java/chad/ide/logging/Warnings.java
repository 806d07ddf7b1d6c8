package chad.ide.logging;

import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What of the service's own files can't be read or written now, and what that means: told in the log when it begins and
 * when it is over, and in {@code /api/health} while it lasts.
 */
@Singleton
public class Warnings {

    private final Map<String, String> present = new ConcurrentHashMap<>();

    /** @param what names it: the same warning is logged once */
    public void begin(String what, String words) {
        if (present.put(what, words) == null) {
            Log.error(words);
        }
    }

    public void end(String what) {
        if (present.remove(what) != null) {
            Log.infof("The warning about the %s no longer applies.", what);
        }
    }

    /** In words, by what they are about. */
    public Map<String, String> present() {
        return new TreeMap<>(present);
    }
}
