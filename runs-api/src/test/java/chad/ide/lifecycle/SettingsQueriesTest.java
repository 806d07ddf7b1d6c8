package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.files.StateFolder;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.problem.ProblemType;
import chad.ide.testing.Sqlite;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsQueriesTest {

    private static final RunKey NIGHTLY = new RunKey("nightly", "r-1");
    private static final RunKey WEEKLY = new RunKey("weekly", "r-1");

    private final StateFolder state;
    private final Ledger ledger;
    private final SettingsQueries settings;

    SettingsQueriesTest(@TempDir Path folder) {
        this.state = new StateFolder(folder);
        this.ledger = new Ledger(state.ledger(), Clock.systemUTC(), new Warnings());
        this.settings = new SettingsQueries(ledger, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void runsOfOneIdInTwoStoresHaveSettingsOfTheirOwn() {
        settings.keep(NIGHTLY, dry("1"));
        settings.keep(WEEKLY, dry("0"));

        assertThat(settings.of(NIGHTLY)).isEqualTo(dry("1"));
        assertThat(settings.of(WEEKLY)).isEqualTo(dry("0"));
    }

    @Test
    void thoseOfALaunchAreItsRunsOnceItsStoreIsKnown() {
        settings.keep(NIGHTLY, dry("of an earlier run of that id"));
        settings.keepLaunched("r-1", dry("1"));

        settings.launched(NIGHTLY);

        assertThat(settings.of(NIGHTLY)).isEqualTo(dry("1"));
        assertThat(settings.of(WEEKLY)).isEqualTo(RunSettings.NONE);
    }

    /** They were looked for in two steps, and were in neither when they moved in between: the run had no budget. */
    @Test
    void thoseThatMoveToTheirStoreAreKnownAllTheTime() throws Exception {
        AtomicReference<RunKey> kept = new AtomicReference<>(NIGHTLY);
        settings.keepLaunched(NIGHTLY.runId(), dry("1"));
        Future<?> moving =
                CompletableFuture.runAsync(() -> IntStream.range(0, 2_000).forEach(i -> {
                    RunKey run = new RunKey("nightly", "moving-" + i);
                    settings.keepLaunched(run.runId(), dry("1"));
                    kept.set(run);
                    settings.launched(run);
                }));

        while (!moving.isDone()) {
            assertThat(settings.of(Objects.requireNonNull(kept.get()))).isEqualTo(dry("1"));
        }

        moving.get();
    }

    /** Recorded from an edition that had a file for each run: of a known store, of an unknown one, of odd names. */
    @Test
    void thoseThatAnEarlierEditionKeptInFilesAreTakenOver() throws IOException {
        for (String name : List.of(
                "r-1@nightly.json",
                "r-2.json",
                "~3761b7f3-8c3d-3922-b321-acfadb41bc06@~dd44d3d6-ff4d-3f3c-bb0a-85b721273586.json")) {
            file(name);
        }

        takeOver();
        RunKey late = new RunKey("shop", "r-2");
        settings.adopt(late);

        assertThat(settings.of(NIGHTLY))
                .isEqualTo(new RunSettings(Map.of("DRY_RUN", "1"), RunOptions.NONE, "work", null));
        assertThat(settings.of(WEEKLY)).isEqualTo(RunSettings.NONE);
        assertThat(settings.of(late))
                .isEqualTo(new RunSettings(Map.of("CHAD_FUSION_MAX", "2"), RunOptions.NONE, "shop", null));
        assertThat(settings.of(new RunKey("elsewhere", "r-2"))).isEqualTo(RunSettings.NONE);
        RunKey odd = new RunKey("b/state/fusion", "Odd Run");
        assertThat(settings.of(odd)).isEqualTo(dry("0"));
        settings.keep(odd, dry("2"));
        assertThat(settings.of(odd)).isEqualTo(dry("2"));
        try (var left = Files.list(state.runSettings())) {
            assertThat(left).hasSize(3).allMatch(path -> path.toString().endsWith(".taken-over"));
        }
    }

    private Path file(String name) throws IOException {
        Path file = Files.createDirectories(state.runSettings()).resolve(name);
        try (InputStream recorded = SettingsQueriesTest.class.getResourceAsStream("/earlier/settings/" + name)) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }
        return file;
    }

    private void takeOver() {
        new SettingsTakeOver(state, new TakeOver(ledger, Clock.systemUTC())).start(new StartupEvent());
    }

    @Test
    void aDamagedFileKeepsItsRunAloneFromGoingOnWithOtherSettings() throws IOException {
        file("r-2.json");
        Files.writeString(file("r-1@nightly.json"), "{\"env\":{\"DRY");

        takeOver();

        assertThatThrownBy(() -> settings.of(NIGHTLY))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.detail()).contains("r-1", "run_settings"));
        assertThat(settings.of(new RunKey("shop", "r-2")).project()).isEqualTo("shop");
    }

    @Test
    void aRunIsNotStartedWithSettingsThatCantBeKept() throws Exception {
        settings.keep(NIGHTLY, dry("1"));
        try (Connection other = Sqlite.open(state.ledger())) {
            other.createStatement().execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> settings.keepLaunched("r-3", dry("1")))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> {
                        assertThat(problem.type()).isEqualTo(ProblemType.LEDGER_UNAVAILABLE);
                        assertThat(problem.detail()).contains("r-3", "was not started", "locked");
                    });
            assertThat(settings.of(NIGHTLY)).isEqualTo(dry("1"));
        }
    }

    /** A dry run would have become a real one. */
    @Test
    void afterDamageNoRunGoesOnWithoutTheSettingsThatNobodyKnows() throws IOException {
        Files.createDirectories(state.service());
        Files.writeString(state.ledger(), "this is no database");

        assertThatThrownBy(() -> settings.of(NIGHTLY))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.detail()).contains("r-1", "damaged"));
        settings.keep(WEEKLY, dry("1"));
        assertThat(settings.of(WEEKLY)).isEqualTo(dry("1"));
    }

    private static RunSettings dry(String value) {
        return new RunSettings(Map.of("DRY_RUN", value), RunOptions.NONE, null, null);
    }
}
