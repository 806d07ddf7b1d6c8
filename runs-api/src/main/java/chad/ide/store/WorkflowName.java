package chad.ide.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a run's workflow is called. */
public final class WorkflowName {

    private WorkflowName() {}

    /** The file's name where the store kept the path, else the engine's name of the workflow. */
    public static String of(@Nullable String path, String engineName) {
        if (path == null || path.isEmpty()) {
            return engineName;
        }
        try {
            Path file = Path.of(path).getFileName();
            return file == null ? engineName : file.toString();
        } catch (InvalidPathException odd) {
            return engineName;
        }
    }
}
