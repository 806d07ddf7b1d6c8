package chad.ide.projects;

import chad.ide.engine.ProjectFolders;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which agents work, usually a repository.
 *
 * @param problem why it can't be, in words for the operator; null when it can
 */
public record Project(String name, Path folder, @Nullable String problem) {

    /** The project of whoever names none: a folder of the state with a repository of its own. */
    public static final String WORK = ProjectFolders.WORK;

    public boolean isWork() {
        return name.equals(WORK);
    }

    Optional<String> trouble() {
        return Optional.ofNullable(problem);
    }
}
