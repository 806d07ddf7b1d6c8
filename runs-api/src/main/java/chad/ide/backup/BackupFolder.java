package chad.ide.backup;

import chad.ide.files.PrivateFiles;
import chad.volume.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The backups on disk, one folder each, named by the time of its making. One that is being made, or removed, has a hidden
 * name, so what is listed is whole.
 */
public final class BackupFolder {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NAMED = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
    private static final String HALF = ".half-";

    private final Path folder;

    BackupFolder(Path folder) {
        this.folder = folder;
    }

    public static String stamp(Instant at) {
        return NAME.format(at);
    }

    /** Newest first. */
    List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> NAMED.matcher(name).matches())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("The folder of the backups can't be listed.", failure);
        }
    }

    /** When the newest was made. */
    Optional<Instant> newest() {
        return names().stream().findFirst().map(name -> NAME.parse(name, Instant::from));
    }

    Optional<Path> find(String name) {
        return Optional.of(name)
                .filter(it -> NAMED.matcher(it).matches())
                .map(folder::resolve)
                .filter(Files::isDirectory);
    }

    /** A name that no backup has. */
    String freeName(Instant now) {
        Instant at = now;
        while (Files.exists(folder.resolve(stamp(at)))) {
            at = at.plusSeconds(1);
        }
        return stamp(at);
    }

    /** Where one is made. Under the lock of the one that is made at a time: what another left half-made is removed. */
    Path begin(String name) throws IOException {
        PrivateFiles.makeFolder(folder);
        sweep();
        Path half = folder.resolve(HALF + name);
        PrivateFiles.makeFolder(half);
        return half;
    }

    void publish(Path half, String name) throws IOException {
        Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.syncFolder(folder);
    }

    /** @return how many went */
    int prune(int keep) throws IOException {
        List<String> old = names().stream().skip(keep).toList();
        for (String name : old) {
            Path hidden = folder.resolve(HALF + name);
            Files.move(folder.resolve(name), hidden, StandardCopyOption.ATOMIC_MOVE);
            delete(hidden);
        }
        return old.size();
    }

    private void sweep() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(HALF)) {
                    delete(entry);
                }
            }
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void syncFolders(Path tree) throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path folder : entries.filter(Files::isDirectory).toList()) {
                AtomicFile.syncFolder(folder);
            }
        }
    }
}
