package chad.volume;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock that the kernel gives back when its holder ends, however it ends. It keeps apart two threads as well as two
 * processes, those of other containers on the same volume and machine included. The file itself stays and means nothing;
 * nobody may read it, for closing any descriptor of it gives the lock back: so who holds what in this process is asked
 * before the file is opened.
 */
public final class FileLock implements AutoCloseable {

    /** What the files of such locks end with; they are in no backup. */
    public static final String ENDING = ".lock";

    /** What this process holds or is about to take. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;

    private FileLock(Path real, FileChannel channel) {
        this.real = real;
        this.channel = channel;
    }

    /** The hidden file beside another one which stands for the right to write it. */
    public static Path beside(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ENDING);
    }

    /** Empty when somebody holds it. */
    public static Optional<FileLock> take(Path file) throws IOException {
        Path folder = Files.createDirectories(
                Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Path real = Files.exists(file) ? file.toRealPath() : folder.toRealPath().resolve(file.getFileName());
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(real, CREATE, WRITE);
            taken = tryLock(channel);
            return taken ? Optional.of(new FileLock(real, channel)) : Optional.empty();
        } finally {
            if (!taken) {
                HELD.remove(real);
            }
        }
    }

    /** Closes the channel of a lock that it does not get. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            return taken;
        } catch (OverlappingFileLockException underAnotherName) { // a hard link, or this class loaded twice
            return false;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(real);
        }
    }
}
