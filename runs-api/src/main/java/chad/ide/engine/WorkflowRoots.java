package chad.ide.engine;

import io.quarkus.logging.Log;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which workflows lie. A workflow's name is its path below one of them, after the folder's prefix, so that
 * files of one name in several folders have different names.
 */
@Singleton
public class WorkflowRoots {

    /**
     * @param prefix of the names of its files; empty for the workflow folder, {@code @NAME/} for another
     * @param folder a pack, when it is called {@code .smithers}
     */
    public record Root(String prefix, Path folder) {

        /**
         * With links resolved: who configured it may have meant one. But a pack lies in a project, where agents may put a
         * link in its place.
         */
        public Path real() throws IOException {
            if (!isThere()) {
                throw new NoSuchFileException(folder.toString());
            }
            return folder.toRealPath();
        }

        public boolean isThere() {
            return prefix.isEmpty() ? Files.isDirectory(folder) : Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The engine's own folder in a repository. */
    private static final String PACK = ".smithers";

    private final List<Root> roots;

    /** Real paths of configured folders, which do not move while the service runs. */
    private final Map<Root, Path> known = new ConcurrentHashMap<>();

    @Inject
    WorkflowRoots(EngineConfig config, ProjectFolders projects) {
        this(configured(config, projects));
    }

    /** The workflow folder, and the pack of each project: in the engine's own layout a repository has one. */
    private static List<Root> configured(EngineConfig config, ProjectFolders projects) {
        List<Root> roots = new ArrayList<>(List.of(new Root("", config.workflowDir())));
        projects.named().forEach((name, path) -> {
            try {
                roots.add(new Root("@" + name + "/", Path.of(path, PACK)));
            } catch (InvalidPathException odd) {
                Log.debugf("A project is not searched for workflows: %s. project=%s", odd.getMessage(), name);
            }
        });
        return roots;
    }

    /** @param roots the first has no prefix */
    public WorkflowRoots(List<Root> roots) {
        this.roots = List.copyOf(roots);
    }

    public List<Root> all() {
        return roots;
    }

    /** The root that a name is below; the workflow folder for one without a prefix. */
    public Root of(String name) {
        return roots.stream()
                .filter(root -> !root.prefix().isEmpty() && name.startsWith(root.prefix()))
                .findFirst()
                .orElse(roots.getFirst());
    }

    /** The root that a file lies in. */
    public Optional<Root> containing(Path file) {
        return roots.stream()
                .filter(root -> file.startsWith(real(root)) || file.startsWith(plain(root)))
                .findFirst();
    }

    /** The name of the workflow of a run, by the path that the engine recorded; empty for one from another place. */
    public Optional<String> nameOf(String workflowPath) {
        for (Root root : roots) {
            for (Path folder : List.of(plain(root), real(root))) {
                if (workflowPath.startsWith(folder + "/")) {
                    return Optional.of(root.prefix()
                            + workflowPath.substring(folder.toString().length() + 1));
                }
            }
        }
        return Optional.empty();
    }

    /** As {@link #nameOf}; of a run from another place the file's own name, or what the engine calls the workflow. */
    public String nameOf(@Nullable String workflowPath, String engineName) {
        if (workflowPath == null || workflowPath.isEmpty()) {
            return engineName;
        }
        return nameOf(workflowPath).orElseGet(() -> {
            try {
                Path file = Path.of(workflowPath).getFileName();
                return file == null ? engineName : file.toString();
            } catch (InvalidPathException odd) {
                return engineName;
            }
        });
    }

    private static Path plain(Root root) {
        return root.folder().toAbsolutePath().normalize();
    }

    private Path real(Root root) {
        Path resolved = known.get(root);
        if (resolved != null) {
            return resolved;
        }
        try {
            Path now = root.real();
            if (root.prefix().isEmpty()) {
                known.put(root, now);
            }
            return now;
        } catch (IOException notThereYet) {
            return plain(root);
        }
    }
}
