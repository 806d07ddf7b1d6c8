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

/**
 * A lock that the kernel gives back when its holder ends, however it ends. It keeps apart two threads as well as two
 * processes, those of other containers on the same volume and machine included. The file itself stays and means nothing;
 * nobody may read it, for closing any descriptor of it gives the lock back.
 */
public final class FileLock implements AutoCloseable {

    /** What the files of such locks end with; they are in no backup. */
    public static final String ENDING = ".lock";

    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The hidden file beside another one which stands for the right to write it. */
    public static Path beside(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ENDING);
    }

    /** Empty when somebody holds it. */
    public static Optional<FileLock> take(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new FileLock(channel));
            }
        } catch (OverlappingFileLockException byThisProcess) {
            channel.close();
            return Optional.empty();
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
