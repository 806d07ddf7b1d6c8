package chad.ide.store;

import chad.ide.store.StoreLocation.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system tells of an SQLite file without opening it. Every commit changes it: it appends to the
 * write-ahead log, or overwrites it from its beginning.
 *
 * @param fileKey device and inode; another file under the same name has another one
 * @param walKey as {@code fileKey}, of the log; null when there is none
 * @param newestMs the later of both modification times
 */
record StoreStamp(
        @Nullable Object fileKey,
        long size,
        long modifiedNs,
        @Nullable Object walKey,
        long walSize,
        long walModifiedNs,
        long newestMs) {

    /** A time that is further ahead was set by hand, or the clock went back: it would be too fresh for ever. */
    private static final long FUTURE_MS = 2_000;

    /** Empty when there is no such file, or it can't be looked at. */
    static Optional<StoreStamp> of(Path file) {
        try {
            BasicFileAttributes db = Files.readAttributes(file, BasicFileAttributes.class);
            Optional<BasicFileAttributes> wal = wal(file);
            long newest = Math.max(
                    db.lastModifiedTime().toMillis(),
                    wal.map(w -> w.lastModifiedTime().toMillis()).orElse(0L));
            return Optional.of(new StoreStamp(
                    db.fileKey(),
                    db.size(),
                    nanos(db),
                    wal.map(BasicFileAttributes::fileKey).orElse(null),
                    wal.map(BasicFileAttributes::size).orElse(0L),
                    wal.map(StoreStamp::nanos).orElse(0L),
                    newest));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<BasicFileAttributes> wal(Path file) throws IOException {
        try {
            Path wal = SqliteFile.beside(file, "-wal");
            return Optional.of(Files.readAttributes(wal, BasicFileAttributes.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static long nanos(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    /**
     * Whether a write in the same tick of the file system's clock may hide behind this stamp: what was written shortly
     * before the stamp was taken is looked at once more.
     */
    boolean tooFreshToTrust(long takenAtMs) {
        long ageMs = takenAtMs - newestMs;
        return ageMs < 50 && ageMs > -FUTURE_MS;
    }

    /** Whether another file has been put under the name since. */
    boolean isAnotherFile(StoreStamp before) {
        return !Objects.equals(fileKey, before.fileKey);
    }

    /**
     * Whether the file was overwritten in place since, as by {@code cp backup.db store.db}, past SQLite's locks, so that
     * connections that were open all the time go on with what they know of the old content. They keep others from removing
     * the log, and a commit always writes to it.
     */
    boolean isOverwritten(StoreStamp before) {
        if (before.walKey == null) {
            return false;
        }
        boolean logIsGone = !before.walKey.equals(walKey);
        boolean logIsUnused = walSize == 0 && before.walSize == 0 && walModifiedNs == before.walModifiedNs;
        return logIsGone || (logIsUnused && (size != before.size || modifiedNs != before.modifiedNs));
    }

    long totalSize() {
        return size + walSize;
    }
}
