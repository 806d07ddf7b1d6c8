package chad.ide.engine;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCalled.Outcome;
import chad.ide.engine.EngineCommand.Subject;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.ide.store.Store;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine's CLI. A call is a process of about a second, so it is for what only the engine can do; what a store
 * tells is read from the store.
 *
 * <p>Every call has a time limit and an output limit, a few run at a time, and a bounded number waits. All methods throw
 * a {@link chad.edge.ProblemException} when the engine is missing or too many calls wait.
 */
@Singleton
public class Engine {

    private final EngineConfig config;
    private final StateFolder state;
    private final EngineInstallation installation;
    private final ChildEnvironment environment;
    private final Guard guard;
    private final Clock clock;
    private final Consumer<EngineCalled> news;
    private final Semaphore turns;
    private final AtomicInteger waiting = new AtomicInteger();

    @Inject
    Engine(
            EngineConfig config,
            StateFolder state,
            EngineInstallation installation,
            ChildEnvironment environment,
            Guard guard,
            Clock clock,
            Event<EngineCalled> news) {
        this(config, state, installation, environment, guard, clock, (Consumer<EngineCalled>) news::fire);
    }

    Engine(
            EngineConfig config,
            StateFolder state,
            EngineInstallation installation,
            ChildEnvironment environment,
            Guard guard,
            Clock clock,
            Consumer<EngineCalled> news) {
        this.config = config;
        this.state = state;
        this.installation = installation;
        this.environment = environment;
        this.guard = guard;
        this.clock = clock;
        this.news = news;
        this.turns = new Semaphore(config.concurrency(), true);
    }

    /**
     * A verb about a run of that store: {@code cancel, approve, deny, pause, signal, diff, …}, those without a workflow
     * file among their arguments.
     */
    public EngineResult onStore(Store store, EngineCommand command) {
        return told(
                store.name(),
                command,
                () -> inFolder(command, store.sqliteFile().file()));
    }

    /**
     * Approves a gate with a choice, which no verb of the CLI can carry: a script of ours calls the function of the
     * engine's package that its gateway calls.
     *
     * @param request what {@code engine/decide.mjs} takes, as JSON
     */
    public EngineResult choose(Store store, Subject run, String request) {
        return scripted(
                Guard.DECIDE, store, EngineCommand.of("choose").about(run).privateOption("request", request));
    }

    /**
     * Asks runs of one store to pause, in one process.
     *
     * @param run any of them
     * @param request what {@code engine/pause.mjs} takes, as JSON
     */
    public EngineResult pauseAll(Store store, Subject run, String request) {
        return scripted(Guard.PAUSE, store, EngineCommand.of("pause").about(run).privateOption("request", request));
    }

    private EngineResult scripted(String script, Store store, EngineCommand command) {
        Path file = store.sqliteFile().file();
        return told(store.name(), command, () -> {
            Path binary = installation.binary();
            List<String> line =
                    List.of("/usr/bin/env", "bun", guard.script(script).toString(), binary.toString());
            try (PrivateFolder folder = PrivateFolder.create(file, installation.nodeModules())) {
                EnginePlace place = new EnginePlace(folder.path(), folder.path(), null);
                return call(command, line, file, folder, place, state);
            } catch (IOException failure) {
                throw noFolder(failure);
            }
        });
    }

    /** A verb with a workflow file among its arguments, {@code fork, revert, …}, where its run is executed too. */
    public EngineResult onFile(EngineCommand command, EnginePlace place) {
        return told(null, command, () -> {
            try (PrivateFolder aside = PrivateFolder.create(null, Optional.empty())) {
                return call(command, line(command), null, aside, place, state);
            } catch (IOException failure) {
                throw noFolder(failure);
            }
        });
    }

    /**
     * {@code graph}, which loads a workflow and thereby makes its store: in a folder that is thrown away.
     *
     * @param project where the workflow is loaded, as a launch would: it may read files there
     */
    public EngineResult inScratch(EngineCommand command, Path project) {
        return told(null, command, () -> {
            try (PrivateFolder scratch = PrivateFolder.create(null, installation.nodeModules())) {
                EnginePlace place = new EnginePlace(project, scratch.path(), null);
                return call(command, line(command), null, scratch, place, new StateFolder(scratch.path()));
            } catch (IOException failure) {
                throw noFolder(failure);
            }
        });
    }

