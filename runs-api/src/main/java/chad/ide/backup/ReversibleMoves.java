package chad.ide.backup;

import chad.ide.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;

/** Renames that are taken back, last first, when one of them fails. */
final class ReversibleMoves {

    private record Move(Path from, Path to) {}

    private final Deque<Move> done = new ArrayDeque<>();

    void move(Path from, Path to) throws IOException {
        PrivateFiles.makeFolder(BackupSources.parent(to));
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString()); // which a rename would silently replace
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        done.push(new Move(from, to));
    }

    /** Failures are added to the one that led here. */
    void takeBack(Exception because) {
        while (!done.isEmpty()) {
            Move last = done.pop();
            try {
                Files.move(last.to(), last.from(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                because.addSuppressed(failure);
            }
        }
    }
}
