package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.FieldError;
import chad.ide.engine.WorkflowRoots;
import chad.ide.engine.WorkflowRoots.Root;
import chad.ide.logging.RepeatedErrors;
import chad.ide.problem.ProblemType;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/** The files under the workflow root; the only class that makes a path of what a client sent. */
@Singleton
public class WorkflowFiles {

    /** What is looked at for whether a workflow has changed: parts, and data that they may import. */
    private static final Set<String> SOURCE_ENDINGS =
            Set.of("jsx", "tsx", "js", "ts", "mjs", "cjs", "mts", "cts", "json", "md", "mdx", "txt");

    private final WorkflowConfig config;
    private final WorkflowRoots roots;
    private final AtomicBoolean complained = new AtomicBoolean();
    private final RepeatedErrors errors = new RepeatedErrors();

    WorkflowFiles(WorkflowConfig config, WorkflowRoots roots) {
        this.config = config;
        this.roots = roots;
    }

    /**
     * The workflow of that name.
     *
     * @param field where the client said it
     * @throws chad.edge.ProblemException 400 for what can't be a name; 404 when there is no such file, also when
     *     it is a link that leads out of the root or to a file that has no name here
     */
    public WorkflowFile resolve(String field, String value) {
        return resolve(field, WorkflowPath.parse(field, value));
    }

    /** As {@link #resolve}, for a workflow or a part of one: what can be read and edited, but not launched. */
    WorkflowFile resolvePart(String field, String value) {
        return resolve(field, WorkflowPath.parsePart(field, value));
    }

    private WorkflowFile resolve(String field, WorkflowPath name) {
        return find(name)
                .orElseThrow(() -> ProblemType.WORKFLOW_NOT_FOUND.because(
                        "There is no workflow `%s`. GET /api/workflows lists all workflows.".formatted(name.value()),
                        List.of(new FieldError(field, name.value(), "the name of a workflow"))));
    }

