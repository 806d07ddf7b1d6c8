package chad.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Tells a changed file from an unchanged one by one stat: every rename brings another inode, every edit another time. */
public record FileStamp(
        FileTime modified, long sizeBytes, @Nullable Object inode) {

    /** The file's stamp, or null when it is not there or can't be looked at. */
    public static @Nullable FileStamp of(Path path) {
        try {
            return read(path);
        } catch (IOException e) {
            return null; // the read that follows tells what is wrong
        }
    }

    /** As {@link #of}, for who tells a file that is missing from one that can't be looked at. */
    public static FileStamp read(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
}
