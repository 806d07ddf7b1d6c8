package chad.ide.projects;

import chad.ide.engine.Repositories;
import chad.ide.engine.Repositories.Said;
import chad.ide.engine.Repository;
import chad.ide.engine.Repository.Kind;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.StoredRun;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worktrees that the engine made in a project's repository, and their removal.
 *
 * <p>The engine writes into git's own folder of each worktree whose run it is ({@code smithers-owner.json}). One without
 * that was made by a person and is neither listed nor touched. Its own {@code worktree prune} knows the runs of one store
 * only, so runs are looked up here.
 */
@Singleton
class Worktrees {

    private static final String OWNER = "smithers-owner.json";
    /** What the {@code .git} of a worktree begins with; the path of git's own folder of it follows. */
    private static final String GITDIR = "gitdir: ";
    /** Each takes a question or two to git. */
    private static final int MAX_LISTED = 100;

    private static final int MAX_KNOWN = 5_000;
    private static final long MAX_OWNER_BYTES = 65_536;

    private final Projects projects;
    private final Repositories repositories;
    private final RunLocator locator;
    private final RunService runs;
    private final ObjectMapper json;

    Worktrees(Projects projects, Repositories repositories, RunLocator locator, RunService runs, ObjectMapper json) {
        this.projects = projects;
        this.repositories = repositories;
        this.locator = locator;
        this.runs = runs;
        this.json = json;
    }

    /** One that was removed, or why it was kept. */
    record Pruned(Worktree worktree, boolean removed) {}

    private record Owned(
            Path folder,
            Path admin,
            String runId,
            @Nullable String workflow,
            @Nullable String workspace,
            boolean isJj,
            @Nullable Long usedAtMs) {}

    List<Worktree> of(Project project) {
        return projects.repository(project)
                .map(repository -> owned(repository).stream()
                        .limit(MAX_LISTED)
                        .map(owned -> seen(project, repository, owned))
                        .toList())
                .orElse(List.of());
    }

    /**
     * Removes those of runs that have ended.
     *
     * @param runId only those of this run; null for all
     * @param dryRun tells only what would be removed
     * @param force also those that hold unsaved changes, or whose run is in no store
     */
    synchronized List<Pruned> prune(Project project, @Nullable String runId, boolean dryRun, boolean force) {
        Repository repository = projects.repository(project)
                .orElseThrow(() -> ProblemType.PROJECT_UNUSABLE.because(
                        "Project `%s` has no repository, so it has no worktrees.".formatted(project.name())));
        List<Pruned> done = new ArrayList<>();
        for (Owned owned : owned(repository)) {
            if (runId != null && !runId.equals(owned.runId())) {
                continue;
            }
            Worktree worktree = seen(project, repository, owned);
            boolean goes = worktree.kept() == null || (force && !isLive(worktree));
            Optional<String> failure = goes ? whyNot(repository, owned) : Optional.empty();
            if (goes && failure.isEmpty() && !dryRun) {
                failure = remove(repository, owned);
            }
            done.add(new Pruned(
                    failure.isEmpty() ? worktree : kept(worktree, failure.get()), goes && failure.isEmpty()));
        }
        return done;
    }

    private static boolean isLive(Worktree worktree) {
        String state = worktree.runState();
        return state != null && !RunState.ofEngine(state).hasEnded();
    }

    private List<Owned> owned(Repository repository) {
        Said common = repositories.git(repository.root(), "rev-parse", "--path-format=absolute", "--git-common-dir");
        if (!common.succeeded()) {
            return List.of();
        }
        List<Owned> found = new ArrayList<>();
        Path folder = Path.of(common.output().strip()).resolve("worktrees");
        try (DirectoryStream<Path> admins = Files.newDirectoryStream(folder)) {
            for (Path admin : admins) {
                owned(admin).filter(_ -> found.size() < MAX_KNOWN).ifPresent(found::add);
            }
        } catch (IOException none) {
            return List.of();
        }
        found.sort(Comparator.comparing(Owned::folder));
        return found;
    }

