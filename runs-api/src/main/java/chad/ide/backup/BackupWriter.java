package chad.ide.backup;

import chad.ide.backup.BackupContents.Item;
import chad.ide.backup.BackupException.Kind;
import chad.ide.backup.Manifest.FileCopy;
import chad.ide.backup.Manifest.LeftOut;
import chad.ide.backup.Manifest.StoreCopy;
import chad.ide.files.PrivateFiles;
import chad.ide.files.PrivateFiles.Digest;
import chad.ide.store.DatabaseCopy;
import chad.ide.store.DatabaseCopy.Outcome;
import chad.volume.FileLock;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes one backup, whole or not at all, while everything goes on. Each database is a snapshot of one moment; the others
 * are of moments seconds apart, which is what a crash would leave as well.
 */
public final class BackupWriter {

    /** What a disk should have left beside the backup. */
    private static final long MARGIN_BYTES = 64L << 20;

    private static final int MAX_LEFT_OUT = 1_000;

    private final BackupSources sources;
    private final String version;
    private final Clock clock;
    private final AtomicLong totalBytes = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();

    BackupWriter(BackupSources sources, String version, Clock clock) {
        this.sources = sources;
        this.version = version;
        this.clock = clock;
    }

    /** What is to be copied, as far as is known. */
    long totalBytes() {
        return totalBytes.get();
    }

    long doneBytes() {
        return doneBytes.get();
    }

    /**
     * Makes it.
     *
     * @param name a free one of {@link BackupFolder#freeName}
     * @throws BackupException in words for the operator; nothing is left of it then
     */
    Manifest write(String name) throws BackupException {
        BackupFolder folder = new BackupFolder(sources.folder().backups());
        try (FileLock _ = FileLock.take(sources.folder().backupLock()).orElseThrow(BackupWriter::another)) {
            Path half = folder.begin(name);
            try {
                Manifest manifest = fill(half);
                folder.publish(half, name);
                return manifest;
            } finally {
                BackupFolder.delete(half);
            }
        } catch (IOException failure) {
            throw new BackupException(
                    ("The backup could not be written: %s. Check the free disk space and the owner of `%s`. No"
                                    + " part of it was kept.")
                            .formatted(
                                    words(failure), sources.folder().backups().getFileName()),
                    failure);
        }
    }

    private static BackupException another() {
        return new BackupException(Kind.BUSY, "Another backup is being made. Wait until it is done.");
    }

    private Manifest fill(Path half) throws IOException, BackupException {
        Instant begun = clock.instant();
        List<Item> items = BackupContents.of(sources);
        totalBytes.set(items.stream().mapToLong(Item::sizeBytes).sum());
        requireRoom(half);

        List<StoreCopy> stores = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        List<FileCopy> files = new ArrayList<>();
        for (Item item : items) {
            Path to = half.resolve(item.label()).resolve(item.path());
            PrivateFiles.makeFoldersLike(item.root(), half.resolve(item.label()), Path.of(item.path()));
            copy(item, to, stores, leftOut, files);
            doneBytes.addAndGet(item.sizeBytes());
        }
        TreeMap<String, String> places = new TreeMap<>();
        sources.trees().forEach(tree -> places.put(tree.label(), tree.folder().toString()));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                version,
                engineVersion(),
                begun.toEpochMilli(),
                clock.millis(),
                files.stream().mapToLong(FileCopy::sizeBytes).sum(),
                files.size(),
                places,
                stores,
                leftOut,
                files);
        PrivateFiles.write(half.resolve(Manifest.NAME), manifest.toJson());
        BackupFolder.syncFolders(half);
        return manifest;
    }

    private void requireRoom(Path half) throws IOException, BackupException {
        long free = Files.getFileStore(half).getUsableSpace();
        if (free < totalBytes.get() + MARGIN_BYTES) {
            throw new BackupException(
                    Kind.NO_ROOM,
                    ("A backup takes %,d MB, and the disk has %,d MB left, of which %,d MB must stay free. Free"
                                    + " some space, or keep fewer backups (`keep`).")
                            .formatted(totalBytes.get() >> 20, free >> 20, MARGIN_BYTES >> 20));
        }
    }

    private static void copy(Item item, Path to, List<StoreCopy> stores, List<LeftOut> leftOut, List<FileCopy> files)
            throws IOException {
        String path = item.label() + "/" + item.path();
        try {
            if (item.isDatabase()) {
                switch (DatabaseCopy.copy(item.source(), to)) {
                    case Outcome.Whole whole -> {
                        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(item.source()));
                        PrivateFiles.sync(to);
                        Digest digest = PrivateFiles.of(to);
                        stores.add(new StoreCopy(path, digest.sizeBytes(), whole.runs(), whole.schemaVersion()));
                        files.add(new FileCopy(path, digest.sizeBytes(), digest.sha256()));
                        return;
                    }
                    case Outcome.Unreadable unreadable -> {
                        if (Files.exists(item.source()) && leftOut.size() < MAX_LEFT_OUT) {
                            leftOut.add(new LeftOut(path, unreadable.reason()));
                        }
                        return;
                    }
                    case Outcome.NoDatabase anyFile -> {}
                }
            }
            Digest digest = PrivateFiles.copy(item.source(), to);
            files.add(new FileCopy(path, digest.sizeBytes(), digest.sha256()));
        } catch (NoSuchFileException gone) {
            Files.deleteIfExists(to); // it went between the look and the copy, as an old log does
        }
    }

    /** Of the engine beside the workflows; read from its package, which costs no process. */
    private @Nullable String engineVersion() {
        Path file = sources.workflows().resolve("node_modules/smithers-orchestrator/package.json");
        try {
            return new ObjectMapper()
                    .readTree(Files.readAllBytes(file))
                    .path("version")
                    .textValue();
        } catch (IOException notInstalled) {
            return null;
        }
    }

    /** What went wrong, without the machine's own folders. */
    public static String words(IOException failure) {
        if (failure instanceof FileSystemException about) {
            String what = about.getReason() == null ? about.getClass().getSimpleName() : about.getReason();
            return about.getFile() == null
                    ? what
                    : "%s (%s)".formatted(what, Path.of(about.getFile()).getFileName());
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
