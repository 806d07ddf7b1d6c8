package chad.ide.projects;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.engine.ProjectFolders;
import chad.ide.engine.Repositories;
import chad.ide.engine.Repository;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.volume.RealPath;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows the projects, and which one a workflow works in.
 *
 * <p>A folder that is missing or not ours to use harms itself alone: it is listed with what is wrong, and a launch that
 * names it is refused. It is looked at anew each time, for it may be mounted later.
 */
@Singleton
public class Projects {

    /** In the comment that a workflow's file opens with. */
    private static final Pattern COMMENT =
            Pattern.compile("(?m)^\\s*(?://+|/?\\*+)\\s*runs-ide-project:\\s*(\\S+)\\s*(?:\\*/)?\\s*$");

    private static final int COMMENT_BYTES = 4_096;

    /** jj may be installed while the service runs. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    /** What is no work of an agent's: the engine's files, and the usual folder of worktrees. */
    private static final List<String> LEFT_OUT =
            List.of(".smithers/executions/", ".smithers/logs/", ".smithers/smithers.db*", ".worktrees/");

    private final Repositories repositories;
    private final Path stateDir;
    private final ProjectFolders configured;
    private final Clock clock;
    private volatile @Nullable String noRepository;
    private long triedAtMs;

    Projects(ProjectFolders configured, StateFolder state, Repositories repositories, Clock clock) {
        this.clock = clock;
        this.repositories = repositories;
        this.stateDir = state.root();
        this.configured = configured;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("projects").start(this::look);
    }

    private void look() {
        try {
            prepareWork();
        } catch (ProblemException failure) {
            Log.warn(failure.detail());
        }
        all().forEach(project -> project.trouble()
                .ifPresent(trouble -> Log.warnf("A project can't be used: %s. project=%s", trouble, project.name())));
    }

    /** {@code work} first, then in the order of the configuration. */
    public List<Project> all() {
        Map<String, Project> all = new LinkedHashMap<>();
        all.put(Project.WORK, work());
        configured.named().forEach((name, path) -> all.put(name, project(name, path)));
        configured
                .malformed()
                .forEach((name, trouble) -> all.putIfAbsent(name, new Project(name, Path.of(""), trouble)));
        return List.copyOf(all.values());
    }

    private Project work() {
        return new Project(Project.WORK, stateDir.resolve(Project.WORK), null);
    }

    private Project project(String name, String path) {
        try {
            Path folder = Path.of(path).toAbsolutePath().normalize();
            if (!Files.isDirectory(folder)) {
                return new Project(name, folder, "there is no such folder");
            }
            Path real = folder.toRealPath();
            return new Project(name, real, trouble(real));
        } catch (InvalidPathException | IOException odd) {
            return new Project(name, Path.of(""), "its folder can't be read: " + odd.getMessage());
        }
    }

    /** What lies above the state folder would hand the keys of this service to every tool of an agent. */
    private @Nullable String trouble(Path folder) {
        Path state = RealPath.of(stateDir);
        if (state.startsWith(folder)) {
            return "it contains the state folder, with the keys to this service and the runs of all projects";
        }
        if (folder.startsWith(new StateFolder(state).service())) {
            return "it belongs to this service itself";
        }
        if (repositories.own().filter(own -> own.startsWith(folder)).isPresent()) {
            return "it is the repository that the Runs IDE itself was started from: use another clone of it";
        }
        return Files.isWritable(folder) ? null : "this service has no write permission there";
    }

