package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoreRegistry;
import chad.ide.testing.RealEngine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EngineStopTest.Unattended.class)
class EngineStopTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** The service under test is not really stopped, so its supervisor must not go on with what the stop paused. */
    public static class Unattended extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("runs.supervisor.look-every", "1h");
            return config;
        }
    }

    @Inject
    Engine cli;

    @Inject
    EngineProcesses processes;

    @Inject
    EngineStatus engine;

    @Inject
    EngineConfig config;

    @Inject
    StoreRegistry registry;

    @Inject
    StoreReader reader;

    @Inject
    InterruptedRuns interrupted;

    @Test
    void aCleanStopPausesARunWhenItsTaskIsDone() throws Exception {
        Path release = config.stateDir().resolve("release");
        RecordedProcess process = start("stop-pauses", release);

        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> stop("60s").stop(new ShutdownEvent()));
        await().atMost(LONG)
                .until(() ->
                        column(process, "pause_requested_at_ms IS NOT NULL").equals(Optional.of("1")));
        Files.createFile(release);
        stopped.get(60, TimeUnit.SECONDS);

        assertThat(column(process, "status")).contains("paused");
        assertThat(interrupted.has(new RunKey("slow", "stop-pauses"))).isTrue();
        assertThat(processes.of(new RunKey("slow", "stop-pauses")).orElseThrow().isAlive())
                .isFalse();
    }

    @Test
    void whatDoesNotPauseWithinTheGraceIsLeftRunningAndNotCancelled() {
        RecordedProcess process = start("stop-stays", config.stateDir().resolve("never"));
        try {
            stop("1s").stop(new ShutdownEvent());

            assertThat(column(process, "status")).contains("running");
            assertThat(processes
                            .of(new RunKey("slow", "stop-stays"))
                            .orElseThrow()
                            .isAlive())
                    .isTrue();
        } finally {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        await().until(() ->
                !processes.of(new RunKey("slow", "stop-stays")).orElseThrow().isAlive());
        assertThat(processes.of(new RunKey("slow", "stop-stays")).orElseThrow().exit())
                .hasValue(137);
    }

    @Test
    void theEngineAndItsRuntimeAreKnown() {
        assertThat(engine.availability()).isInstanceOfSatisfying(EngineAvailability.Ready.class, ready -> {
            assertThat(ready.engine()).isEqualTo("0.32.0");
            assertThat(ready.bun()).matches("[0-9.]+");
        });
    }

    private EngineStop stop(String grace) {
        EngineConfig impatient = new EngineWorkbench(config.stateDir(), config.workflowDir())
                .set("stop-grace", grace)
                .config();
        return new EngineStop(impatient, processes, cli, registry, reader, interrupted);
    }

    /** A run whose task ends when the file is there; the steps after it leave the engine time to see the request. */
    private RecordedProcess start(String runId, Path release) {
        EngineCommand up = EngineCommand.of("up")
                .argument(config.workflowDir().resolve("slow.jsx").toString())
                .option("run-id", runId)
                .option("input", "{\"releaseFile\":\"%s\",\"steps\":40}".formatted(release));
        RecordedProcess process = processes
                .start(new EngineLaunch(
                        runId,
                        null,
                        "slow.jsx",
                        up,
                        Map.of(),
                        new EnginePlace(config.stateDir(), config.stateDir(), null)))
                .orElseThrow();
        await().atMost(LONG).until(() -> slowTaskRuns(process));
        processes.located(process, "slow");
        return process;
    }

    private boolean slowTaskRuns(RecordedProcess process) {
        return slowStore()
                .flatMap(store -> reader.first(
                        store,
                        "SELECT state FROM _smithers_nodes WHERE run_id = ? AND node_id = 'slow'",
                        row -> row.getString("state"),
                        process.runId()))
                .equals(Optional.of("in-progress"));
    }

    private Optional<String> column(RecordedProcess process, String expression) {
        return slowStore()
                .flatMap(store -> reader.first(
                        store,
                        "SELECT " + expression + " AS value FROM _smithers_runs WHERE run_id = ?",
                        row -> row.getString("value"),
                        process.runId()));
    }

    /** Empty until the service has read it once. */
    private Optional<Store> slowStore() {
        return registry.readable().stream()
                .filter(store -> store.name().equals("slow"))
                .findFirst();
    }
}
