package chad.volume;

import java.io.IOException;
import java.nio.file.Path;

/** Names of files and folders that can be compared. */
public final class RealPath {

    private RealPath() {}

    /** With every link resolved; absolute and normalised where there is nothing at the path, or it can't be looked at. */
    public static Path of(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException notThere) {
            return path.toAbsolutePath().normalize();
        }
    }
}
