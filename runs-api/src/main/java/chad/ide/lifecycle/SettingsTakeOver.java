package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.engine.RunKey;
import chad.ide.files.StateFolder;
import chad.ide.ledger.TakeOver;
import chad.ide.ledger.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The settings of runs that earlier editions kept in files: {@code RUN.json}, or {@code RUN@STORE.json}. */
@Singleton
class SettingsTakeOver {

    private static final int BEHIND_THE_DATABASE = 10;
    private static final String ENDING = ".json";

    private final Path folder;
    private final TakeOver takeOver;

    SettingsTakeOver(StateFolder folder, TakeOver takeOver) {
        this.folder = folder.runSettings();
        this.takeOver = takeOver;
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent starting) {
        takeOver.atStart("settings of runs", files(), SettingsTakeOver::take);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + ENDING)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException nothingToTakeOver) {
            return List.of();
        } catch (IOException unreadable) {
            Log.errorf(
                    "The folder with the settings of runs of an earlier edition can't be listed. Check its owner"
                            + " and mode, and restart. cause=%s",
                    unreadable);
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    /** What can't be read is kept as it is: a run must not go on with other settings than it began with. */
    private static TakeOver.Found take(Transaction transaction, Path file, byte[] content) throws SQLException {
        String name = file.getFileName().toString();
        String run = name.substring(0, name.length() - ENDING.length());
        int at = run.indexOf('@');
        RunKey key = at < 0 ? RunKey.launched(run) : new RunKey(run.substring(at + 1), run.substring(0, at));
        SettingsQueries.write(
                transaction, key, new String(content, UTF_8), file.toFile().lastModified());
        try {
            SettingsQueries.parse(content);
            return new TakeOver.Found(1, 0);
        } catch (JsonProcessingException damaged) {
            return new TakeOver.Found(0, 1);
        }
    }
}
