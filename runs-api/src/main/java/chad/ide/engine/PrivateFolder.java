package chad.ide.engine;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder for one call of the engine, readable by nobody else, gone when closed.
 *
 * <p>The CLI looks for a store by walking up from its current folder to the nearest {@code .smithers}, and takes the
 * {@code smithers.db} there; it finds no store of another name. It looks for a newer copy of itself in the same way, in
 * {@code node_modules}, and would execute what it finds. So the folder holds all three, an empty {@code .smithers}, a
 * link to the store and a link to the installed engine, and nothing that anybody put into a folder above counts.
 */
final class PrivateFolder implements AutoCloseable {

    private static final String PREFIX = "runs-api-engine-";

    /** Names whose it is: the number of the service's process, and when that began, in epoch ms. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,10})-(\\d{1,15})-.*");

    /** No call takes this long: what is older was left behind, whoever has the number now. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** The start of one process, read by two, differs by as much as the machine's clock was set meanwhile. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    /** @param store the file that the CLI is to find; null for a call that needs none */
    static PrivateFolder create(@Nullable Path store, Optional<Path> nodeModules) throws IOException {
        Path path = Files.createTempDirectory(
                prefix(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        PrivateFolder folder = new PrivateFolder(path.toRealPath());
        try {
            if (store != null) {
                Files.createDirectory(path.resolve(".smithers"));
                Files.createSymbolicLink(path.resolve("smithers.db"), store.toAbsolutePath());
            }
            if (nodeModules.isPresent()) {
                Files.createSymbolicLink(path.resolve("node_modules"), nodeModules.get());
            }
            return folder;
        } catch (IOException | RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    private static String prefix() {
        ProcessHandle self = ProcessHandle.current();
        return "%s%d-%d-".formatted(PREFIX, self.pid(), startMs(self));
    }

    private static long startMs(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException failure) {
            Log.warnf(
                    "A temporary folder could not be removed; removal is retried at the next start. folder=%s %s",
                    path.getFileName(), failure.getClass().getSimpleName());
        }
    }

    /** Removes what killed services left. */
    static void sweep(Instant now) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> entries = Files.list(parent)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .filter(PrivateFolder::isOurs)
                    .filter(entry -> isOrphan(entry) || isOlder(entry, now.minus(LEFT_BEHIND)))
                    .forEach(entry -> new PrivateFolder(entry).close());
        } catch (IOException unreadable) {
            Log.debugf(
                    "The temporary folder can't be listed: %s",
                    unreadable.getClass().getSimpleName());
        }
    }

    private static boolean isOurs(Path entry) {
        try {
            return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(entry).getName().equals(System.getProperty("user.name"));
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean isOrphan(Path entry) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long began = Long.parseLong(name.group(2));
        return ProcessHandle.of(Long.parseLong(name.group(1)))
                .filter(process -> Math.abs(startMs(process) - began) <= SAME_START.toMillis())
                .isEmpty();
    }

    private static boolean isOlder(Path entry, Instant limit) {
        try {
            return Files.getLastModifiedTime(entry).toInstant().isBefore(limit);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Links are removed, not followed. */
    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