    private Optional<Owned> owned(Path admin) {
        Path file = admin.resolve(OWNER);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_OWNER_BYTES) {
                return Optional.empty();
            }
            JsonNode owner = json.readTree(Files.readString(file));
            Path git = Path.of(Files.readString(admin.resolve("gitdir")).strip());
            String runId = owner.path("runId").asText("");
            Path folder = git.isAbsolute()
                    ? git.getParent()
                    : admin.resolve(git).normalize().getParent();
            if (runId.isEmpty() || folder == null) {
                return Optional.empty();
            }
            JsonNode used = owner.path("updatedAtMs");
            return Optional.of(new Owned(
                    folder,
                    admin,
                    runId,
                    text(owner, "workflowName"),
                    text(owner, "workspaceName"),
                    owner.path("vcsType").asText().equals(Kind.JJ.word()),
                    used.canConvertToLong() ? used.asLong() : null));
        } catch (IOException | InvalidPathException damaged) {
            Log.debugf("A worktree's record can't be read. file=%s: %s", file, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static @Nullable String text(JsonNode owner, String field) {
        return owner.path(field).isTextual() ? owner.path(field).asText() : null;
    }

    private Worktree seen(Project project, Repository repository, Owned owned) {
        boolean exists = Files.isDirectory(owned.folder());
        Optional<Whereabouts> run = whereabouts(owned.runId());
        Optional<RunState> state = run.map(Whereabouts::state);
        Optional<String> odd = whyNot(repository, owned);
        boolean isAsked = exists && odd.isEmpty(); // a repository that somebody else made may have git start programs
        String branch = isAsked && !isJj(repository) ? branch(owned.folder()) : null;
        boolean unsaved = isAsked && hasUnsaved(repository, owned, branch);
        Path path = owned.folder().startsWith(project.folder())
                ? project.folder().relativize(owned.folder())
                : owned.folder();
        return new Worktree(
                path.toString(),
                owned.isJj() ? null : branch,
                owned.runId(),
                owned.workflow(),
                run.map(Whereabouts::store).orElse(null),
                state.map(RunState::word).orElse(null),
                exists,
                unsaved,
                owned.usedAtMs(),
                why(state, odd, exists, unsaved));
    }

    private static @Nullable String why(
            Optional<RunState> state, Optional<String> odd, boolean exists, boolean unsaved) {
        if (state.isPresent() && !state.get().hasEnded()) {
            return "its run has not ended";
        }
        if (odd.isPresent()) {
            return odd.get();
        }
        if (exists && state.isEmpty()) {
            return "its run is in no store that can be read";
        }
        return unsaved ? "it has changes that no branch has committed" : null;
    }

    private static Worktree kept(Worktree worktree, String why) {
        return new Worktree(
                worktree.path(),
                worktree.branch(),
                worktree.runId(),
                worktree.workflow(),
                worktree.store(),
                worktree.runState(),
                worktree.exists(),
                worktree.unsaved(),
                worktree.usedAtMs(),
                why);
    }

    private record Whereabouts(String store, RunState state) {}

    /** Of a run in several stores: one that has not ended keeps the worktree. */
    private Optional<Whereabouts> whereabouts(String runId) {
        List<Whereabouts> all = locator.all(runId).stream()
                .map((StoredRun run) ->
                        new Whereabouts(run.store().name(), runs.standing(run).state()))
                .toList();
        return all.stream()
                .filter(run -> !run.state().hasEnded())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private @Nullable String branch(Path folder) {
        Said said = repositories.git(folder, "symbolic-ref", "--quiet", "--short", "HEAD");
        return said.succeeded() ? said.output().strip() : null;
    }

    /** A branch keeps its commits, and jj keeps every state of a workspace; what git has not committed would be lost. */
    private boolean hasUnsaved(Repository repository, Owned owned, @Nullable String branch) {
        if (isJj(repository)) {
            return false;
        }
        Said status = repositories.git(owned.folder(), "status", "--porcelain");
        if (!status.succeeded() || !status.output().isBlank()) {
            return true;
        }
        return branch == null
                && repositories
                        .git(
                                owned.folder(),
                                "for-each-ref",
                                "--count=1",
                                "--contains=HEAD",
                                "refs/heads",
                                "refs/remotes")
                        .output()
                        .isBlank();
    }

    private static boolean isJj(Repository repository) {
        return repository.kind() == Kind.JJ;
    }

    /** What a record names is data, which every agent in the repository can write: the folder has to name it back. */
    private static Optional<String> whyNot(Repository repository, Owned owned) {
        if (owned.isJj() != isJj(repository)) {
            return Optional.of("it was created by a different tool than the one that manages the project now");
        }
        if (!Files.exists(owned.folder())) {
            return Optional.empty();
        }
        try {
            if (repository.root().startsWith(owned.folder().toRealPath())) {
                return Optional.of("its record names a folder that contains the project itself");
            }
            Path link = owned.folder().resolve(".git");
            boolean namesBack = Files.isRegularFile(link)
                    && Files.size(link) <= MAX_OWNER_BYTES
                    && namesBack(owned, Files.readString(link).strip());
            return namesBack
                    ? Optional.empty()
                    : Optional.of("its record names a folder that is not this worktree: the folder's `.git` says so");
        } catch (IOException | InvalidPathException odd) {
            return Optional.of("its folder can't be read: " + odd.getMessage());
        }
    }

    private static boolean namesBack(Owned owned, String link) throws IOException {
        return link.startsWith(GITDIR)
                && owned.folder()
                        .resolve(link.substring(GITDIR.length()))
                        .toRealPath()
                        .equals(owned.admin().toRealPath());
    }

    /** The name is data too; of a folder that is gone jj can't tell more. */
    private boolean isOf(String workspace, Repository repository, Owned owned) {
        Said root =
                repositories.jj(repository.root(), "workspace", "root", "--ignore-working-copy", "--name=" + workspace);
        try {
            return root.succeeded()
                    ? Path.of(root.output().strip()).equals(owned.folder().toRealPath())
                    : !Files.exists(owned.folder());
        } catch (IOException | InvalidPathException gone) {
            return false;
        }
    }

    /** @return why it could not be removed */
    private Optional<String> remove(Repository repository, Owned owned) {
        if (isJj(repository)) {
            String workspace = owned.workspace();
            if (workspace == null || workspace.startsWith("-")) {
                return Optional.of("the engine did not record which workspace of jj it is");
            }
            if (!isOf(workspace, repository, owned)) {
                return Optional.of("its record names the workspace of another folder");
            }
            if (Files.isDirectory(owned.folder())) {
                Said recorded = repositories.jj(owned.folder(), "log", "-r", "@", "--no-graph", "-T", "commit_id");
                if (!recorded.succeeded()) {
                    return Optional.of("jj could not record its last state: "
                            + recorded.errors().strip());
                }
            }
            Said forgotten = repositories.jj(repository.root(), "workspace", "forget", workspace);
            if (!forgotten.succeeded()) {
                return Optional.of("jj refused: " + forgotten.errors().strip());
            }
        }
        Said gone = repositories.git(
                repository.root(),
                "worktree",
                "remove",
                "--force",
                "--force", // also one that the engine locked
                "--",
                owned.folder().toString());
        return gone.succeeded()
                ? Optional.empty()
                : Optional.of("git refused: " + gone.errors().strip());
    }
}
