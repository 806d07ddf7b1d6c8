package chad.ide.experiments;

import chad.volume.FileStamp;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Reads population.json when it has changed. While it is missing or broken the last good one serves. */
@Singleton
public class PopulationFile {

    private final ExperimentsConfig config;
    private final ObjectMapper json;
    private @Nullable FileStamp stamp;
    private @Nullable Leaderboard good;
    private @Nullable String problem;

    PopulationFile(ExperimentsConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /** The leaderboard as the file has it now; it says itself when the file is missing or broken. */
    public synchronized Leaderboard current() {
        try {
            FileStamp seen = FileStamp.read(config.file());
            if (!seen.equals(stamp)) {
                stamp = seen;
                read(seen);
            }
        } catch (NoSuchFileException missing) {
            stamp = null;
            problem = "There is no population yet: launch `experiments.jsx`, or set CHAD_POPULATION to its file.";
        } catch (IOException unreadable) {
            stamp = null;
            problem = "population.json can't be read. Check its permissions.";
        }
        Leaderboard last = good;
        String why = problem;
        if (last == null) {
            return Leaderboard.empty(why == null ? "There is no population yet." : why);
        }
        return why == null ? last : last.with(why + " The last good one is shown.");
    }

    private void read(FileStamp seen) throws IOException {
        if (seen.sizeBytes() > config.maxFileSize()) {
            problem = "population.json has %d bytes, and at most %d are read."
                    .formatted(seen.sizeBytes(), config.maxFileSize());
            return;
        }
        try {
            JsonNode read = json.readTree(Files.readAllBytes(config.file()));
            if (read instanceof ObjectNode population
                    && population.path("candidates").isArray()) {
                good = Leaderboard.of(population);
                problem = null;
                return;
            }
            problem = "population.json has no list of candidates.";
        } catch (JsonProcessingException broken) {
            problem = "population.json is not valid JSON. The next run of `experiments.jsx` says what to do.";
        }
        Log.warnf("%s file=%s", problem, config.file());
    }
}
