package chad.ide.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.ProblemException;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.problem.ProblemType;
import chad.volume.RealPath;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where engine processes make their stores: in the state folder, or for a workflow that names no store in a folder of
 * its own. The guard leads them there from the project that they work in, see {@link EnginePlace#stores}.
 *
 * <p>A workflow that names no store writes to {@code smithers.db}, which all of them would share, and which is not read. So each gets a folder, below {@code runs-api/engine-folders}, in which {@code smithers.db} is a
 * link to {@code NAME.db} in the state folder, NAME made of the workflow's path: the means by which the CLI is led to a
 * store as well. {@code .smithers} there is a link to the state folder's, so that the engine looks no further up. Which
 * store the workflow has stands in a file beside the links, for a backup brings no links: they are made anew.
 */
@Singleton
public class EngineFolders {

    /** What the engine calls a store that nobody named. */
    static final String DEFAULT_STORE = "smithers.db";

    private static final String MARKER = ".smithers";
    /** Holds the file name of the store. */
    private static final String RECORD = "store.txt";

    private static final int MAX_NAME_CHARS = 100;

    /** Stores of one name that are passed over before a workflow is refused. */
    private static final int MAX_TAKEN = 1_000;

    private final EngineConfig config;
    private final StateFolder state;
    private final WorkflowRoots roots;

    EngineFolders(EngineConfig config, StateFolder state, WorkflowRoots roots) {
        this.config = config;
        this.state = state;
        this.roots = roots;
    }

    /** Whether a file is a store that was not named. */
    public static boolean isDefault(Path store) {
        Path name = store.getFileName();
        return name != null && name.toString().equals(DEFAULT_STORE);
    }

    /** The store that was given to a workflow that names none; empty before its first launch. */
    Optional<Path> storeOf(Path workflow) {
        return target(folder(workflow));
    }

    /**
     * The folder in which that store is found under the name that the workflow has for it.
     *
     * @throws ProblemException 503 when the folder can't be made ready
     */
    public Path of(@Nullable Path store) {
        if (store == null) {
            return state.root();
        }
        Path parent = store.toAbsolutePath().getParent();
        if (isDefault(store) && parent != null) {
            return parent;
        }
        Optional<Path> given = given().stream()
                .filter(folder -> target(folder)
                        .filter(file -> StoreProbe.isSame(file, store))
                        .isPresent())
                .findFirst();
        return given.isEmpty()
                ? state.root()
                : ready(given.get(), target(given.get()).orElse(store));
    }

    /**
     * The folder for a workflow that names no store, made at its first launch.
     *
     * @param isItsOwn whether a store that is there already holds the runs of this workflow
     * @throws ProblemException 503 when it can't be made
     */
    public synchronized Path give(Path workflow, Predicate<Path> isItsOwn) {
        Path folder = folder(workflow);
        try {
            Optional<Path> known = storeOf(workflow);
            Path store = known.isPresent() ? known.get() : free(workflow, isItsOwn);
            PrivateFiles.makeFolder(folder);
            if (known.isEmpty()) {
                Files.writeString(folder.resolve(RECORD), store.getFileName().toString());
            }
            return ready(folder, store);
        } catch (IOException failure) {
            throw notMade(failure);
        }
    }

    /** Makes what is missing: a backup brings no links. */
    private synchronized Path ready(Path folder, Path store) {
        try {
            PrivateFiles.makeFolder(state.root().resolve(MARKER));
            link(folder.resolve(DEFAULT_STORE), folder.relativize(store));
            link(folder.resolve(MARKER), folder.relativize(state.root().resolve(MARKER)));
            return folder;
        } catch (IOException failure) {
            throw notMade(failure);
        }
    }

    private static void link(Path link, Path target) throws IOException {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
            return;
        }
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private static ProblemException notMade(IOException failure) {
        return ProblemType.ENGINE_UNAVAILABLE.because(
                ("The workflow names no store, and the folder that gives it one of its own can't be created"
                                + " in `runs-api/engine-folders` of the state folder: %s. Make that writable for this service,"
                                + " or name a store in the workflow (`dbPath`).")
                        .formatted(failure.getMessage()),
                failure);
    }

    private Path free(Path workflow, Predicate<Path> isItsOwn) throws IOException {
        List<Path> taken = new ArrayList<>();
        given().forEach(folder -> target(folder).ifPresent(taken::add));
        String name = storeName(workflow);
        for (int i = 1; i <= MAX_TAKEN; i++) {
            Path store = state.root().resolve(i == 1 ? name + ".db" : "%s-%d.db".formatted(name, i));
            boolean isThere = Files.exists(store, LinkOption.NOFOLLOW_LINKS);
            if (!taken.contains(store) && (!isThere || isItsOwn.test(store))) {
                return store;
            }
        }
        throw new IOException("%d stores are called `%s`".formatted(MAX_TAKEN, name));
    }

    /**
     * {@code team/report.jsx} writes to {@code team-report.db}. The folders of the engine's own layout say nothing, so
     * {@code .smithers/workflows/digest.tsx} writes to {@code digest.db}.
     */
    private String storeName(Path workflow) {
        String path = roots.nameOf(RealPath.of(workflow).toString())
                .orElseGet(() -> key(workflow))
                .replaceFirst("(^|/)\\.smithers/", "$1")
                .replaceFirst("(^|/)workflows/", "$1")
                .replaceFirst("\\.[^./]*$", "")
                .replaceAll("[^\\p{L}\\p{N}._-]", "-");
        String name = path.substring(0, Math.min(path.length(), MAX_NAME_CHARS)).replaceFirst("^[.-]+", "");
        return name.isEmpty() || isDefault(Path.of(name + ".db")) ? "workflow-" + name : name;
    }

    private List<Path> given() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root())) {
            stream.forEach(folders::add);
        } catch (IOException noneYet) {
            return List.of();
        }
        return folders;
    }

    private Optional<Path> target(Path folder) {
        try {
            String name = Files.readString(folder.resolve(RECORD));
            return name.isBlank() || name.contains("/")
                    ? Optional.empty()
                    : Optional.of(state.root().resolve(name));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private Path folder(Path workflow) {
        String name = URLEncoder.encode(key(workflow), UTF_8);
        boolean isTooLong = name.length() > 200;
        return root().resolve(
                        isTooLong ? UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString() : name);
    }

    /** The workflow's path below the workflow folder. */
    private String key(Path workflow) {
        Path root = RealPath.of(config.workflowDir());
        Path file = RealPath.of(workflow);
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    private Path root() {
        return state.engineFolders();
    }
}
