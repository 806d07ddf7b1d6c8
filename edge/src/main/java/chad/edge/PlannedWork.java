package chad.edge;

import java.time.Instant;
import java.util.List;

/** What else the service starts by the clock, and has times of its own for. */
public interface PlannedWork {

    /** For example {@code night report}. */
    String name();

    /** Due times after the first, up to the second, oldest first; at most a hundred. */
    List<Instant> between(Instant after, Instant upTo);
}
