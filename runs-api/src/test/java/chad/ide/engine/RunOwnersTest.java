package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.engine.RunOwner.Nobody;
import chad.ide.engine.RunOwner.OwnEngine;
import chad.ide.engine.RunOwner.Stranger;
import chad.ide.engine.RunOwner.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOwnersTest {

    private static final String RUN = "nightly-1";

    private final Path folder;
    private final Path store;
    private final List<Process> started = new ArrayList<>();

    RunOwnersTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.store = Files.createFile(folder.resolve("nightly.db"));
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--resume=" + RUN, "--run-id=" + RUN, RUN})
    void theEngineThatExecutesTheRunAndBeatForItIsItsOwner(String names) throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", names);

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isEqualTo(new OwnEngine(engine.pid()));
    }

    @Test
    void aSubflowsRunIsExecutedByItsParentsEngine() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--run-id=" + RUN);

        assertThat(owner(engine, RUN + ":child:step:0", System.currentTimeMillis()))
                .isInstanceOf(OwnEngine.class);
    }

    /** Started by hand, with an id of the engine's making: its beat alone tells, and without one nothing does. */
    @ParameterizedTest
    @ValueSource(strings = {"up", "gateway", "/w/nightly.tsx"})
    void theEngineThatNamesNoRunIsTheOwnerIfItWasThereWhenTheRunBeat(String verb) throws Exception {
        Process engine = engine(store, verb, "/w/nightly.jsx");

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isInstanceOf(OwnEngine.class);
        assertThat(owner(engine, RUN, System.currentTimeMillis() - 60_000)).isInstanceOf(Stranger.class);
        assertThat(owner(engine, RUN, null)).isInstanceOf(Stranger.class);
    }

    /** A gateway's end would be that of all runs that it executes. */
    @ParameterizedTest
    @ValueSource(strings = {"gateway", "monitor", "oneshot"})
    void anEngineThatHostsOtherRunsIsNeverEndedForOne(String verb) throws Exception {
        Process host = engine(store, verb, "--port=7441");
        RunOwner owner = owner(host, RUN, System.currentTimeMillis());

        assertThat(owner).isInstanceOf(OwnEngine.class);
        assertThat(RunOwners.hosts(host.pid())).isTrue();
        assertThat(ProcessEnd.of(host.pid(), owner, Duration.ofMillis(200))).isFalse();
        assertThat(host.isAlive()).isTrue();
    }

    @Test
    void anEngineOfOneRunIsEndedWhateverItsValuesAre() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--run-id", RUN, "--annotations", "gateway");
        RunOwner owner = owner(engine, RUN, System.currentTimeMillis());

        assertThat(ProcessEnd.of(engine.pid(), owner, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void theEngineOfTheRunThatThisOneContinuesIsItsOwner() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--run-id=the-run-before");

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isInstanceOf(OwnEngine.class);
    }

    /** The JDK reads one page of a command line and gives nothing of a longer one: its input hid the run's engine. */
    @Test
    void aLongCommandLineHidesNobody() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--input=" + "x".repeat(60_000), "--run-id=" + RUN);

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isInstanceOf(OwnEngine.class);
    }

    /** In a restarted container the number of the dead owner is given again within seconds. */
    @Test
    void aProcessThatWasBornAfterTheLastBeatIsAStranger() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--run-id=" + RUN);

        assertThat(owner(engine, RUN, System.currentTimeMillis() - 60_000))
                .isEqualTo(new Stranger(engine.pid(), "`sh`"));
    }

    @Test
    void theEngineOfAnotherRunIsAStranger() throws Exception {
        Process engine = engine(store, "up", "/w/nightly.jsx", "--run-id=nightly-10");

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isInstanceOf(Stranger.class);
    }

    @Test
    void theEngineOfTheSameRunInACopyOfTheStoreIsAStranger() throws Exception {
        Path copy = Files.createFile(folder.resolve("copy.db"));
        Process engine = engine(copy, "up", "/w/nightly.jsx", "--run-id=" + RUN);

        assertThat(owner(engine, RUN, System.currentTimeMillis())).isInstanceOf(Stranger.class);
    }

    @Test
    void whatOnlyNamesTheRunIsAStranger() throws Exception {
        Process cancels = engine(store, "cancel", RUN);
        Process resumes = start(store, "sh", "-c", "read line", "chad-runs", "up", RUN);

        assertThat(owner(cancels, RUN, System.currentTimeMillis())).isInstanceOf(Stranger.class);
        assertThat(owner(resumes, RUN, System.currentTimeMillis())).isInstanceOf(Stranger.class);
    }

    /** {@code kill} takes the number of a thread for its process, though no list of processes shows it. */
    @Test
    void aThreadIsAStranger() throws Exception {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            long thread = threads.map(task -> Long.parseLong(task.getFileName().toString()))
                    .filter(id -> id != ProcessHandle.current().pid())
                    .findAny()
                    .orElseThrow();

            assertThat(RunOwners.of("pid:" + thread + ":x", List.of(RUN), null, store))
                    .isInstanceOfSatisfying(
                            Stranger.class,
                            stranger -> assertThat(stranger.what())
                                    .startsWith("a thread of process "
                                            + ProcessHandle.current().pid()));
        }
    }

    @Test
    void aNumberThatNobodyHasIsNobodys() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();

        assertThat(owner(gone, RUN, null)).isEqualTo(new Nobody(gone.pid()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "gateway", "pid:", "pid:x:1", "pid:99999999999999:1"})
    void whatNamesNoProcessIsUnknown(@Nullable String ownerId) {
        assertThat(RunOwners.of(ownerId, List.of(RUN), null, store)).isEqualTo(new Unknown());
    }

    private RunOwner owner(Process process, String runId, @Nullable Long beatAtMs) {
        return RunOwners.of("pid:" + process.pid() + ":6b9f0c1e", List.of(runId, "the-run-before"), beatAtMs, store);
    }

    /** A process with the command line of an engine, which holds that store open until its input is closed. */
    private Process engine(Path held, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "read line", "/m/.bin/smithers"));
        line.addAll(List.of(arguments));
        return start(held, line.toArray(String[]::new));
    }

    private Process start(Path held, String... line) throws IOException {
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.appendTo(held.toFile()))
                .start();
        started.add(process);
        await().until(() ->
                Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).contains(line[line.length - 1]));
        return process;
    }
}
