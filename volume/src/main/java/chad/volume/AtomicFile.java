package chad.volume;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces a file so that a reader sees either the whole old or the whole new content, whatever happens to the writer
 * or the machine: the content goes to a temporary file in the same folder, is forced to the disk, and takes the name
 * by a rename, which is then forced to the disk as well. Readers need no lock; writers must not overlap.
 *
 * <p>A file that is there keeps its permissions; a new one is this user's alone, whatever the umask.
 */
public final class AtomicFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** No write takes so long: what is older belongs to nobody. */
    private static final Duration LEFT_OVER_AFTER = Duration.ofMinutes(1);

    private AtomicFile() {}

    public static void write(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("no file can be written to " + target);
        }
        Files.createDirectories(folder);
        removeLeftovers(folder, target);
        Path temporary = folder.resolve(prefix(target) + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), OWNER_ALONE)) {
                if (Files.exists(target)) {
                    Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
                }
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, target, ATOMIC_MOVE, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(folder);
    }

    /** Names of a folder reach the disk with the folder, not with the files. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, READ)) {
            names.force(true);
        }
    }

    /**
     * Temporary files of writers that were killed; without this, every kill would leave one for good. Those of a moment ago
     * may be another writer's, of this file or of one whose name begins alike.
     */
    private static void removeLeftovers(Path folder, Path target) throws IOException {
        String prefix = prefix(target);
        DirectoryStream.Filter<Path> isLeftover = path -> {
            String name = String.valueOf(path.getFileName());
            return name.startsWith(prefix) && name.endsWith(".tmp");
        };
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, isLeftover)) {
            Instant moment = Instant.now().minus(LEFT_OVER_AFTER);
            for (Path leftover : leftovers) {
                if (isOlder(leftover, moment)) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant moment) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        }
    }

    /** Hidden, so that nobody who lists the folder takes a half-written file for a file. */
    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }
}
