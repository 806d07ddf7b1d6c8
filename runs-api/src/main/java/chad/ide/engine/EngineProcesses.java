package chad.ide.engine;

import chad.ide.files.StateFolder;
import chad.ide.logging.LogSubject;
import chad.ide.logging.RepeatedErrors;
import chad.ide.problem.ProblemType;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine processes that execute runs for us.
 *
 * <p>They belong to the service but not to its life: each has its own session, writes to files and not to pipes, and
 * goes on when the service ends, however it ends. A record beside its log tells the next service which process executed
 * which run; with the pid and the time of birth it knows whether that one still lives.
 */
@Singleton
public class EngineProcesses {

    private static final long LOOK_EVERY_MS = 500;

    /** The subject of errors of a look. */
    private static final String LOOK = "engine-processes";

    private final EngineConfig config;
    private final StateFolder state;
    private final EngineInstallation installation;
    private final ChildEnvironment environment;
    private final Guard guard;
    private final Clock clock;
    private final Consumer<EngineExited> news;
    private final ProcessFiles files;

    private final Map<RunKey, RecordedProcess> processes = new ConcurrentHashMap<>();
    private final Set<Long> children = ConcurrentHashMap.newKeySet();
    private final RepeatedErrors errors = new RepeatedErrors();
    private final Object endings = new Object();
    private final Object records = new Object();
    private final List<RecordedProcess> endedWhileAway = new ArrayList<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-watch").factory());

    @Inject
    EngineProcesses(
            EngineConfig config,
            StateFolder state,
            EngineInstallation installation,
            ChildEnvironment environment,
            Guard guard,
            Clock clock,
            Event<EngineExited> news) {
        this(config, state, installation, environment, guard, clock, (Consumer<EngineExited>) news::fire);
    }

    EngineProcesses(
            EngineConfig config,
            StateFolder state,
            EngineInstallation installation,
            ChildEnvironment environment,
            Guard guard,
            Clock clock,
            Consumer<EngineExited> news) {
        this.config = config;
        this.state = state;
        this.installation = installation;
        this.environment = environment;
        this.guard = guard;
        this.clock = clock;
        this.news = news;
        this.files = new ProcessFiles(state);
        recall();
    }

    /** Tells what ended while nobody looked, and begins to look. */
    void start(@Observes StartupEvent started) {
        watch.execute(() -> endedWhileAway.forEach(this::tell));
        watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
    }

    /** The newest process that we started for the run; empty when there was none, or its record is too old. */
    public Optional<RecordedProcess> of(RunKey run) {
        return Optional.ofNullable(processes.get(run));
    }

    /** The process that launched a run of that id, while the store of the run is not known. */
    public Optional<RecordedProcess> launched(String runId) {
        return of(RunKey.launched(runId));
    }

    /** What is known of the process by now; empty when another one has taken its place, or its record is too old. */
    public Optional<RecordedProcess> now(RecordedProcess process) {
        return of(process.key())
                .filter(process::isSame)
                .or(() -> processes.values().stream().filter(process::isSame).findFirst());
    }

    /** Those that execute a run now. */
    public List<RecordedProcess> alive() {
        return processes.values().stream().filter(RecordedProcess::isAlive).toList();
    }

