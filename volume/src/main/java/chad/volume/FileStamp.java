package chad.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a changed file from an unchanged one by one stat: every rename brings another inode, and every edit or change of
 * permissions another time.
 */
public record FileStamp(Map<String, Object> seen) {

    public FileStamp {
        seen = Map.copyOf(seen);
    }

    /** The file's stamp, or null when it is not there or can't be looked at. */
    public static @Nullable FileStamp of(Path path) {
        try {
            return new FileStamp(attributes(path));
        } catch (IOException e) {
            return null; // the read that follows tells what is wrong
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:lastModifiedTime,size,ino,ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException noUnix) {
            return Files.readAttributes(path, "lastModifiedTime,size");
        }
    }
}
