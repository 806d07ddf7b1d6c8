package chad.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a file as it changes and holds on to its last good content while it is broken, half-written by somebody else's
 * editor, or can't be read. Cheap enough for every request: while the file stays the same, a look costs one stat.
 * Thread-safe.
 */
public final class FollowedFile<T> {

    /** Reads the file. */
    public interface Reader<T> {

        /** @throws IOException when it can't be read at this moment, which says nothing about what it holds */
        FileRead<T> read(Path file) throws IOException;
    }

    /**
     * What is known now.
     *
     * @param content the last good one; null when there is none
     * @param file what the newest look at the file came to; {@code content} is older than it unless this is good
     */
    public record State<T>(@Nullable T content, FileRead<T> file) {

        public Optional<T> lastGood() {
            return Optional.ofNullable(content);
        }

        public boolean fileIsGood() {
            return file instanceof FileRead.Good;
        }
    }

    private record Look<T>(@Nullable FileStamp stamp, State<T> state) {}

    private final Path file;
    private final Reader<T> reader;
    private final boolean forgetsWhenGone;
    private volatile @Nullable Look<T> last;

    private FollowedFile(Path file, Reader<T> reader, boolean forgetsWhenGone) {
        this.file = file;
        this.reader = reader;
        this.forgetsWhenGone = forgetsWhenGone;
    }

    /** One whose last good content serves on when it is gone: it was lost, or is being replaced by somebody's editor. */
    public static <T> FollowedFile<T> keptWhenGone(Path file, Reader<T> reader) {
        return new FollowedFile<>(file, reader, false);
    }

    /** One that is taken away on purpose: its content ends with it. */
    public static <T> FollowedFile<T> forgottenWhenGone(Path file, Reader<T> reader) {
        return new FollowedFile<>(file, reader, true);
    }

    public Path path() {
        return file;
    }

    /** The same state as before while the file stays the same. */
    public State<T> look() {
        Look<T> known = last;
        return known != null && known.stamp() != null && known.stamp().equals(FileStamp.of(file))
                ? known.state()
                : lookAgain();
    }

    private synchronized State<T> lookAgain() {
        Look<T> known = last;
        // Stamped before it is read: what changes in between is read again at the next look.
        FileStamp stamp = FileStamp.of(file);
        if (known != null && stamp != null && stamp.equals(known.stamp())) {
            return known.state();
        }
        Look<T> look = read(known == null ? null : known.state().content(), stamp);
        last = look;
        return look.state();
    }

    private Look<T> read(@Nullable T before, @Nullable FileStamp stamp) {
        try {
            FileRead<T> read = reader.read(file);
            T content =
                    switch (read) {
                        case FileRead.Good<T> good -> good.content();
                        case FileRead.Missing<T> missing -> forgetsWhenGone ? null : before;
                        case FileRead.Broken<T> broken -> before;
                    };
            return new Look<>(stamp, new State<>(content, read));
        } catch (
                IOException
                        failure) { // looked at anew each time, as nothing of the file need change until it can be read
            return new Look<>(null, new State<>(before, new FileRead.Broken<>("it can't be read now: " + failure)));
        }
    }
}
