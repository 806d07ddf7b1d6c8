package chad.ide.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A store that the engine wrote once and that came along as a file. Copied before use: opening it leaves traces. */
public enum Recording {
    FINISHED,
    FAILED,
    WAITING_APPROVAL,
    CANCELLED,
    STALLED,
    LOOP,
    FUSION_LIKE,
    FORKED;

    /** For example {@code waiting-approval.db}. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".db";
    }

    /** A copy of that name in the folder. */
    public Path copyTo(Path folder) {
        return copyTo(folder, fileName());
    }

    public Path copyTo(Path folder, String name) {
        return write(folder.resolve(name), bytes());
    }

    /** What a copy that was interrupted leaves. */
    public Path copyFirstBytesTo(Path folder, String name, int bytes) {
        return write(folder.resolve(name), Arrays.copyOf(bytes(), bytes));
    }

    private byte[] bytes() {
        try (InputStream recorded = Recording.class.getResourceAsStream("/fixtures/" + fileName())) {
            if (recorded == null) {
                throw new IllegalStateException("no recording " + fileName());
            }
            return recorded.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
