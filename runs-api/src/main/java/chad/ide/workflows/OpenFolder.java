package chad.ide.workflows;

import chad.ide.problem.ProblemType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A folder under the workflow root that was opened step by step, none of them over a link. What is read, written and
 * removed through it is in that very folder, whatever its names lead to a moment later: who looks at a path and then
 * opens it can be handed another file in between.
 */
final class OpenFolder implements Closeable {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> MAKE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> NEW_FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> HALF_FILE = PosixFilePermissions.fromString("rw-------");

    private final SecureDirectoryStream<Path> folder;

    private OpenFolder(SecureDirectoryStream<Path> folder) {
        this.folder = folder;
    }

    /**
     * @param root with links resolved: who configured it may have meant one
     * @param folder below the root, or the root itself
     * @throws IOException when a part of the way is no folder, or a link
     */
    @SuppressWarnings("StreamResourceLeak") // it is closed with what is returned
    static OpenFolder of(Path root, Path folder) throws IOException {
        SecureDirectoryStream<Path> at = secure(Files.newDirectoryStream(root));
        if (folder.equals(root)) {
            return new OpenFolder(at);
        }
        if (!folder.startsWith(root)) {
            at.close();
            throw new NoSuchFileException(folder.toString(), null, "not below the workflow folder");
        }
        for (Path step : root.relativize(folder)) {
            try (SecureDirectoryStream<Path> above = at) {
                at = above.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new OpenFolder(at);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> opened) throws IOException {
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        opened.close();
        throw ProblemType.INTERNAL.because(
                "The file system of the workflow folder can't open files without following links, so none is opened."
                        + " Put the workflow folder on a file system of Linux or macOS.");
    }

    /** @throws IOException when it is gone, a link, or not a regular file */
    byte[] read(Path name, int most) throws IOException {
        if (!attributes(name).isRegularFile()) {
            throw new NoSuchFileException(name.toString(), null, "not a regular file");
        }
        try (SeekableByteChannel channel = folder.newByteChannel(name, READ);
                InputStream in = Channels.newInputStream(channel)) {
            return in.readNBytes(most);
        }
    }

    private BasicFileAttributes attributes(Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Replaces the file at once, or makes it: a reader, or a crash, finds the old text or the new one. */
    void write(Path name, byte[] text) throws IOException {
        Set<PosixFilePermission> permissions = permissions(name);
        Path half = Path.of(".half-" + UUID.randomUUID() + ".tmp");
        try {
            make(half, text);
            folder.getFileAttributeView(half, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(permissions);
            folder.move(half, folder, name);
        } catch (IOException failure) {
            removeIfThere(half);
            throw failure;
        }
    }

    /** Makes a file that must not be there yet. */
    void make(Path name, byte[] text) throws IOException {
        try (SeekableByteChannel channel =
                folder.newByteChannel(name, MAKE, PosixFilePermissions.asFileAttribute(HALF_FILE))) {
            ByteBuffer left = ByteBuffer.wrap(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    private Set<PosixFilePermission> permissions(Path name) throws IOException {
        try {
            return folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .permissions();
        } catch (NoSuchFileException none) {
            return NEW_FILE;
        }
    }

    void removeIfThere(Path name) throws IOException {
        try {
            folder.deleteFile(name);
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
