package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.files.StateFolder;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.testing.Sqlite;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedRunsTest {

    private static final RunKey NIGHTLY = new RunKey("nightly", "r-1");

    private final StateFolder state;
    private final Ledger ledger;

    InterruptedRunsTest(@TempDir Path folder) {
        this.state = new StateFolder(folder);
        this.ledger = new Ledger(state.ledger(), Clock.systemUTC(), new Warnings());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private InterruptedRuns started() {
        InterruptedRuns runs = new InterruptedRuns(ledger, new TakeOver(ledger, Clock.systemUTC()), state);
        runs.start(new StartupEvent());
        return runs;
    }

    @Test
    void aRunIsTakenForNoOtherOfItsIdAlsoAfterARestart() {
        started().note(NIGHTLY);
        started().note(NIGHTLY);

        assertThat(started().has(NIGHTLY)).isTrue();
        assertThat(started().has(new RunKey("weekly", "r-1"))).isFalse();
        started().forget(NIGHTLY);
        assertThat(started().has(NIGHTLY)).isFalse();
    }

    @Test
    void whatARecordedFileOfAnEarlierEditionNamesIsTakenOverAndForgotten() throws IOException {
        Path file = Files.createDirectories(state.service()).resolve("paused-by-stop.json");
        try (InputStream recorded = InterruptedRunsTest.class.getResourceAsStream("/earlier/paused-by-stop.json")) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }

        InterruptedRuns runs = started();

        assertThat(runs.has(NIGHTLY)).isTrue();
        assertThat(runs.has(new RunKey("any", "r-2")))
                .as("noted by its id alone")
                .isTrue();
        runs.forget(new RunKey("any", "r-2"));
        assertThat(started().has(new RunKey("any", "r-2"))).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void aDamagedFileIsKept() throws IOException {
        Path file = Files.createDirectories(state.service()).resolve("paused-by-stop.json");
        Files.writeString(file, "[\"r-1");

        assertThat(started().has(NIGHTLY)).isFalse();

        assertThat(file.resolveSibling("paused-by-stop.json.taken-over")).hasContent("[\"r-1");
    }

    /** A list of nothing, or of what is no name, ended the start of the service. */
    @Test
    void aFileOfAnotherShapeIsKeptAndStopsNoStart() throws IOException {
        Path file = Files.createDirectories(state.service()).resolve("paused-by-stop.json");
        for (String content : List.of("null", "[null, 7]", "\0\0\0\0\0\0\0\0")) {
            Files.writeString(file, content);

            assertThat(started().has(NIGHTLY)).isFalse();

            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aDatabaseThatIsLockedStopsNobody() throws Exception {
        InterruptedRuns runs = started();
        runs.note(NIGHTLY);
        try (Connection other = Sqlite.open(state.ledger())) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            runs.note(new RunKey("weekly", "r-9"));
            runs.forget(NIGHTLY);
        }

        assertThat(runs.has(NIGHTLY)).isTrue();
    }
}
