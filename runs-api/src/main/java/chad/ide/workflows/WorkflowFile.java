package chad.ide.workflows;

import java.nio.file.Path;

/**
 * A source file under the workflow root.
 *
 * @param name its path under the root
 * @param path absolute, with links resolved
 */
public record WorkflowFile(String name, Path path, long sizeBytes, long modifiedAtMs) {}
