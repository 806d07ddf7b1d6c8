package chad.ide.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock that the kernel gives back when its holder ends, however it ends. It counts between processes, those of other
 * containers on the same volume and machine included. The file itself stays and means nothing; nobody may read it, for
 * closing any descriptor of it gives the lock back.
 */
public final class HeldFile implements AutoCloseable {

    /** What the files of such locks end with; they are in no backup. */
    static final String ENDING = ".lock";

    private final FileChannel channel;

    private HeldFile(FileChannel channel) {
        this.channel = channel;
    }

    /** That of the one service which may work on the state folder. */
    public static Path ofService(Path stateDir) {
        return stateDir.resolve("runs-api").resolve("service" + ENDING);
    }

    /** That of the one backup which is made at a time. */
    static Path ofBackup(Path stateDir) {
        return stateDir.resolve("runs-api").resolve("backup" + ENDING);
    }

    /** Empty when somebody holds it. */
    public static Optional<HeldFile> take(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new HeldFile(channel));
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
