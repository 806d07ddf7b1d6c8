package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCommand;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own options for executing a run, at its launch and at each resume. Null leaves one to the engine.
 *
 * <p>The engine remembers only {@code maxConcurrency} and {@code root} from one process of a run to the next and falls
 * back to its defaults with the others, so all are remembered by us, see {@link RunSettings}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "RunOptions")
@RegisterForReflection
public record RunOptions(
        @Schema(
                description = "The most tasks that run at the same time.",
                minimum = "1",
                maximum = "64",
                examples = "4")
        @Nullable Integer maxConcurrency,

        @Schema(
                description = "The folder that the engine's own tools may use; it must exist. It is below the project's"
                        + " folder, or for project `work` below the state folder. Default: the project's folder.",
                examples = "sandbox/night")
        @Nullable String root,

        @Schema(description = "The most that one tool call may return, in bytes.", minimum = "1", maximum = "100000000")
        @Nullable Integer maxOutputBytes,

        @Schema(description = "The time limit of one tool call, in milliseconds.", minimum = "1", maximum = "86400000")
        @Nullable Integer toolTimeoutMs,

        @Schema(description = "Whether the engine's bash tool may use the network; false by default.") @Nullable Boolean allowNetwork,

        @Schema(description = "Whether the engine also writes its events to a file; true by default.") @Nullable Boolean log,

        @Schema(description = "The folder of that file, below the state folder.", examples = "logs/night") @Nullable String logDir) {

    static final RunOptions NONE = new RunOptions(null, null, null, null, null, null, null);

    private static final String FOLDER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}){0,7}";

    public RunOptions {
        Given.between("maxConcurrency", maxConcurrency, 1, 64);
        requireFolder("root", root);
        Given.between("maxOutputBytes", maxOutputBytes, 1, 100_000_000);
        Given.between("toolTimeoutMs", toolTimeoutMs, 1, 86_400_000);
        requireFolder("logDir", logDir);
    }

    /** These, and for what they leave open the earlier ones. */
    RunOptions orElse(RunOptions earlier) {
        return new RunOptions(
                maxConcurrency == null ? earlier.maxConcurrency : maxConcurrency,
                root == null ? earlier.root : root,
                maxOutputBytes == null ? earlier.maxOutputBytes : maxOutputBytes,
                toolTimeoutMs == null ? earlier.toolTimeoutMs : toolTimeoutMs,
                allowNetwork == null ? earlier.allowNetwork : allowNetwork,
                log == null ? earlier.log : log,
                logDir == null ? earlier.logDir : logDir);
    }

    /** Those that the engine's {@code retry-task} goes on without: it takes none, remembers {@code
     * maxConcurrency} and {@code root}, and writes the log that it was told to leave out. */
    List<String> notKeptByRetry() {
        List<String> names = new ArrayList<>();
        if (maxOutputBytes != null) {
            names.add("maxOutputBytes");
        }
        if (toolTimeoutMs != null) {
            names.add("toolTimeoutMs");
        }
        if (Boolean.TRUE.equals(allowNetwork)) {
            names.add("allowNetwork");
        }
        if (logDir != null && !Boolean.FALSE.equals(log)) {
            names.add("logDir");
        }
        if (Boolean.FALSE.equals(log)) {
            names.add("log");
        }
        return names;
    }

    /**
     * Adds them.
     *
     * @param project the folder in which the run works; null leaves it to the engine, which remembers it
     * @param roots the folder that {@code root} counts from
     * @param runFiles where the engine writes its events when nobody says where; not in the project, whose diffs would
     *     show them
     * @throws ProblemException 400 when a folder is missing, or a link leads it out of the one above it
     */
    EngineCommand on(EngineCommand command, StateFolder state, @Nullable Path project, Path roots, Path runFiles) {
        Path logs = logDir == null ? runFiles : inside(state, state.root(), "logDir", logDir);
        EngineCommand longer = command.option("max-concurrency", maxConcurrency)
                .option("root", root == null ? project : existing(state, roots, root))
                .option("max-output-bytes", maxOutputBytes)
                .option("tool-timeout-ms", toolTimeoutMs)
                .option("log-dir", logs);
        longer = Boolean.TRUE.equals(allowNetwork) ? longer.flag("allow-network") : longer;
        return Boolean.FALSE.equals(log) ? longer.flag("no-log") : longer;
    }

    private static void requireFolder(String field, @Nullable String folder) {
        if (folder != null && !folder.matches(FOLDER)) {
            throw badFolder(field, folder);
        }
    }

    private static Path existing(StateFolder state, Path roots, String root) {
        Path folder = inside(state, roots, "root", root);
        if (!Files.isDirectory(folder)) {
            throw ProblemType.invalid(
                    "root", root, "a folder that exists below the project's, or for `work` below the state folder");
        }
        return folder;
    }

    /** What exists of the path must lie in the folder above it, whatever links it goes through. */
    private static Path inside(StateFolder state, Path above, String field, String folder) {
        Path wanted = above.resolve(folder);
        try {
            if (wanted.startsWith(state.service())
                    || !existingPartOf(wanted).toRealPath().startsWith(above.toRealPath())) {
                throw badFolder(field, folder);
            }
            return wanted;
        } catch (IOException gone) {
            throw badFolder(field, folder);
        }
    }

    private static Path existingPartOf(Path wanted) {
        Path parent = wanted.getParent();
        return Files.exists(wanted) || parent == null ? wanted : existingPartOf(parent);
    }

    private static ProblemException badFolder(String field, String folder) {
        return ProblemType.invalid(
                field,
                folder,
                "a folder below the state folder, or for `root` the project's: names of letters, digits,"
                        + " `.`, `_`, `-`, with `/`");
    }
}
