package chad.ide.engine;

import chad.ide.engine.Repository.Kind;
import chad.ide.files.StateFolder;
import chad.volume.RealPath;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the repositories in which engine processes work, and asks git and jj about them.
 *
 * <p>git, jj and the engine look for a repository in the folders above, each in its own way. From a folder of the state
 * they would find the clone that the Runs IDE was started from. So nobody looks further up than the state folder, or the
 * root of the repository that this program lies in; those two are left out themselves.
 */
@Singleton
public class Repositories {

    /** One that is large and cold takes several seconds for its first status. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private static final List<List<String>> FIRST_STEPS = List.of(
            List.of("git", "init", "--colocate"),
            List.of(
                    "commit",
                    "--message=Begin",
                    "--config=user.name=runs-ide",
                    "--config=user.email=runs-ide@localhost"),
            List.of("bookmark", "create", "main", "--revision=@-"));

    private static final int OUTPUT_LIMIT = 8 * 1024 * 1024;

    /** Programs at a time. */
    private static final int TURNS = 4;

    private final Semaphore turns = new Semaphore(TURNS, true);
    private final EngineInstallation installation;
    private final ChildEnvironment environment;
    private final StateFolder state;
    private final @Nullable Path own;

    Repositories(StateFolder state, EngineInstallation installation, ChildEnvironment environment) {
        this.installation = installation;
        this.environment = environment;
        this.state = state;
        this.own = ownRepository();
    }

    /** What a program printed. */
    public record Said(boolean succeeded, String output, String errors) {}

    /** The repository that this program was started from; empty when it was installed. */
    public Optional<Path> own() {
        return Optional.ofNullable(own);
    }

    /** The nearest repository that holds the folder, below the ceilings. */
    public Optional<Repository> around(Path folder) {
        List<Path> ceilings = ceilings();
        Path at = RealPath.of(folder);
        boolean first = true;
        while (at != null && (first || !ceilings.contains(at))) {
            if (Files.isDirectory(at.resolve(".jj"))) {
                return Optional.of(new Repository(Kind.JJ, at));
            }
            if (Files.exists(at.resolve(".git"))) {
                return Optional.of(new Repository(Kind.GIT, at));
            }
            first = false;
            at = at.getParent();
        }
        return Optional.empty();
    }

    private List<Path> ceilings() {
        return ceilings(state, own);
    }

    /** The folders that nobody looks into for a repository, when he begins below. */
    static List<Path> ceilings(StateFolder state) {
        return ceilings(state, ownRepository());
    }

    private static List<Path> ceilings(StateFolder state, @Nullable Path own) {
        List<Path> ceilings = new ArrayList<>(List.of(RealPath.of(state.root())));
        if (own != null) {
            ceilings.add(own);
        }
        return ceilings;
    }

    /**
     * Makes a repository of jj, with git's beside it, so that both programs find the commits. It has a first commit and a
     * branch {@code main}: the engine attaches git to each worktree by one of them. One that is half made does not stay:
     * it would be taken for ready.
     *
     * @return why it could not; empty when it was made
     */
    public Optional<String> make(Path folder) {
        if (installation.jj().isEmpty()) {
            return Optional.of("jj was not found: it is installed with the engine (scripts/install-engine)");
        }
        List<Path> made = Stream.of(".jj", ".git")
                .map(folder::resolve)
                .filter(part -> !Files.exists(part))
                .toList();
        for (List<String> step : FIRST_STEPS) {
            Said said = jj(folder, step.toArray(String[]::new));
            if (!said.succeeded()) {
                made.forEach(Repositories::delete);
                return Optional.of("`jj %s` failed: %s"
                        .formatted(step.getFirst(), said.errors().strip()));
            }
        }
        return Optional.empty();
    }

    /** Links are removed, not followed. */
    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException | UncheckedIOException failure) {
            Log.warnf(failure, "A partly created repository could not be removed: delete it. folder=%s", tree);
        }
    }

    /** Asks git, in a folder of a repository. */
    public Said git(Path folder, String... arguments) {
        List<String> line = new ArrayList<>(List.of("/usr/bin/env", "git", "-c", "core.fsmonitor=false"));
        line.addAll(Arrays.asList(arguments));
        return asked(folder, line);
    }

    /** Asks jj, in a folder of a repository of its. */
    public Said jj(Path folder, String... arguments) {
        Optional<Path> jj = installation.jj();
        if (jj.isEmpty()) {
            return new Said(false, "", "jj was not found");
        }
        List<String> line = new ArrayList<>(List.of(jj.get().toString()));
        line.addAll(Arrays.asList(arguments));
        return asked(folder, line);
    }

    private Said asked(Path folder, List<String> line) {
        try {
            return run(folder, line);
        } catch (IOException failure) {
            return new Said(false, "", String.valueOf(failure.getMessage()));
        }
    }

    private Said run(Path folder, List<String> line) throws IOException {
        Map<String, String> variables = environment.variablesWithoutAgents(state);
        variables.put("GIT_OPTIONAL_LOCKS", "0"); // looking must not be in anybody's way
        variables.put("GIT_TERMINAL_PROMPT", "0");
        takeTurn();
        EngineCall.Output said;
        try {
            said = EngineCall.run(line, folder, variables, TIME_LIMIT, OUTPUT_LIMIT);
        } finally {
            turns.release();
        }
        return switch (said.end()) {
            case EXITED -> new Said(said.exitCode() == 0, said.output(), said.errors());
            case TOO_LATE -> new Said(false, "", "no answer within %d s".formatted(TIME_LIMIT.toSeconds()));
            case TOO_MUCH -> new Said(false, said.output(), "more than %d MB".formatted(OUTPUT_LIMIT / 1024 / 1024));
        };
    }

    private void takeTurn() throws IOException {
        try {
            if (!turns.tryAcquire(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many repository commands are queued");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("the service is being stopped", stopping);
        }
    }

    /** By where its code lies: the current folder may be anybody's. */
    private static @Nullable Path ownRepository() {
        try {
            CodeSource source = Repositories.class.getProtectionDomain().getCodeSource();
            Path at = source == null || source.getLocation() == null
                    ? Path.of(ProcessHandle.current().info().command().orElse("/"))
                    : Path.of(source.getLocation().toURI());
            at = RealPath.of(at);
            while (at != null && !Files.exists(at.resolve(".git")) && !Files.isDirectory(at.resolve(".jj"))) {
                at = at.getParent();
            }
            return at;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException odd) {
            return null;
        }
    }
}
