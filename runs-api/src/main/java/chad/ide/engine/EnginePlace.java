package chad.ide.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine process works.
 *
 * @param folder its current folder: that of a project
 * @param stores where a store is made that the workflow names by a path in the current folder, or not at all
 * @param repository in which it makes worktrees and records commits; null for none, whatever lies in folders above
 */
public record EnginePlace(
        Path folder, Path stores, @Nullable Repository repository) {}
