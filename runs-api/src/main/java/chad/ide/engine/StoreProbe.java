package chad.ide.engine;

import chad.ide.files.StateFolder;
import chad.volume.FileStamp;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells which store a workflow writes to and what its input has to look like, by loading it in a process whose guard
 * opens no database. A run is executed in
 * that store, wherever its row was seen: a copy of a store holds the same rows, and what is due there is not due.
 *
 * <p>An answer holds for as long as the files that were loaded for it rest, and for the environment that was given. The
 * time to load a workflow is about half a second; a few hundred answers are kept.
 */
@Singleton
public class StoreProbe {

    /**
     * @param store the file, absolute; null when the workflow could not be loaded, writes to no file, or has not been
     *     given a store yet
     * @param namesNoStore whether it writes to the engine's default store, in whatever folder it is executed
     * @param imported the stores of workflows that it imports
     * @param inputSchema JSON Schema of its input; null when it declares none
     * @param isLoaded whether it could be loaded
     * @param isLate whether that took too long, so that another try may tell
     */
    public record Answer(
            @Nullable Path store,
            boolean namesNoStore,
            List<Path> imported,
            @Nullable JsonNode inputSchema,
            boolean isLoaded,
            boolean isLate) {

        static final Answer UNKNOWN = new Answer(null, false, List.of(), null, false, false);
        static final Answer LATE = new Answer(null, false, List.of(), null, false, true);

        public Answer {
            imported = List.copyOf(imported);
        }

        /** The store that a run of this workflow in the given file is executed in; null when that can't be told. */
        public @Nullable Path writesTo(Path held) {
            return namesNoStore && EngineFolders.isDefault(held) ? held : store;
        }
    }

    private record Question(Path workflow, Path folder, Map<String, String> variables) {}

    /** A file that the workflow was loaded from; its stamp is null when it is gone. */
    private record Module(Path file, @Nullable FileStamp stamp) {

        static Module of(Path file) {
            return new Module(file, FileStamp.of(file));
        }

        boolean isUnchanged() {
            return equals(of(file));
        }
    }

    private record Known(Answer answer, List<Module> modules, long askedAtMs) {}

    private static final int MAX_MODULES = 2_000;

    /** From here on an exit code is the number of a signal: the machine ended it, and not the workflow itself. */
    private static final int KILLED = 128;

    /** A workflow that can't be loaded may be waiting for something else than an edit. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    private final EngineConfig config;
    private final StateFolder state;
    private final ChildEnvironment environment;
    private final Guard guard;
    private final EngineFolders folders;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1, true);
    private final Cache<Question, Known> answers =
            Caffeine.newBuilder().maximumSize(300).build();

    StoreProbe(
            EngineConfig config,
            StateFolder state,
            ChildEnvironment environment,
            Guard guard,
            EngineFolders folders,
            Clock clock) {
        this.config = config;
        this.state = state;
        this.environment = environment;
        this.guard = guard;
        this.folders = folders;
        this.clock = clock;
    }

    /**
     * The file that the workflow writes its runs to; empty when that can't be told.
     *
     * @param folder the project's: where the workflow is loaded
     * @param settings of the run, on top of what every engine process gets
     */
    public Optional<Path> storeOf(Path workflow, Path folder, Map<String, String> settings) {
        return Optional.ofNullable(ask(workflow, folder, settings).store());
    }

    /** As {@link #storeOf}, with the stores that the workflow opens besides. */
    public Answer ask(Path workflow, Path folder, Map<String, String> settings) {
        Map<String, String> variables = environment.variables(state);
        variables.putAll(settings);
        Question question = new Question(workflow.toAbsolutePath().normalize(), folder, Map.copyOf(variables));
        Optional<Answer> known = known(question);
        if (known.isPresent()) {
            return given(question, known.get());
        }
        try {
            if (!turn.tryAcquire(config.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                return Answer.LATE;
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Answer.LATE;
        }
        try {
            return given(question, known(question).orElseGet(() -> load(question)));
        } finally {
            turn.release();
        }
    }

    /** It was asked for its path in the state folder; where it is executed, the engine's default store is a link. */
    private Answer given(Question question, Answer answer) {
        return answer.namesNoStore()
                ? new Answer(
                        folders.storeOf(question.workflow()).orElse(null),
                        true,
                        answer.imported(),
                        answer.inputSchema(),
                        true,
                        false)
                : answer;
    }

    private Optional<Answer> known(Question question) {
        Known known = answers.getIfPresent(question);
        if (known == null) {
            return Optional.empty();
        }
        boolean isRecent = clock.millis() - known.askedAtMs() < ASK_AGAIN.toMillis();
        boolean isFresh = (known.answer().store() != null || isRecent)
                && known.modules().stream().allMatch(Module::isUnchanged);
        return isFresh ? Optional.of(known.answer()) : Optional.empty();
    }

    private Answer load(Question question) {
        Map<String, String> variables = new TreeMap<>(question.variables());
        List<Module> asked = List.of(Module.of(question.workflow())); // as it is before it is read
        Known known;
        try {
            Path script = guard.probe(variables, state.root());
            List<String> line = List.of(
                    "/usr/bin/env",
                    "bun",
                    script.toString(),
                    question.workflow().toString());
            EngineCall.Output said =
                    EngineCall.run(line, question.folder(), variables, config.timeLimit(), config.outputLimit());
            known = read(said, asked);
        } catch (IOException notStarted) {
            Log.warnf("A workflow could not be asked for its store: %s", notStarted.getMessage());
            known = new Known(Answer.LATE, asked, clock.millis());
        }
        answers.put(question, known);
        return known.answer();
    }

    /** @param asked what the answer rests on at least, for one that is mended is asked again at once */
    private Known read(EngineCall.Output said, List<Module> asked) {
        JsonNode answer = said.end() == EngineCall.End.EXITED && said.exitCode() == 0
                ? EngineAnswer.lastJson(said.output()).orElse(null)
                : null;
        if (answer == null) {
            boolean isLate = said.end() != EngineCall.End.EXITED || said.exitCode() >= KILLED;
            return new Known(isLate ? Answer.LATE : Answer.UNKNOWN, asked, clock.millis());
        }
        List<Path> imported = new ArrayList<>();
        answer.path("imported").forEach(file -> imported.add(Path.of(file.asText())));
        List<Module> modules = new ArrayList<>();
        answer.path("modules").forEach(file -> modules.add(Module.of(Path.of(file.asText()))));
        if (modules.size() > MAX_MODULES) {
            return new Known(Answer.UNKNOWN, asked, clock.millis());
        }
        Path store = answer.path("store").isTextual()
                ? Path.of(answer.path("store").asText())
                : null; // it writes to no file
        boolean namesNoStore = store != null && store.equals(state.root().resolve(EngineFolders.DEFAULT_STORE));
        JsonNode schema = answer.path("inputSchema");
        return new Known(
                new Answer(store, namesNoStore, imported, schema.isObject() ? schema : null, true, false),
                modules,
                clock.millis());
    }

    /** Whether two paths lead to one file, through whatever links. */
    public static boolean isSame(Path one, Path other) {
        try {
            return Objects.equals(one, other) || Files.isSameFile(one, other);
        } catch (IOException notThere) {
            return false;
        }
    }
}
