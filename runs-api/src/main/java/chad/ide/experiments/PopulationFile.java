package chad.ide.experiments;

import chad.volume.FileRead;
import chad.volume.FollowedFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads population.json when it has changed. While it is missing or broken the last good one serves. */
@Singleton
public class PopulationFile {

    private static final String MISSING =
            "There is no population yet: launch `experiments.jsx`, or set CHAD_POPULATION to its file.";

    private final ObjectMapper json;
    private final long mostBytes;
    private final FollowedFile<Leaderboard> file;

    PopulationFile(ExperimentsConfig config, ObjectMapper json) {
        this.json = json;
        this.mostBytes = config.maxFileSize();
        this.file = FollowedFile.keptWhenGone(config.file(), this::read);
    }

    /** The leaderboard as the file has it now; it says itself when the file is missing or broken. */
    public Leaderboard current() {
        FollowedFile.State<Leaderboard> state = file.look();
        return switch (state.file()) {
            case FileRead.Good<Leaderboard> good -> good.content();
            case FileRead.Missing<Leaderboard> missing -> before(state, MISSING);
            case FileRead.Broken<Leaderboard> broken -> before(state, broken.reason());
        };
    }

    private static Leaderboard before(FollowedFile.State<Leaderboard> state, String why) {
        return state.lastGood()
                .map(last -> last.with(why + " The last good one is shown."))
                .orElseGet(() -> Leaderboard.empty(why));
    }

    private FileRead<Leaderboard> read(Path path) {
        try {
            long bytes = Files.size(path);
            if (bytes > mostBytes) {
                return broken(
                        path, "population.json has %d bytes, and at most %d are read.".formatted(bytes, mostBytes));
            }
            return json.readTree(Files.readAllBytes(path)) instanceof ObjectNode population
                            && population.path("candidates").isArray()
                    ? new FileRead.Good<>(Leaderboard.of(population))
                    : broken(path, "population.json has no list of candidates.");
        } catch (NoSuchFileException missing) {
            return new FileRead.Missing<>();
        } catch (JsonProcessingException notJson) {
            return broken(
                    path, "population.json is not valid JSON. The next run of `experiments.jsx` says what to do.");
        } catch (IOException unreadable) {
            return broken(path, "population.json can't be read. Check its permissions.");
        }
    }

    private static FileRead<Leaderboard> broken(Path path, String why) {
        Log.warnf("%s file=%s", why, path);
        return new FileRead.Broken<>(why);
    }
}