    /**
     * The project of that name, ready to work in.
     *
     * @throws ProblemException 400 when there is none, 503 when it can't be used
     */
    public Project require(String name) {
        Project project = all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemType.invalid("project", name, "one of " + names()));
        if (project.isWork()) {
            prepareWork();
        }
        return project.trouble().map(trouble -> refused(project, trouble)).orElse(project);
    }

    private Project refused(Project project, String trouble) {
        throw ProblemType.PROJECT_UNUSABLE.because(
                "Nothing was started in project `%s`: %s. Correct its folder, or its entry in CHAD_PROJECTS."
                        .formatted(project.name(), trouble),
                List.of(new FieldError("project", project.name(), "one of " + names())));
    }

    /** As {@link #require}, for a run that was launched in it. */
    public Project stillThere(String name, String runId) {
        if (all().stream().noneMatch(known -> known.name().equals(name))) {
            throw ProblemType.PROJECT_UNUSABLE.because(
                    ("Run `%s` was launched in project `%s`, which CHAD_PROJECTS no longer names. Add it again to"
                                    + " continue the run.")
                            .formatted(runId, name));
        }
        return require(name);
    }

    /**
     * The project for a launch: the one that is asked for, else the one that the workflow's opening comment names
     * ({@code runs-ide-project: NAME}), else the one whose folder the workflow lies in, else {@code work}.
     */
    public Project forLaunch(@Nullable String asked, Path workflow) {
        if (asked != null) {
            return require(asked);
        }
        return require(commentOf(workflow).or(() -> around(workflow)).orElse(Project.WORK));
    }

    /**
     * Where a workflow is loaded to be looked at: in the project of a launch that names none, for it may read files there;
     * in {@code work} while that one can't be used, for a launch may name another.
     */
    public Project forLoading(Path workflow) {
        try {
            return forLaunch(null, workflow);
        } catch (ProblemException unusable) {
            return require(Project.WORK);
        }
    }

    private Optional<String> around(Path workflow) {
        Path file = RealPath.of(workflow);
        return all().stream()
                .filter(project -> project.trouble().isEmpty() && file.startsWith(project.folder()))
                .map(Project::name)
                .findFirst();
    }

    private static Optional<String> commentOf(Path workflow) {
        try (InputStream stream = Files.newInputStream(workflow)) {
            Matcher comment = COMMENT.matcher(new String(stream.readNBytes(COMMENT_BYTES), UTF_8));
            return comment.find() ? Optional.of(comment.group(1)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private String names() {
        return all().stream().map(Project::name).collect(Collectors.joining(", "));
    }

    /** Its repository; empty when it has none of its own, and none above that may be used. */
    public Optional<Repository> repository(Project project) {
        return repositories.around(project.folder());
    }

    /** Why {@code work} has no repository; empty when it has one. */
    Optional<String> noRepository() {
        return Optional.ofNullable(noRepository);
    }

    private synchronized void prepareWork() {
        Path folder = work().folder();
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw ProblemType.ENGINE_UNAVAILABLE.because(
                    "The folder `work` of the state folder, in which agents work, can't be created. Make the"
                            + " state folder writable for this service.",
                    failure);
        }
        if (repositories.around(folder).isPresent()) {
            noRepository = null;
            leaveOut(folder);
            return;
        }
        if (noRepository != null && clock.millis() - triedAtMs < TRY_AGAIN.toMillis()) {
            return;
        }
        triedAtMs = clock.millis();
        Optional<String> why = repositories.make(folder);
        if (why.isPresent()) {
            boolean isNews = !why.get().equals(noRepository);
            noRepository = why.get();
            if (isNews) {
                Log.warnf(
                        "The project `work` has no repository: %s. Runs there work without diffs, revert and"
                                + " worktrees.",
                        why.get());
            }
            return;
        }
        noRepository = null;
        leaveOut(folder);
    }

    /** Also of a repository that was found: a stop of the service may have come between its making and this. */
    private static void leaveOut(Path folder) {
        Path excludes = folder.resolve(".git/info/exclude");
        if (!Files.isDirectory(folder.resolve(".git"))) {
            return; // made by somebody else, as a worktree or by jj alone
        }
        try {
            Files.createDirectories(excludes.getParent());
            String there = Files.exists(excludes) ? Files.readString(excludes) : "";
            List<String> missing = LEFT_OUT.stream()
                    .filter(line -> there.lines().noneMatch(line::equals))
                    .toList();
            if (!missing.isEmpty()) {
                String apart = there.isEmpty() || there.endsWith("\n") ? "" : "\n";
                Files.writeString(
                        excludes,
                        apart + String.join("\n", missing) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException failure) {
            Log.warn("What diffs leave out could not be written into the repository of `work`.", failure);
        }
    }
}
