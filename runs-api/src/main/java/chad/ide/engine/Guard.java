package chad.ide.engine;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand.Subject;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file of our own before the engine in each of its processes, {@code engine/guard.cjs}, by the means that bun has
 * for it: {@code BUN_OPTIONS=--preload FILE}. What it does is told there. It lies in the state folder, where nobody else
 * can write, and is written anew whenever it is not ours.
 */
@Singleton
class Guard {

    /** What the guard reads, and takes out of the environment. */
    static final String VARIABLE = "RUNS_IDE_GUARD";

    static final String UNGUARDED = "unguarded";

    /** An expression that bun prints: its version, if the guard is in force. */
    static final String QUESTION = "globalThis[Symbol.for('runs-ide.guard')] ? Bun.version : '" + UNGUARDED + "'";

    private static final String OPTIONS = "BUN_OPTIONS";
    private static final String GUARD = "guard.cjs";
    private static final String PROBE = "probe.mjs";

    /** The script that approves a gate with a choice. */
    static final String DECIDE = "decide.mjs";

    /** The script that asks several runs to pause. */
    static final String PAUSE = "pause.mjs";

    private static final String JJ = "jj.sh";

    /** What agents find as the engine's CLI, under its name. */
    private static final String CLI = "bin/smithers";

    private static final String ARGUMENTS = "arguments.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, byte[]> files;
    private volatile boolean isLoaded = true;

    Guard(StateFolder state) {
        this.folder = state.guardScripts();
        this.files = Map.of(
                GUARD,
                resource(GUARD),
                PROBE,
                resource(PROBE),
                DECIDE,
                resource(DECIDE),
                PAUSE,
                resource(PAUSE),
                JJ,
                resource(JJ),
                CLI,
                resource("smithers.sh"));
    }

    /** The program that the engine takes for jj; what it does is told there. */
    static Path jj(StateFolder state) {
        return state.guardScripts().resolve(JJ);
    }

    /**
     * Adds the guard to the environment of an engine process.
     *
     * @param store what the engine must act on when the command names no run; null for whatever it finds
     * @param place where it works; null for a call about no project
     * @param privateFolder where the private arguments wait until the guard has read them; nobody else can look into it
     * @throws ProblemException 503 when it can't be put in place: then the engine must not be started
     */
    void protect(
            Map<String, String> variables,
            EngineCommand command,
            @Nullable Path store,
            @Nullable EnginePlace place,
            Path privateFolder) {
        if (!isLoaded) {
            throw missing("bun does not load it");
        }
        try {
            ObjectNode task = task(command, store, privateFolder);
            if (place != null) {
                add(task, place);
            }
            preload(variables, task);
        } catch (IOException failure) {
            throw missing(String.valueOf(failure.getMessage()));
        }
    }

    private static ProblemException missing(String why) {
        return ProblemType.ENGINE_UNAVAILABLE.because(
                ("Engine processes are started only with the guard that keeps them away from other processes"
                                + " and stores, and the guard can't be installed: %s. Make `runs-api` in the state folder"
                                + " writable for this service. Runs can still be read without it.")
                        .formatted(why));
    }

    private static ObjectNode task(EngineCommand command, @Nullable Path store, Path privateFolder) throws IOException {
        ObjectNode task = JSON.createObjectNode();
        Optional<Subject> subject = command.subject();
        subject.ifPresent(run -> {
            task.put("beatAtMs", run.beatAtMs());
            ArrayNode runs = task.putArray("runs").add(run.runId());
            run.continued().forEach(runs::add);
            ArrayNode imported = task.putArray("imported");
            run.imported().forEach(other -> imported.add(other.toString()));
        });
        Path expected = subject.map(Subject::store).orElse(store);
        if (expected != null) {
            task.put("store", expected.toString());
        }
        if (!command.privateArguments().isEmpty()) {
            Path waiting = privateFolder.resolve(ARGUMENTS);
            write(waiting, JSON.writeValueAsBytes(command.privateArguments()));
            task.put("arguments", waiting.toString());
        }
        return task;
    }

    /** Where a script of ours lies once a process is protected. */
    Path script(String name) {
        return folder.resolve(name);
    }

    private static void add(ObjectNode task, EnginePlace place) {
        task.put("stores", place.stores().toString());
        Repository repository = place.repository();
        if (repository == null) {
            task.putNull("repository");
        } else {
            task.putObject("repository")
                    .put("type", repository.kind().word())
                    .put("root", repository.root().toString());
        }
    }

    /** As {@link #protect}, for the process that is asked whether the guard is in force. */
    void tryOut(Map<String, String> variables) throws IOException {
        preload(variables, JSON.createObjectNode());
    }

    /** Whether bun loads it. While it does not, no engine process is started. */
    void isLoaded(boolean loaded) {
        isLoaded = loaded;
    }

    /**
     * Adds the guard to the environment of a process that loads a workflow and opens no database.
     *
     * @param stores as {@link EnginePlace#stores}
     * @return the script that tells which store the workflow would have opened
     */
    Path probe(Map<String, String> variables, Path stores) throws IOException {
        preload(variables, JSON.createObjectNode().put("probe", true).put("stores", stores.toString()));
        return folder.resolve(PROBE);
    }

    private void preload(Map<String, String> variables, ObjectNode task) throws IOException {
        install();
        String others = variables.get(OPTIONS);
        if (others != null) {
            task.put("bunOptions", others);
        }
        variables.put(OPTIONS, "--preload " + quoted(folder.resolve(GUARD)) + (others == null ? "" : " " + others));
        variables.put(VARIABLE, text(task));
    }

    private void install() throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!isOurs(path, file.getValue())) {
                write(path, file.getValue());
            }
        }
    }

    private static boolean isOurs(Path path, byte[] content) throws IOException {
        try {
            return Arrays.equals(Files.readAllBytes(path), content);
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    /** Whole or not at all, for a process may be about to read it, and for nobody else to read or change. */
    private static void write(Path path, byte[] content) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            PrivateFiles.makeFolder(parent);
        }
        Path temporary = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID());
        String mode = path.endsWith(JJ) || path.endsWith(CLI) ? "rwx------" : "rw-------";
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.write(temporary, content, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** bun splits the variable at blanks; it knows the backslash before a character, but no other quotes. */
    private static String quoted(Path path) throws IOException {
        String plain = path.toString();
        if (plain.indexOf('\\') >= 0 || plain.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(
                    "the state folder's path has a backslash or a control character, which bun can't read");
        }
        return plain.replaceAll("([^A-Za-z0-9/._\\-\\x80-\\uffff])", "\\\\$1");
    }

    private static String text(ObjectNode task) {
        try {
            return JSON.writeValueAsString(task);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Guard.class.getResourceAsStream("/engine/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("engine/%s is not in the application".formatted(name));
            }
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
