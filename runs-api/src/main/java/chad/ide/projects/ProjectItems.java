package chad.ide.projects;

import jakarta.inject.Singleton;
import java.util.List;

/** The projects as clients see them: whether they can be used, and what their files can be compared by. */
@Singleton
public class ProjectItems {

    private final Projects projects;

    ProjectItems(Projects projects) {
        this.projects = projects;
    }

    /** All of them, {@code work} first. */
    public List<ProjectItem> all() {
        return projects.all().stream().map(this::item).toList();
    }

    private ProjectItem item(Project project) {
        boolean usable = project.problem() == null;
        String repository = usable
                ? projects.repository(project).map(found -> found.kind().word()).orElse(null)
                : null;
        String note = project.problem();
        if (usable && repository == null) {
            note = "it has no repository: runs there have no diffs, no revert and no worktrees"
                    + (project.isWork()
                            ? projects.noRepository()
                                    .map(why -> " (" + why + ")")
                                    .orElse("")
                            : "; `git init` in the folder creates one");
        }
        return new ProjectItem(project.name(), project.folder().toString(), repository, usable, note);
    }
}
