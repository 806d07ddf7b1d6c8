package chad.roster;

import chad.volume.FileStamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows population.json and holds on to the last good champions while it is half-written. Thread-safe. A population
 * that is not there is no fault: nobody has run experiments yet.
 */
@ApplicationScoped
public class Population {

    private static final long MAX_SIZE_BYTES = 32L << 20;

    /**
     * What is known now.
     *
     * @param problem why the file can't be read; null while it can, or is not there
     * @param present whether there is a file
     */
    record State(Champions champions, @Nullable String problem, boolean present) {}

    private record Look(@Nullable FileStamp stamp, State state) {}

    private final Path file;
    private volatile Look last = new Look(null, new State(Champions.NONE, null, false));

    Population(RosterConfig config) {
        file = config.populationPath();
    }

    State look() {
        FileStamp stamp = FileStamp.of(file);
        Look known = last;
        if (Objects.equals(stamp, known.stamp())) {
            return known.state();
        }
        return read(stamp);
    }

    private synchronized State read(@Nullable FileStamp stamp) {
        State state;
        try {
            if (Files.size(file) > MAX_SIZE_BYTES) {
                throw new IOException("larger than %d MB".formatted(MAX_SIZE_BYTES >> 20));
            }
            state = new State(Champions.parse(Files.readAllBytes(file)), null, true);
        } catch (NoSuchFileException e) {
            state = new State(Champions.NONE, null, false); // taken away on purpose: no more champions
        } catch (IOException e) {
            state = new State(last.state().champions(), String.valueOf(e.getMessage()), true);
        }
        last = new Look(stamp, state);
        return state;
    }
}
