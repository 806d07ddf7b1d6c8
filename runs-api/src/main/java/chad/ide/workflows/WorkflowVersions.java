package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.workflows.WorkflowVersion.Action;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Earlier texts of the workflow files: a folder for each name, a file for each text. What is known of a version stands
 * in its file's name ({@code 000012.1795252285000.saved.bWFjaGluZQ.txt}; who wrote it in Base64), so that a list reads
 * no text. Called by one writer at a time.
 */
@Singleton
class WorkflowVersions {

    private static final Pattern FILE =
            Pattern.compile("([0-9]{6,9})\\.([0-9]{1,18})\\.([a-z]+)\\.([A-Za-z0-9_-]*)\\.txt");
    private static final int MAX_NAME_CHARS = 100;
    private static final Comparator<WorkflowVersion> NEWEST_FIRST =
            Comparator.comparingInt(WorkflowVersion::version).reversed();

    private final VersionConfig config;
    private final Clock clock;

    WorkflowVersions(VersionConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Newest first; none for a name that never had any. */
    List<WorkflowVersion> list(WorkflowPath name) {
        List<WorkflowVersion> versions = new ArrayList<>();
        for (Path file : files(folder(name))) {
            parsed(file).ifPresent(versions::add);
        }
        versions.sort(NEWEST_FIRST);
        return versions;
    }

    /** @throws ProblemException 404 when there is no such version */
    String text(WorkflowPath name, int version) {
        for (Path file : files(folder(name))) {
            if (parsed(file).filter(found -> found.version() == version).isPresent()) {
                try {
                    return Files.readString(file, UTF_8);
                } catch (IOException removed) {
                    break;
                }
            }
        }
        throw ProblemType.VERSION_NOT_FOUND.because(
                "`%s` has no version %d. GET /api/workflow-file/versions lists its versions."
                        .formatted(name.value(), version));
    }

    WorkflowVersion add(WorkflowPath name, String source, @Nullable String by, Action action) {
        List<WorkflowVersion> before = list(name);
        int number = before.isEmpty() ? 1 : before.getFirst().version() + 1;
        byte[] bytes = source.getBytes(UTF_8);
        WorkflowVersion version = new WorkflowVersion(number, clock.millis(), by, action, bytes.length);
        try {
            Path folder = Files.createDirectories(folder(name));
            Path half = Files.createTempFile(folder, ".half-", ".tmp");
            Files.write(half, bytes);
            Files.move(half, folder.resolve(fileName(version)), StandardCopyOption.ATOMIC_MOVE);
            removeOld(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException("A version of a workflow could not be saved.", failure);
        }
        return version;
    }

    /** Every name that has versions. */
    List<WorkflowPath> names() {
        return files(config.folder()).stream()
                .map(folder -> folder.getFileName().toString().replace('~', '/'))
                .filter(WorkflowPath::isAllowed)
                .map(WorkflowPath::new)
                .toList();
    }

    private void removeOld(Path folder) throws IOException {
        List<Path> files = new ArrayList<>(
                files(folder).stream().filter(file -> parsed(file).isPresent()).toList());
        files.sort(Comparator.comparing((Path file) -> file.getFileName().toString()));
        for (int i = 0; i < files.size() - config.keep(); i++) {
            Files.deleteIfExists(files.get(i));
        }
    }

    /** The tilde is in no workflow's name. */
    private Path folder(WorkflowPath name) {
        return config.folder().resolve(name.value().replace('/', '~'));
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException("The versions of workflows can't be read.", failure);
        }
        return files;
    }

    private static String fileName(WorkflowVersion version) {
        String by = version.by() == null ? "" : version.by();
        String shortened = by.length() > MAX_NAME_CHARS ? by.substring(0, MAX_NAME_CHARS) : by;
        return "%06d.%d.%s.%s.txt"
                .formatted(
                        version.version(),
                        version.atMs(),
                        version.action().word(),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(shortened.getBytes(UTF_8)));
    }

    private static Optional<WorkflowVersion> parsed(Path file) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            String by = new String(Base64.getUrlDecoder().decode(name.group(4)), UTF_8);
            return Optional.of(new WorkflowVersion(
                    Integer.parseInt(name.group(1)),
                    Long.parseLong(name.group(2)),
                    by.isEmpty() ? null : by,
                    Action.valueOf(name.group(3).toUpperCase(Locale.ROOT)),
                    Files.size(file)));
        } catch (IllegalArgumentException | IOException notOursOrGone) {
            return Optional.empty();
        }
    }
}
