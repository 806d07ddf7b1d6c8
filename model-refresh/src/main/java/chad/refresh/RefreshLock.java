package chad.refresh;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to refresh a models.json: a lock on a hidden file beside it. It keeps two threads apart as well as two
 * services on one volume, and the system gives it back when its holder is killed.
 */
final class RefreshLock implements Closeable {

    private final FileChannel channel;

    private RefreshLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or nothing when somebody else has it. */
    static Optional<RefreshLock> take(Path models) throws IOException {
        Path beside = models.toAbsolutePath().resolveSibling("." + models.getFileName() + ".lock");
        Files.createDirectories(beside.resolveSibling("."));
        FileChannel channel = FileChannel.open(beside, CREATE, WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new RefreshLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // another thread of this process has it
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close(); // releases the lock
    }
}