    /**
     * Waits until the process is gone, or the time is over.
     *
     * @return whether it is gone
     */
    public boolean awaitEnd(RecordedProcess process, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (endings) {
            while (lives(process)) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMs <= 0) {
                    return false;
                }
                endings.wait(leftMs);
            }
            return true;
        }
    }

    private boolean lives(RecordedProcess process) {
        return now(process).filter(RecordedProcess::isAlive).isPresent();
    }

    /** What the process answered when it ended. Of no meaning while it lives. */
    public EngineResult answer(RecordedProcess process) {
        RecordedProcess now = now(process).orElse(process);
        return EngineAnswer.read(
                files.answer(now.key()), files.log(now.key()), now.exit().orElse(-1), new PathRedactor(config, state));
    }

    /** The row of a run that was launched has been seen in that store. */
    public void located(RecordedProcess process, String store) {
        synchronized (records) {
            now(process).filter(known -> known.store() == null).ifPresent(known -> {
                RecordedProcess located = known.in(store);
                files.located(known.key(), located.key());
                processes.remove(known.key());
                processes.put(located.key(), located);
                write(located);
            });
        }
    }

    /**
     * Starts a process. Its output goes to files from the first byte on.
     *
     * @return empty when a process of ours executes the run already
     * @throws chad.edge.ProblemException when the engine is missing, or too many runs are executed
     */
    public synchronized Optional<RecordedProcess> start(EngineLaunch launch) {
        RunKey run = new RunKey(launch.store(), launch.runId());
        if (executes(run) || executes(RunKey.launched(launch.runId()))) {
            return Optional.empty();
        }
        if (alive().size() >= config.maxProcesses()) {
            throw ProblemType.TOO_BUSY.because(
                    "%d runs are already being executed, which is the limit (runs.engine.max-processes)."
                            .formatted(config.maxProcesses()));
        }
        try {
            if (launch.store() == null && !forgetEarlier(launch.runId())) {
                return Optional.empty();
            }
            Process process = builder(launch, run).start();
            RecordedProcess own = new RecordedProcess(
                    launch.runId(),
                    launch.workflow(),
                    process.pid(),
                    LiveProcess.bornAtMs(process.toHandle()),
                    clock.millis(),
                    launch.store(),
                    null,
                    null);
            children.add(own.pid());
            synchronized (records) {
                processes.put(own.key(), own);
                write(own);
            }
            Log.infof(
                    "An engine process was started. run=%s workflow=%s pid=%d", own.runId(), own.workflow(), own.pid());
            Thread.ofVirtual().name("engine-exit-" + own.pid()).start(() -> awaitExit(own, process));
            return Optional.of(own);
        } catch (IOException failure) {
            Log.warnf(failure, "An engine process could not be started. run=%s", launch.runId());
            throw installation.missing("The engine could not be started for run `%s`: %s."
                    .formatted(launch.runId(), failure.getClass().getSimpleName()));
        }
    }

    private boolean executes(RunKey run) {
        return of(run).filter(RecordedProcess::isAlive).isPresent();
    }

    /**
     * A run of that id was in a store that has it no longer. The new one takes its folder.
     *
     * @return whether none of them lives
     */
    private boolean forgetEarlier(String runId) {
        List<RecordedProcess> earlier = processes.values().stream()
                .filter(process -> process.runId().equals(runId))
                .toList();
        if (earlier.stream().anyMatch(RecordedProcess::isAlive)) {
            return false;
        }
        earlier.forEach(this::forget);
        return true;
    }

    private ProcessBuilder builder(EngineLaunch launch, RunKey run) throws IOException {
        List<String> program = new ArrayList<>();
        program.add(installation.binary().toString());
        program.addAll(launch.command().arguments());
        program.addAll(List.of("--format", "json"));
        Map<String, String> variables = environment.variables(state);
        variables.putAll(launch.settings());
        variables.put("RUNS_IDE_GATE", state.callGate().toString());
        variables.put("RUNS_IDE_RUN", launch.runId());
        Path folder = files.prepare(run);
        guard.protect(variables, launch.command(), null, launch.place(), folder);
        ProcessBuilder builder =
                new ProcessBuilder(DetachedSession.command(program, variables.getOrDefault("PATH", "")));
        builder.directory(launch.place().folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                folder.resolve(ProcessFiles.ANSWER).toFile()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(
                folder.resolve(ProcessFiles.LOG).toFile()));
        return builder;
    }

    /** A thread of its own, for {@link Process#onExit} is told on a pool that anybody may have filled. */
    private void awaitExit(RecordedProcess own, Process process) {
        try {
            int exitCode = process.waitFor();
            watch.execute(() -> ended(own, exitCode));
        } catch (InterruptedException | RejectedExecutionException serviceStopped) {
            Log.debugf("A process ended, but no listener is left. run=%s", own.runId());
        }
    }

    /** What the service before us left: who still lives, and who ended in the meantime. */
    private void recall() {
        for (RecordedProcess recorded : files.readAll()) {
            boolean gone = recorded.isAlive() && !LiveProcess.isAlive(recorded);
            RecordedProcess known = gone ? recorded.ended(clock.millis(), null) : recorded;
            if (gone) {
                mask(recorded);
            }
            processes.put(known.key(), known);
            if (gone) {
                write(known);
                endedWhileAway.add(known);
            }
        }
        prune();
    }

    private void look() {
        try {
            for (RecordedProcess process : alive()) {
                files.bound(process.key(), config.logLimit());
                boolean isChild = children.contains(process.pid()); // it tells its end and its exit code itself
                if (!isChild && !LiveProcess.isAlive(process)) {
                    ended(process, null);
                }
            }
            errors.over(LOOK);
        } catch (RuntimeException failure) {
            errors.log(LOOK, "Checking the engine processes failed and will be retried.", failure);
        }
    }

    /** Always on the watch's thread, once for each process. */
    private void ended(RecordedProcess process, @Nullable Integer exitCode) {
        try (LogSubject _ = LogSubject.run(process.runId())) {
            takeEnd(process, exitCode);
        }
    }

    private void takeEnd(RecordedProcess process, @Nullable Integer exitCode) {
        children.remove(process.pid());
        Optional<RecordedProcess> living = now(process).filter(RecordedProcess::isAlive);
        if (living.isEmpty()) {
            return;
        }
        mask(living.get());
        RecordedProcess ended;
        synchronized (records) { // its store may have become known in the meantime
            ended = now(process).orElse(living.get()).ended(clock.millis(), exitCode);
            processes.put(ended.key(), ended);
            write(ended);
        }
        Log.infof("An engine process ended. run=%s pid=%d exit=%s", ended.runId(), ended.pid(), exitCode);
        synchronized (endings) {
            endings.notifyAll();
        }
        tell(ended);
        prune();
    }

    /** Before the process counts as ended: from then on another one may write to these files. */
    private void mask(RecordedProcess gone) {
        files.mask(gone.key(), environment::masking);
    }

    private void tell(RecordedProcess process) {
        try {
            news.accept(new EngineExited(process));
        } catch (RuntimeException failure) {
            Log.errorf(failure, "A change of an engine process could not be processed. run=%s", process.runId());
        }
    }

    private void write(RecordedProcess process) {
        try {
            files.write(process);
        } catch (IOException failure) {
            Log.warnf(failure, "The record of an engine process could not be written. run=%s", process.runId());
        }
    }

    private void prune() {
        processes.values().stream()
                .filter(process -> !process.isAlive())
                .sorted(Comparator.comparing(RecordedProcess::startedAtMs).reversed())
                .skip(config.keepEnded())
                .forEach(this::forget);
    }

    private void forget(RecordedProcess old) {
        synchronized (records) {
            if (processes.remove(old.key(), old)) {
                files.delete(old.key());
            }
        }
    }
}
