package chad.ide.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** Files and folders that hold what runs wrote, prompts and answers among it: for this user alone, whatever the umask. */
public final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int BUFFER_BYTES = 256 * 1024;

    private PrivateFiles() {}

    /** With those above it. Those that are there already stay as they are. */
    public static Path makeFolder(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, OWNER_FOLDER);
    }

    /** Makes the folders of a file in a tree with the permissions that they have in another one. */
    public static void makeFoldersLike(Path from, Path to, Path file) throws IOException {
        makeFolder(to);
        Path model = from;
        Path made = to;
        for (Path part : file) {
            model = model.resolve(part);
            if (!Files.isDirectory(model)) {
                return;
            }
            made = made.resolve(part);
            if (!Files.exists(made)) {
                Files.createDirectory(made);
                Set<PosixFilePermission> permissions = EnumSet.copyOf(OWNER_FOLDER.value());
                permissions.addAll(Files.getPosixFilePermissions(model));
                Files.setPosixFilePermissions(made, permissions);
            }
        }
    }

    /** What a file has and how that is known again. */
    public record Digest(long sizeBytes, String sha256) {}

    /**
     * Copies a file to the disk. One that grows meanwhile is copied up to the size that it had, so a log that is written
     * to can't keep it going.
     */
    public static Digest copy(Path from, Path to) throws IOException {
        MessageDigest digest = sha256();
        long left = Files.size(from);
        long copied = 0;
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                if (in.read(buffer) < 0) {
                    break; // it was cut meanwhile
                }
                buffer.flip();
                left -= buffer.remaining();
                copied += buffer.remaining();
                digest.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        return new Digest(copied, HexFormat.of().formatHex(digest.digest()));
    }

    /** Of a file that is on the disk, or is brought there. */
    public static Digest of(Path file) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return new Digest(size, HexFormat.of().formatHex(digest.digest()));
    }

    public static void write(Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    public static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
