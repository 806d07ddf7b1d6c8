package chad.ide.backup;

import chad.ide.backup.BackupContents.Item;
import chad.ide.backup.BackupException.Kind;
import chad.ide.backup.Manifest.FileCopy;
import chad.ide.files.PrivateFiles;
import chad.ide.files.PrivateFiles.Digest;
import chad.ide.store.DatabaseCopy;
import chad.ide.store.DatabaseCopy.Outcome;
import chad.volume.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts a backup in the place of what is there, which is put aside.
 */
final class Restore {

    /** Some 200 bytes for each file. */
    private static final long MAX_MANIFEST_BYTES = 64L << 20;

    private final BackupSources sources;
    private final Clock clock;

    /**
     * What was done.
     *
     * @param aside where what was there is now
     */
    record Restored(Manifest manifest, List<Path> aside, boolean withWorkflows) {}

    Restore(BackupSources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** Whether every file of the backup is what it was, and every database in it whole. */
    static Manifest check(Path backup) throws BackupException {
        Manifest manifest = manifest(backup);
        requireHarmless(backup, manifest);
        for (FileCopy file : manifest.files()) {
            Path copy = backup.resolve(file.path());
            try {
                require(file, PrivateFiles.of(copy));
            } catch (IOException failure) {
                throw damaged(file, BackupWriter.words(failure));
            }
            requireWhole(file, copy);
        }
        return manifest;
    }

    private static Manifest manifest(Path backup) throws BackupException {
        if (!Files.isRegularFile(backup.resolve(Manifest.NAME))) {
            throw new BackupException(
                    Kind.INVALID, "%s is not a backup: it has no %s.".formatted(backup, Manifest.NAME));
        }
        try {
            if (Files.size(backup.resolve(Manifest.NAME)) > MAX_MANIFEST_BYTES) {
                throw new IOException("It is larger than %d MB.".formatted(MAX_MANIFEST_BYTES >> 20));
            }
            return Manifest.read(backup);
        } catch (IOException | RuntimeException unreadable) {
            throw new BackupException(
                    Kind.INVALID,
                    "The %s of %s can't be read. %s".formatted(Manifest.NAME, backup, unreadable.getMessage()));
        }
    }

    /** A backup is a folder that others may have made: nothing in it leads elsewhere, and nothing keeps its reader waiting. */
    private static void requireHarmless(Path backup, Manifest manifest) throws BackupException {
        for (FileCopy file : manifest.files()) {
            Path at = backup;
            for (Path step : Path.of(file.path())) {
                at = at.resolve(step);
                if (Files.isSymbolicLink(at)) {
                    throw damaged(file, "it is a link, or is reached through one");
                }
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
                throw damaged(file, "it is not a regular file");
            }
        }
    }

    /** No backup of ours has keys: in one that has, they are somebody's who wants to be let in. */
    private void requireNoKeys(Manifest manifest, Map<String, Path> targets) throws BackupException {
        for (FileCopy file : manifest.files()) {
            Path target = targets.getOrDefault(file.label(), sources.state()).resolve(file.relative());
            if (target.equals(sources.credentials())
                    || target.getFileName().toString().equals("credentials.json")) {
                throw damaged(file, "a backup never holds keys");
            }
        }
    }

    static void require(FileCopy file, Digest found) throws BackupException {
        if (found.sizeBytes() != file.sizeBytes() || !found.sha256().equals(file.sha256())) {
            throw damaged(file, "it differs from what was written");
        }
    }

    static void requireWhole(FileCopy file, Path copy) throws BackupException {
        if (BackupContents.isDatabase(file.path())
                && DatabaseCopy.check(copy) instanceof Outcome.Unreadable unreadable) {
            throw damaged(file, unreadable.reason());
        }
    }

    private static BackupException damaged(FileCopy file, String why) {
        return new BackupException(
                Kind.INVALID,
                "The backup is damaged: %s: %s. Nothing was changed; take another backup.".formatted(file.path(), why));
    }

    /**
     * Does it.
     *
     * @throws BackupException in words for the operator; everything is as it was then
     */
    Restored run(Path backup, boolean withWorkflows) throws BackupException {
        Manifest manifest = manifest(backup);
        requireHarmless(backup, manifest);
        Map<String, Path> targets = targets(manifest);
        requireNoKeys(manifest, targets);
        try (FileLock _ = FileLock.take(sources.folder().serviceLock())
                .orElseThrow(() -> new BackupException(Kind.BUSY, Program.ANOTHER_SERVICE))) {
            requireNoneInUse();
            boolean workflowsToo = withWorkflows && !areWorkflowsThere(manifest);
            List<FileCopy> files = manifest.files().stream()
                    .filter(file -> workflowsToo || !file.label().equals("workflows"))
                    .toList();
            return new Restored(
                    manifest, new Replacement(sources, targets, clock).replace(backup, files), workflowsToo);
        } catch (IOException failure) {
            throw new BackupException(
                    "The backup could not be restored: %s. Nothing was changed.%s"
                            .formatted(
                                    BackupWriter.words(failure),
                                    Files.isWritable(sources.workflows())
                                            ? ""
                                            : " The workflow folder can't be written; use --without-workflows to leave it as it is."),
                    failure);
        }
    }

    private Map<String, Path> targets(Manifest manifest) throws BackupException {
        Map<String, Path> targets = new HashMap<>();
        sources.trees().forEach(tree -> targets.put(tree.label(), tree.folder()));
        targets.putIfAbsent("models", BackupSources.parent(sources.models()));
        targets.putIfAbsent("population", BackupSources.parent(sources.population()));
        for (FileCopy file : manifest.files()) {
            if (!targets.containsKey(file.label())) {
                throw new BackupException(
                        Kind.INVALID,
                        ("The backup contains stores of a folder %s, which CHAD_RUNS_DB_DIR does not name now. Add"
                                        + " it, or another folder in its place.")
                                .formatted(manifest.folders().getOrDefault(file.label(), file.label())));
            }
        }
        return targets;
    }

    private void requireNoneInUse() throws IOException, BackupException {
        List<String> used = BackupContents.of(sources).stream()
                .filter(Item::isDatabase)
                .filter(item -> DatabaseCopy.isInUse(item.source()))
                .map(item -> item.label() + "/" + item.path())
                .toList();
        if (!used.isEmpty()) {
            throw new BackupException(
                    Kind.BUSY,
                    ("A process has %s open, most likely an engine that is executing a run. Wait until it ends,"
                                    + " or end it with SIGKILL (SIGTERM would cancel its run). Nothing was changed.")
                            .formatted(String.join(", ", used)));
        }
    }

    /** An image brings its workflows along, and its folder can't be written: there they are what they were. */
    private boolean areWorkflowsThere(Manifest manifest) throws IOException {
        Map<String, String> wanted = manifest.files().stream()
                .filter(file -> file.label().equals("workflows"))
                .collect(Collectors.toMap(FileCopy::relative, FileCopy::sha256));
        Map<String, String> there = new HashMap<>();
        for (Item item : BackupContents.of(sources)) {
            if (item.label().equals("workflows")) {
                there.put(item.path(), PrivateFiles.of(item.source()).sha256());
            }
        }
        return wanted.equals(there);
    }
}
