package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chad.edge.ProblemException;
import chad.ide.engine.EngineResult.Done;
import chad.ide.problem.ProblemType;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineProcessesTest {

    private static final Map<String, String> GITLAB = Map.of("GITLAB_TOKEN", "glpat-1234567890");

    private final List<EngineExited> news = new CopyOnWriteArrayList<>();
    private final List<EngineProcesses> services = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        for (EngineProcesses service : services) {
            service.alive()
                    .forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            service.stop();
        }
    }

    @Test
    void aRunIsExecutedAndItsAnswerKept(@TempDir Path folder) throws Exception {
        EngineStores workspace = new EngineStores(folder);
        EngineProcesses processes = service(bench(workspace));

        RecordedProcess started = processes
                .start(up(workspace, Sample.COUNT, "count-1", Map.of("CHAD_WORD", "west")))
                .orElseThrow();

        assertThat(processes.awaitEnd(started, Duration.ofSeconds(60))).isTrue();
        RecordedProcess ended = processes.launched("count-1").orElseThrow();
        assertThat(ended.exit()).hasValue(0);
        assertThat(processes.answer(ended))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.answer().path("status").asText())
                                .isEqualTo("finished"));
        await().until(() -> news.contains(new EngineExited(ended)));
        assertThat(workspace.store(Sample.COUNT)).isRegularFile();
    }

    @Test
    void theNextServiceKnowsTheLivingProcessAndSeesItEnd(@TempDir Path folder) {
        EngineStores workspace = new EngineStores(folder);
        EngineWorkbench bench = bench(workspace);
        EngineProcesses before = service(bench);
        RecordedProcess started =
                before.start(up(workspace, Sample.SLOW, "slow-1", Map.of())).orElseThrow();
        before.located(started, "slow");
        before.stop();

        EngineProcesses after = service(bench);

        assertThat(after.of(new RunKey("slow", "slow-1"))).hasValueSatisfying(known -> {
            assertThat(known.isAlive()).isTrue();
            assertThat(known.pid()).isEqualTo(started.pid());
            assertThat(known.store()).isEqualTo("slow");
        });
        assertThat(after.start(up(workspace, Sample.SLOW, "slow-1", Map.of()))).isEmpty();

        ProcessHandle.of(started.pid()).orElseThrow().destroyForcibly();

        await().until(() ->
                !after.of(new RunKey("slow", "slow-1")).orElseThrow().isAlive());
        await().until(() ->
                news.stream().anyMatch(exited -> exited.process().runId().equals("slow-1")));
    }

    @Test
    void whatEndedWhileTheServiceWasDownIsToldAtItsStart(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(new EngineStores(folder)).engineIs("exit 0");
        Process gone = new ProcessBuilder("true").start();
        long bornAtMs = LiveProcess.bornAtMs(gone.toHandle());
        gone.waitFor();
        ProcessFiles files = new ProcessFiles(bench.folder());
        files.prepare(new RunKey("slow", "old-1"));
        files.write(new RecordedProcess("old-1", "slow.jsx", gone.pid(), bornAtMs, bornAtMs, "slow", null, null));

        EngineProcesses after = service(bench);

        assertThat(after.of(new RunKey("slow", "old-1")).orElseThrow().isAlive())
                .isFalse();
        await().until(() ->
                news.stream().anyMatch(exited -> exited.process().runId().equals("old-1")));
    }

    /** Whoever sees that it has ended may read its log, or start another process that writes to it. */
    @Test
    void theLogIsMaskedWhenTheProcessCountsAsEnded(@TempDir Path folder) throws Exception {
        EngineStores workspace = new EngineStores(folder);
        EngineWorkbench bench = bench(workspace)
                .set("log-limit", "100000000")
                .engineIs("head -c 20000000 /dev/zero | tr '\\0' x >&2; echo \"$GITLAB_TOKEN\" >&2; echo '{}'");
        EngineProcesses processes = service(bench, GITLAB);
        assertThat(processes.start(up(workspace, Sample.SLOW, "said-1", Map.of())))
                .isPresent();

        await().pollInterval(Duration.ofMillis(1))
                .until(() -> !processes.launched("said-1").orElseThrow().isAlive());

        assertThat(new ProcessFiles(bench.folder()).log(RunKey.launched("said-1")))
                .endsWith("x[masked:GITLAB_TOKEN]\n");
    }

    @Test
    void theLogOfWhatEndedWhileTheServiceWasDownIsMaskedAtItsStart(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(new EngineStores(folder)).engineIs("exit 0");
        Process gone = new ProcessBuilder("true").start();
        long bornAtMs = LiveProcess.bornAtMs(gone.toHandle());
        gone.waitFor();
        ProcessFiles files = new ProcessFiles(bench.folder());
        RunKey run = new RunKey("slow", "old-1");
        Path log = files.prepare(run).resolve(ProcessFiles.LOG);
        Files.writeString(log, "the token is glpat-1234567890");
        files.write(new RecordedProcess("old-1", "slow.jsx", gone.pid(), bornAtMs, bornAtMs, "slow", null, null));

        service(bench, GITLAB);

        assertThat(log).hasContent("the token is [masked:GITLAB_TOKEN]");
    }

    @Test
    void aLaterProcessOfTheSameNumberIsNotTakenForOurs(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(new EngineStores(folder)).engineIs("exit 0");
        ProcessFiles files = new ProcessFiles(bench.folder());
        files.prepare(RunKey.launched("old-1"));
        long longAgoMs = 1_700_000_000_000L;
        files.write(new RecordedProcess(
                "old-1", "slow.jsx", ProcessHandle.current().pid(), longAgoMs, longAgoMs, null, null, null));

        assertThat(service(bench).launched("old-1").orElseThrow().isAlive()).isFalse();
    }

    @Test
    void theLogIsBoundedWhileTheProcessLives(@TempDir Path folder) throws Exception {
        EngineStores workspace = new EngineStores(folder);
        EngineWorkbench bench = bench(workspace)
                .set("log-limit", "65536")
                .engineIs("while :; do head -c 20000 /dev/zero | tr '\\0' x >&2; sleep 0.02; done");
        EngineProcesses processes = service(bench);
        assertThat(processes.start(up(workspace, Sample.SLOW, "loud-1", Map.of())))
                .isPresent();

        Path runFolder = new ProcessFiles(bench.folder()).folder(RunKey.launched("loud-1"));
        await().until(() -> Files.exists(runFolder.resolve("engine.log.1")));
        await().until(() -> Files.size(runFolder.resolve("engine.log")) < 65_536);
    }

    @Test
    void oldRecordsGoWithTheirLogs(@TempDir Path folder) throws Exception {
        EngineStores workspace = new EngineStores(folder);
        EngineWorkbench bench = bench(workspace).set("keep-ended", "2").engineIs("echo '{}'");
        EngineProcesses processes = service(bench);
        for (int i = 0; i < 4; i++) {
            RecordedProcess process = processes
                    .start(up(workspace, Sample.SLOW, "short-" + i, Map.of()))
                    .orElseThrow();
            processes.awaitEnd(process, Duration.ofSeconds(30));
        }

        ProcessFiles files = new ProcessFiles(bench.folder());
        await().until(() -> files.readAll().size() == 2);
        assertThat(processes.launched("short-3")).isPresent();
        assertThat(processes.launched("short-0")).isEmpty();
    }

    @Test
    void moreRunsThanAllowedAreRefused(@TempDir Path folder) {
        EngineStores workspace = new EngineStores(folder);
        EngineProcesses processes =
                service(bench(workspace).set("max-processes", "1").engineIs("sleep 300"));
        assertThat(processes.start(up(workspace, Sample.SLOW, "one", Map.of()))).isPresent();

        assertThatThrownBy(() -> processes.start(up(workspace, Sample.SLOW, "two", Map.of())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_BUSY));
    }

    private static EngineWorkbench bench(EngineStores workspace) {
        return new EngineWorkbench(workspace.state(), workspace.workflows());
    }

    private EngineProcesses service(EngineWorkbench bench) {
        return service(bench, bench.environment(System.getenv()));
    }

    private EngineProcesses service(EngineWorkbench bench, Map<String, String> secrets) {
        Map<String, String> ours = new HashMap<>(System.getenv());
        ours.putAll(secrets);
        return service(bench, bench.environment(ours, secrets.keySet().toArray(String[]::new)));
    }

    private EngineProcesses service(EngineWorkbench bench, ChildEnvironment environment) {
        EngineProcesses service = new EngineProcesses(
                bench.config(),
                bench.folder(),
                bench.installation(),
                environment,
                bench.guard(),
                Clock.systemUTC(),
                news::add);
        service.start(new StartupEvent());
        services.add(service);
        return service;
    }

    private static EngineLaunch up(EngineStores workspace, Sample sample, String runId, Map<String, String> settings) {
        EngineCommand command = EngineCommand.of("up")
                .argument(workspace.workflows().resolve(sample.fileName()).toString())
                .option("run-id", runId)
                .option("input", sample == Sample.COUNT ? "{\"prompt\":\"hi\"}" : "{}");
        return new EngineLaunch(
                runId,
                null,
                sample.fileName(),
                command,
                settings,
                new EnginePlace(
                        workspace.state().toAbsolutePath(), workspace.state().toAbsolutePath(), null));
    }
}
