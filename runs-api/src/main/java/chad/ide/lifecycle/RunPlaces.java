package chad.ide.lifecycle;

import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineFolders;
import chad.ide.engine.EnginePlace;
import chad.ide.engine.Repository;
import chad.ide.engine.Repository.Kind;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Project;
import chad.ide.projects.Projects;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where runs are executed: which project they work in, and which repository they began in. */
@Singleton
class RunPlaces {

    private final Projects projects;
    private final EngineFolders folders;
    private final StateFolder state;
    private final StoreReader reader;

    RunPlaces(Projects projects, EngineFolders folders, StateFolder state, StoreReader reader) {
        this.projects = projects;
        this.folders = folders;
        this.state = state;
        this.reader = reader;
    }

    /** The project that a run works in, as its settings remember it. */
    Project project(RunSettings settings, String runId) {
        String name = settings.project();
        return name == null ? projects.require(Project.WORK) : projects.stillThere(name, runId);
    }

    /** Of a run that is yet to be made. */
    EnginePlace of(Project project, Path stores) {
        return new EnginePlace(
                project.folder(), stores, projects.repository(project).orElse(null));
    }

    /**
     * Of a run that exists. Its repository is the one that it began in: the engine goes on in no other, and a run of a
     * project that got its repository later goes on without one.
     *
     * @throws chad.edge.ProblemException 409 when its project is not there any more, or is another repository
     */
    EnginePlace of(StoredRun run, RunSettings settings) {
        Project project = project(settings, run.id());
        Optional<Repository> began = repository(run);
        Optional<Repository> now = projects.repository(project);
        if (settings.project() != null && began.isPresent() && now.isPresent() && !began.equals(now)) {
            throw ProblemType.PROJECT_UNUSABLE.because(
                    ("Run `%s` started in another repository than the one project `%s` has now. Nothing was done."
                                    + " Give the project its former folder in CHAD_PROJECTS to continue the run, or launch it again.")
                            .formatted(run.id(), project.name()));
        }
        return new EnginePlace(
                folder(run, settings), folders.of(run.store().sqliteFile().file()), began.orElse(null));
    }

    /**
     * The current folder of a run's processes. One that was launched by hand, into the engine's default store, works where
     * that lies.
     */
    Path folder(StoredRun run, RunSettings settings) {
        Path store = run.store().sqliteFile().file();
        return settings.project() == null && EngineFolders.isDefault(store)
                ? folders.of(store)
                : project(settings, run.id()).folder();
    }

    private Optional<Repository> repository(StoredRun run) {
        if (!reader.shape(run.store()).has("_smithers_runs", "vcs_root")) {
            return Optional.empty();
        }
        return reader.first(
                        run.store(),
                        "SELECT vcs_type, substr(vcs_root, 1, 4096) AS vcs_root FROM _smithers_runs WHERE run_id = ?",
                        row -> Optional.ofNullable(repository(row.getString("vcs_type"), row.getString("vcs_root"))),
                        run.id())
                .flatMap(found -> found);
    }

    private static @Nullable Repository repository(@Nullable String type, @Nullable String root) {
        if (type == null || root == null) {
            return null;
        }
        return new Repository(type.equals(Kind.JJ.word()) ? Kind.JJ : Kind.GIT, Path.of(root));
    }

    /** The run's options, with the folders that they mean. */
    EngineCommand options(EngineCommand command, RunSettings settings, Project project, String runId) {
        Path roots = project.isWork() ? state.root() : project.folder();
        Path runFiles = state.root()
                .resolve("executions")
                .resolve(RunIds.fileName(runId))
                .resolve("logs");
        // the engine itself remembers the root of a run that was not launched from here
        Path root = settings.project() == null ? null : project.folder();
        return settings.options().on(command, state, root, roots, runFiles);
    }
}