    Optional<WorkflowFile> find(WorkflowPath name) {
        try {
            Root at = roots.of(name.value());
            Path root = at.real();
            Path real = root.resolve(below(at, name)).toRealPath();
            boolean isInside = real.startsWith(root) && isNamed(at, root, real);
            if (!isInside) {
                return Optional.empty();
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(file(name.value(), real, attributes)) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static String below(Root root, WorkflowPath name) {
        return name.value().substring(root.prefix().length());
    }

    /** Whether a file has a name here: a pack holds what runs leave behind, too. */
    private static boolean isNamed(Root at, Path root, Path real) {
        return WorkflowPath.isPart(at.prefix() + root.relativize(real)) && isShownOfPack(root, real);
    }

    /** In a root that is a pack, the parts of a pack. */
    private static boolean isShownOfPack(Path root, Path file) {
        Path below = root.relativize(file);
        return !root.endsWith(WorkflowPath.PACK)
                || below.getNameCount() == 1
                || WorkflowPath.isShownOfPack(below.getName(0).toString());
    }

    /**
     * Where a new file of that name goes. Its folders are made.
     *
     * @throws chad.edge.ProblemException 412 when something has that name, or one that differs in its case only;
     *     400 when one of its folders is a file or a link
     */
    Path vacant(String field, WorkflowPath name) {
        try {
            Root at = roots.of(name.value());
            Path folder = at.real();
            if (!isShownOfPack(folder, folder.resolve(below(at, name)))) {
                throw ProblemType.invalid(field, name.value(), WorkflowPath.ALLOWED_PART);
            }
            List<String> segments = List.of(below(at, name).split("/", -1));
            for (String segment : segments.subList(0, segments.size() - 1)) {
                folder = folder.resolve(sameOrNew(folder, segment));
                if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(folder);
                } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw ProblemType.invalid(field, name.value(), "a path whose folders are folders, and no links");
                }
            }
            String last = segments.getLast();
            if (Files.exists(folder.resolve(sameOrNew(folder, last)), LinkOption.NOFOLLOW_LINKS)) {
                throw ProblemType.PRECONDITION_FAILED.because(
                        "Something called `%s` already exists. Choose another name, or change the existing file."
                                .formatted(name.value()));
            }
            return folder.resolve(last);
        } catch (IOException failure) {
            throw new UncheckedIOException("A workflow could not be created.", failure);
        }
    }

    /** The entry that differs from the name in its case at most; some file systems take the two for one. */
    private static String sameOrNew(Path folder, String name) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElse(name);
        }
    }

    /** Replaces the file at once: a reader, or a crash, finds the old text or the new one. */
    void write(Path file, String source) {
        try (OpenFolder folder = folderOf(file)) {
            folder.write(nameIn(file), source.getBytes(UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException("A workflow could not be written.", failure);
        }
    }

    /** Of a link, the file that it leads to: the link then leads nowhere, and is not there. */
    void remove(WorkflowFile file) {
        try (OpenFolder folder = folderOf(file.path())) {
            folder.removeIfThere(nameIn(file.path()));
        } catch (IOException failure) {
            throw new UncheckedIOException("A workflow could not be deleted.", failure);
        }
    }

    private OpenFolder folderOf(Path file) throws IOException {
        Root root = roots.containing(file).orElseGet(() -> roots.all().getFirst());
        return OpenFolder.of(root.real(), Objects.requireNonNull(file.getParent()));
    }

    private static Path nameIn(Path file) {
        return Objects.requireNonNull(file.getFileName());
    }

    /** Gives a text a hidden file beside the one of that name, for as long as the work takes. */
    <T> T withDraft(WorkflowPath name, String source, Function<Path, T> work) {
        try {
            Root at = roots.of(name.value());
            Path root = at.real();
            Path beside = Objects.requireNonNull(root.resolve(below(at, name)).getParent());
            Path folder = Files.isDirectory(beside, LinkOption.NOFOLLOW_LINKS) ? beside : root;
            String plain = name.value().substring(name.value().lastIndexOf('/') + 1);
            Path draft = Path.of(".draft-" + UUID.randomUUID() + "-" + plain);
            try (OpenFolder open = OpenFolder.of(root, folder)) {
                open.make(draft, source.getBytes(UTF_8));
                try {
                    return work.apply(folder.resolve(draft));
                } finally {
                    open.removeIfThere(draft);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("A draft of a workflow could not be written.", failure);
        }
    }

    /**
     * The text of the file.
     *
     * @throws chad.edge.ProblemException 413 when it is larger than what is shown
     */
    public String read(WorkflowFile file) {
        if (file.sizeBytes() > config.maxFileSize()) {
            throw ProblemType.TOO_LARGE.because("The workflow `%s` has %d bytes; at most %d are shown."
                    .formatted(file.name(), file.sizeBytes(), config.maxFileSize()));
        }
        try {
            return new String(bytes(file), UTF_8);
        } catch (IOException gone) {
            throw ProblemType.WORKFLOW_NOT_FOUND.because(
                    "The workflow `%s` can no longer be read.".formatted(file.name()), gone);
        }
    }

    /** What is in the file, as far as is shown. */
    byte[] bytes(WorkflowFile file) throws IOException {
        try (OpenFolder folder = folderOf(file.path())) {
            return folder.read(nameIn(file.path()), config.maxFileSize());
        }
    }

    /**
     * The name of the workflow of a run.
     *
     * @param workflowPath as the engine recorded it; of a run from another place the file's own name is taken
     */
    public String nameOf(String workflowPath) {
        return roots.nameOf(workflowPath).orElseGet(() -> workflowPath.substring(workflowPath.lastIndexOf('/') + 1));
    }

    /** Every {@code .jsx} and {@code .tsx} file, by name. */
    List<WorkflowFile> all() {
        return sources().stream()
                .filter(file -> WorkflowPath.isAllowed(file.name()))
                .toList();
    }

    /** Every workflow, and every part of one that can be read and edited, by name. */
    List<WorkflowFile> parts() {
        return sources().stream()
                .filter(file -> WorkflowPath.isPart(file.name()))
                .toList();
    }

    /** Every file that can be part of a workflow, by name: the workflows and what they may import from their root. */
    List<WorkflowFile> sources() {
        List<WorkflowFile> found = new ArrayList<>();
        roots.all().stream()
                .filter(root -> root.prefix().isEmpty() || root.isThere()) // few projects have a pack
                .forEach(root -> collect(root, found));
        found.sort(Comparator.comparing(WorkflowFile::name));
        return found;
    }

    private void collect(Root at, List<WorkflowFile> found) {
        try {
            Path root = at.real();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = !folder.equals(root) && (isSkipped(folder) || !isShownOfPack(root, folder));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !isSkipped(file) && isSource(file)) {
                        found.add(file(at.prefix() + root.relativize(file), file, attributes));
                    }
                    return found.size() < config.maxFiles() ? FileVisitResult.CONTINUE : tooMany();
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            errors.log(at.prefix() + "root", "A workflow folder can't be listed.", unreadable);
        }
    }

    private FileVisitResult tooMany() {
        if (complained.compareAndSet(false, true)) {
            Log.warnf(
                    "The workflow folder has more than %d files: the rest is omitted (runs.workflows.max-files).",
                    config.maxFiles());
        }
        return FileVisitResult.TERMINATE;
    }

    private static boolean isSkipped(Path entry) {
        String name = entry.getFileName().toString();
        Path parent = entry.getParent();
        boolean isOfPack = parent != null && parent.endsWith(WorkflowPath.PACK);
        boolean isHidden = name.startsWith(".") && !name.equals(WorkflowPath.PACK);
        return isHidden
                || name.equals("node_modules")
                || (isOfPack && !WorkflowPath.isShownOfPack(name) && !isSource(entry));
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return SOURCE_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static WorkflowFile file(String name, Path path, BasicFileAttributes attributes) {
        return new WorkflowFile(
                name, path, attributes.size(), attributes.lastModifiedTime().toMillis());
    }
}