    /** @param database what {@code smithers.db} in the folder links to */
    private EngineResult inFolder(EngineCommand command, Path database) {
        try (PrivateFolder folder = PrivateFolder.create(database, installation.nodeModules())) {
            EnginePlace place = new EnginePlace(folder.path(), folder.path(), null);
            return call(command, line(command), database, folder, place, state);
        } catch (IOException failure) {
            throw noFolder(failure);
        }
    }

    /** Calls, and tells what came of it. */
    private EngineResult told(@Nullable String store, EngineCommand command, Supplier<EngineResult> call) {
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        Outcome outcome = Outcome.COULD_NOT_START;
        try {
            EngineResult result = call.get();
            outcome = Outcome.of(result);
            return result;
        } catch (ProblemException notCalled) {
            outcome = notCalled.type() == ProblemType.TOO_BUSY ? Outcome.TOO_BUSY : Outcome.COULD_NOT_START;
            throw notCalled;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            news.accept(new EngineCalled(command.verb(), store, outcome, startedAt, took));
        }
    }

    private List<String> line(EngineCommand command) {
        List<String> line = new ArrayList<>();
        line.add(installation.binary().toString());
        line.addAll(command.arguments());
        line.addAll(List.of("--format", "json"));
        return line;
    }

    /**
     * @param line the program and its arguments
     * @param store what the engine must act on; null for whatever it finds
     * @param aside where the private arguments are put
     * @param place where the process works
     * @param state what it is told to be its state folder
     */
    private EngineResult call(
            EngineCommand command,
            List<String> line,
            @Nullable Path store,
            PrivateFolder aside,
            EnginePlace place,
            StateFolder makesStoresIn) {
        Map<String, String> variables = environment.variables(makesStoresIn);
        command.assumed().forEach(variables::putIfAbsent);
        guard.protect(variables, command, store, place, aside.path());
        Duration limit = command.timeLimit().orElse(config.timeLimit());
        takeTurn(limit);
        try {
            EngineCall.Output said = EngineCall.run(line, place.folder(), variables, limit, config.outputLimit());
            return switch (said.end()) {
                case EXITED ->
                    EngineAnswer.read(
                            said.output(),
                            said.errors(),
                            said.exitCode(),
                            new PathRedactor(config, state, place.folder(), place.stores()));
                case TOO_LATE -> {
                    Log.warnf("The engine did not answer in time. verb=%s limit=%s", command.verb(), limit);
                    yield new TimedOut(limit);
                }
                case TOO_MUCH ->
                    new Refused(
                            Refused.TOO_MUCH_OUTPUT,
                            "The engine printed more than %d bytes and was stopped (runs.engine.output-limit)."
                                    .formatted(config.outputLimit()));
            };
        } catch (IOException notStarted) {
            Log.warnf(notStarted, "The engine could not be started. verb=%s", command.verb());
            throw installation.missing("The engine's CLI can't be started: %s.".formatted(reason(notStarted)));
        } finally {
            turns.release();
        }
    }

    private void takeTurn(Duration limit) {
        if (turns.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > config.queue()) {
            waiting.decrementAndGet();
            throw busy();
        }
        try {
            if (!turns.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private static RuntimeException busy() {
        return ProblemType.TOO_BUSY.because("Too many engine calls are queued. Try again in a moment.");
    }

    private RuntimeException noFolder(IOException failure) {
        Log.warn("No temporary folder could be created for an engine call.", failure);
        return installation.missing(
                "No temporary folder could be created for an engine call: %s.".formatted(reason(failure)));
    }

    /** The message of such an exception names the program with its folders. */
    private String reason(IOException failure) {
        return new PathRedactor(config, state).shorten(String.valueOf(failure.getMessage()));
    }
}
