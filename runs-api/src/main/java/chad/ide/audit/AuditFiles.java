package chad.ide.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of the log: lines of JSON, only ever appended to. Each is named by the number of its first line
 * ({@code audit-0000000000000042.ndjson}), so that a page is found without an index. The ending keeps the scanner of run
 * stores away from them. One thread writes.
 */
@Singleton
class AuditFiles {

    private static final String PREFIX = "audit-";
    private static final String ENDING = ".ndjson";

    private final AuditConfig config;
    private final Clock clock;
    private @Nullable FileChannel open;

    AuditFiles(AuditConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Newest first. */
    List<Path> newestFirst() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(config.folder(), PREFIX + "[0-9]*" + ENDING)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException nothingWrittenYet) {
            return List.of();
        }
        files.sort(Comparator.comparing((Path file) -> file.getFileName().toString())
                .reversed());
        return files;
    }

    /** The number of the first line of that file. */
    static long firstSeq(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(PREFIX.length(), name.length() - ENDING.length()));
    }

    /** The lines of a file, oldest first; none when it was removed meanwhile. */
    static List<String> lines(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), UTF_8).lines().toList();
        } catch (NoSuchFileException removed) {
            return List.of();
        }
    }

    /** Appends whole lines, and returns when they are on the disk. */
    void append(long firstSeq, byte[] lines) throws IOException {
        FileChannel channel = open;
        if (channel == null) {
            channel = reopen(firstSeq);
        } else if (channel.size() >= config.fileSize()) {
            close();
            channel = begin(firstSeq);
        }
        open = channel;
        long before = channel.size();
        try {
            ByteBuffer left = ByteBuffer.wrap(lines);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(false);
        } catch (IOException failure) {
            takeBack(channel, before, failure);
            throw failure;
        }
    }

    /** What was written of lines that are written again later. */
    private static void takeBack(FileChannel channel, long before, IOException failure) {
        try {
            channel.truncate(before);
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    void close() throws IOException {
        FileChannel channel = open;
        open = null;
        if (channel != null) {
            channel.close();
        }
    }

    /** The newest file, if there is room in it. A line that a crash cut short gets its end, so that it spoils no other. */
    private FileChannel reopen(long firstSeq) throws IOException {
        Files.createDirectories(config.folder());
        List<Path> files = newestFirst();
        if (files.isEmpty() || Files.size(files.getFirst()) >= config.fileSize()) {
            return begin(firstSeq);
        }
        Path newest = files.getFirst();
        boolean torn;
        try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "r")) {
            long size = file.length();
            file.seek(Math.max(0, size - 1));
            torn = size > 0 && file.read() != '\n';
        }
        FileChannel channel = FileChannel.open(newest, StandardOpenOption.APPEND);
        if (torn) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return channel;
    }

    private FileChannel begin(long firstSeq) throws IOException {
        removeOld();
        Path file = config.folder().resolve("%s%016d%s".formatted(PREFIX, firstSeq, ENDING));
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return channel;
    }

    /** Leaves room for one more. */
    private void removeOld() throws IOException {
        long tooOldMs = clock.millis() - config.keep().toMillis();
        List<Path> files = newestFirst();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            if (i >= config.files() - 1 || Files.getLastModifiedTime(file).toMillis() < tooOldMs) {
                Files.deleteIfExists(file);
                Log.infof("An old part of the audit log was removed. file=%s", file.getFileName());
            }
        }
    }
}
