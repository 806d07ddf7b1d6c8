package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.files.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {

    @Test
    void aRunOfTheSameIdInAnotherStoreHasAFolderOfItsOwnAlsoAfterARestart(@TempDir Path state) throws IOException {
        ProcessFiles files = new ProcessFiles(new StateFolder(state));
        write(files, "nightly");
        write(files, "weekly");
        write(files, "a/weekly");

        ProcessFiles after = new ProcessFiles(new StateFolder(state));

        assertThat(after.readAll())
                .extracting(RecordedProcess::store)
                .containsExactlyInAnyOrder("nightly", "weekly", "a/weekly");
        assertThat(after.folder(new RunKey("nightly", "r-1"))).isEqualTo(state.resolve("runs-api/runs/r-1"));
        assertThat(after.folder(new RunKey("weekly", "r-1"))).isEqualTo(state.resolve("runs-api/runs/r-1@weekly"));
        assertThat(after.folder(new RunKey("a/weekly", "r-1")).getFileName().toString())
                .matches("r-1@~[0-9a-f]{64}");
    }

    /** Its process writes there: the folder stays when the store of the run is known. */
    @Test
    void theFolderOfALaunchedRunStaysWhereItIs(@TempDir Path state) throws IOException {
        ProcessFiles files = new ProcessFiles(new StateFolder(state));
        Path folder = files.prepare(RunKey.launched("r-1"));

        files.located(RunKey.launched("r-1"), new RunKey("nightly", "r-1"));

        assertThat(files.folder(new RunKey("nightly", "r-1"))).isEqualTo(folder);
    }

    @Test
    void recordsOfEarlierVersionsAreRead(@TempDir Path state) throws IOException {
        Path folder = Files.createDirectories(state.resolve("runs-api/runs/r-1"));
        Files.writeString(folder.resolve("process.json"), """
                {"runId":"r-1","workflow":"slow.jsx","pid":4711,"bornAtMs":1,"startedAtMs":2}
                """);

        ProcessFiles files = new ProcessFiles(new StateFolder(state));

        assertThat(files.readAll())
                .singleElement()
                .satisfies(process -> assertThat(process.key()).isEqualTo(RunKey.launched("r-1")));
    }

    private static void write(ProcessFiles files, String store) throws IOException {
        RecordedProcess process = new RecordedProcess("r-1", "slow.jsx", 4711, 1, 2, store, 3L, null);
        files.prepare(process.key());
        files.write(process);
    }
}
