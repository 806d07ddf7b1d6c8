package chad.ide.store;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * Bounds how many stores are open at once: a folder may hold more stores than the process may open files. A store that
 * is read takes the place of the one that was read longest ago and is not being read; that one is opened again when it
 * is asked.
 */
@Singleton
public class StorePools {

    /** Database, write-ahead log, and the log's index. */
    private static final int FILES_OF_A_CONNECTION = 3;

    private static final int MOST = 500;
    private static final int FEWEST = 4;

    /** What is assumed where the system does not tell. */
    private static final long USUAL_LIMIT = 1_024;

    private final int limit;
    private final LinkedHashSet<OpenStore> open = new LinkedHashSet<>();

    StorePools(StoreConfig config) {
        long files = limit().orElse(USUAL_LIMIT);
        long fitting = files / 3 / ((long) FILES_OF_A_CONNECTION * config.connections());
        this.limit = config.maxOpen().orElse(Math.clamp(fitting, FEWEST, MOST));
    }

    /** How many files the process may have open; empty where the system does not tell. */
    public static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** How many files the process has open; empty where the system does not tell. */
    public static OptionalLong used() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
            return OptionalLong.empty();
        }
        long count = unix.getOpenFileDescriptorCount();
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count); // it opens a folder to count, which may fail
    }

    /** The store has been opened or is being read. Closes what is too much. */
    void used(OpenStore store) {
        List<OpenStore> surplus = new ArrayList<>();
        synchronized (open) {
            open.remove(store);
            open.add(store);
            if (open.size() > limit) {
                open.stream()
                        .filter(other -> other != store && !other.isBeingRead())
                        .limit(open.size() - limit)
                        .forEach(surplus::add);
                surplus.forEach(open::remove);
            }
        }
        surplus.forEach(OpenStore::rest);
    }

    /** It holds no connection any more. */
    void closed(OpenStore store) {
        synchronized (open) {
            open.remove(store);
        }
    }
}
