package chad.ide.backup;

import chad.ide.backup.BackupException.Kind;
import chad.ide.backup.Inventory.Item;
import chad.ide.backup.Layout.Tree;
import chad.ide.backup.Manifest.FileCopy;
import chad.ide.backup.PrivateFiles.Digest;
import chad.ide.store.DatabaseCopy;
import chad.ide.store.DatabaseCopy.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts a backup in the place of what is there, which is put aside.
 *
 * <p>First everything is copied and checked, beside where it will be; then what is there is renamed away and the copies
 * are renamed into its place. So a backup that is damaged, or a disk that is full, changes nothing, and a rename that
 * fails is taken back with those before it.
 */
final class Restore {

    private static final String STAGING = ".restoring-";
    private static final Pattern PROCESS_RECORD = Pattern.compile("runs-api/runs/[^/]+/process\\.json");

    /** Sessions that have ended since the backup stay ended. */
    private static final Set<String> STAYS_IN_RUNS_API = Set.of("ended-sessions");

    private final Layout layout;
    private final Clock clock;

    /**
     * What was done.
     *
     * @param aside where what was there is now
     */
    record Restored(Manifest manifest, List<Path> aside, boolean withWorkflows) {}

    Restore(Layout layout, Clock clock) {
        this.layout = layout;
        this.clock = clock;
    }

    /** Whether every file of the backup is what it was, and every database in it whole. */
    static Manifest check(Path backup) throws BackupException {
        Manifest manifest = manifest(backup);
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
            throw new BackupException(Kind.INVALID, "%s is no backup: it has no %s.".formatted(backup, Manifest.NAME));
        }
        try {
            return Manifest.read(backup);
        } catch (IOException | RuntimeException unreadable) {
            throw new BackupException(
                    Kind.INVALID,
                    "The %s of %s can't be read. %s".formatted(Manifest.NAME, backup, unreadable.getMessage()));
        }
    }

    private static void require(FileCopy file, Digest found) throws BackupException {
        if (found.sizeBytes() != file.sizeBytes() || !found.sha256().equals(file.sha256())) {
            throw damaged(file, "it is not what was written");
        }
    }

    private static void requireWhole(FileCopy file, Path copy) throws BackupException {
        if (file.path().endsWith(".db") && DatabaseCopy.check(copy) instanceof Outcome.Unreadable unreadable) {
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
        Map<String, Path> targets = targets(manifest);
        try (HeldFile _ = HeldFile.take(HeldFile.ofService(layout.state()))
                .orElseThrow(() -> new BackupException(Kind.BUSY, Program.ANOTHER_SERVICE))) {
            requireNoneInUse();
            boolean workflowsToo = withWorkflows && !areWorkflowsThere(manifest);
            List<FileCopy> files = manifest.files().stream()
                    .filter(file -> workflowsToo || !file.label().equals("workflows"))
                    .toList();
            return new Restored(manifest, replace(backup, files, targets), workflowsToo);
        } catch (IOException failure) {
            throw new BackupException(
                    "The backup could not be restored: %s. Everything is as it was."
                            .formatted(BackupWriter.words(failure)),
                    failure);
        }
    }

    private Map<String, Path> targets(Manifest manifest) throws BackupException {
        Map<String, Path> targets = new HashMap<>();
        layout.trees().forEach(tree -> targets.put(tree.label(), tree.folder()));
        targets.putIfAbsent("models", Layout.parent(layout.models()));
        targets.putIfAbsent("population", Layout.parent(layout.population()));
        for (FileCopy file : manifest.files()) {
            if (!targets.containsKey(file.label())) {
                throw new BackupException(
                        Kind.INVALID,
                        "The backup holds stores of a folder %s, and CHAD_RUNS_DB_DIR names no such one now. Add it, or another for it."
                                .formatted(manifest.folders().getOrDefault(file.label(), file.label())));
            }
        }
        return targets;
    }

    private void requireNoneInUse() throws IOException, BackupException {
        List<String> used = Inventory.of(layout).stream()
                .filter(Item::isDatabase)
                .filter(item -> DatabaseCopy.isInUse(item.source()))
                .map(item -> item.label() + "/" + item.path())
                .toList();
        if (!used.isEmpty()) {
            throw new BackupException(
                    Kind.BUSY,
                    "A process works on %s, an engine that executes a run most likely. Wait until it ends, or end it by SIGKILL (SIGTERM would cancel its run). Nothing was changed."
                            .formatted(String.join(", ", used)));
        }
    }

    /** An image brings its workflows along, and its folder can't be written: there they are what they were. */
    private boolean areWorkflowsThere(Manifest manifest) throws IOException {
        Map<String, String> wanted = manifest.files().stream()
                .filter(file -> file.label().equals("workflows"))
                .collect(Collectors.toMap(FileCopy::relative, FileCopy::sha256));
        Map<String, String> there = new HashMap<>();
        for (Item item : Inventory.of(layout)) {
            if (item.label().equals("workflows")) {
                there.put(item.path(), PrivateFiles.of(item.source()).sha256());
            }
        }
        return wanted.equals(there);
    }

    private List<Path> replace(Path backup, List<FileCopy> files, Map<String, Path> targets)
            throws IOException, BackupException {
        String stamp = BackupFolder.stamp(clock.instant());
        Set<Path> stagings = new LinkedHashSet<>();
        Moves moves = new Moves();
        try {
            requireRoom(files);
            for (FileCopy file : files) {
                Path root = target(targets, file);
                Path staging = root.resolve(STAGING + stamp).resolve(file.label());
                stagings.add(root.resolve(STAGING + stamp));
                stage(backup, file, staging.resolve(file.relative()));
            }
            Set<Path> aside = new LinkedHashSet<>();
            for (Tree tree : layout.trees()) {
                boolean isRestored =
                        files.stream().anyMatch(file -> file.label().equals(tree.label()));
                if (isRestored && Files.isDirectory(tree.folder())) {
                    putAside(tree, stamp, moves, aside);
                }
            }
            for (String label :
                    files.stream().map(FileCopy::label).collect(Collectors.toCollection(LinkedHashSet::new))) {
                Path root = targets.get(label);
                if (root != null) {
                    putInPlace(root.resolve(STAGING + stamp).resolve(label), root, moves);
                }
            }
            return List.copyOf(aside);
        } catch (IOException | BackupException | RuntimeException failure) {
            moves.takeBack(failure);
            throw failure;
        } finally {
            for (Path staging : stagings) {
                BackupFolder.delete(staging);
            }
        }
    }

    private static Path target(Map<String, Path> targets, FileCopy file) {
        Path root = targets.get(file.label());
        if (root == null) {
            throw new IllegalStateException("no place for " + file.label());
        }
        return root;
    }

    private void requireRoom(List<FileCopy> files) throws IOException, BackupException {
        Files.createDirectories(layout.state());
        long needed = files.stream().mapToLong(FileCopy::sizeBytes).sum();
        long free = Files.getFileStore(layout.state()).getUsableSpace();
        if (free < needed) {
            throw new BackupException(
                    Kind.NO_ROOM,
                    "The backup takes %,d MB, and the disk has %,d MB left. What is there now is kept beside it."
                            .formatted(needed >> 20, free >> 20));
        }
    }

    private void stage(Path backup, FileCopy file, Path to) throws IOException, BackupException {
        PrivateFiles.makeFolder(Layout.parent(to));
        require(file, PrivateFiles.copy(backup.resolve(file.path()), to));
        requireWhole(file, to);
        if (file.label().equals("state")
                && PROCESS_RECORD.matcher(file.relative()).matches()) {
            end(to);
        }
    }

    /** Nobody executes the copy of a run, even if the process of its original still lives. */
    private void end(Path record) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode process = json.readTree(Files.readAllBytes(record));
        if (process instanceof ObjectNode object && !object.path("endedAtMs").isNumber()) {
            PrivateFiles.write(record, json.writeValueAsBytes(object.put("endedAtMs", clock.millis())));
        }
    }

    private void putAside(Tree tree, String stamp, Moves moves, Set<Path> aside) throws IOException, BackupException {
        Path to = asideFolder(tree.folder(), stamp).resolve(tree.label());
        for (Path entry : Inventory.replaceable(tree, layout)) {
            requireOnlyOurs(entry, tree);
            boolean isRunsApi = entry.equals(layout.state().resolve("runs-api"));
            List<Path> moved = isRunsApi ? runsApiEntries(entry) : List.of(entry);
            for (Path path : moved) {
                moves.move(path, to.resolve(tree.folder().relativize(path)));
                aside.add(Layout.parent(to));
            }
        }
    }

    /** On the same disk, so that it is a rename. */
    private Path asideFolder(Path root, String stamp) throws IOException {
        boolean isSameDisk = Files.getFileStore(root).equals(Files.getFileStore(layout.state()));
        return isSameDisk
                ? layout.state().resolve(Inventory.BEFORE_RESTORE + stamp)
                : root.resolve("." + Inventory.BEFORE_RESTORE + stamp);
    }

    private static List<Path> runsApiEntries(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> !stays(folder, entry)).toList();
        }
    }

    private static boolean stays(Path runsApi, Path entry) {
        String name = entry.getFileName().toString();
        return Layout.parent(entry).equals(runsApi)
                && (name.endsWith(HeldFile.ENDING) || STAYS_IN_RUNS_API.contains(name));
    }

    private void requireOnlyOurs(Path entry, Tree tree) throws BackupException {
        List<Path> others = new ArrayList<>(List.of(layout.credentials()));
        layout.trees().stream()
                .map(Tree::folder)
                .filter(folder -> !folder.equals(tree.folder()))
                .forEach(others::add);
        Optional<Path> inside =
                others.stream().filter(other -> other.startsWith(entry)).findFirst();
        if (inside.isPresent()) {
            throw new BackupException(
                    Kind.INVALID,
                    "%s lies inside %s, which is to be replaced. Move it out of there first; everything is as it was."
                            .formatted(inside.get(), entry));
        }
    }

    private void putInPlace(Path staged, Path root, Moves moves) throws IOException {
        if (!Files.isDirectory(staged)) {
            return;
        }
        Set<Path> places = new HashSet<>();
        try (var entries = Files.list(staged)) {
            for (Path entry : entries.toList()) {
                Path place = root.resolve(entry.getFileName());
                places.add(Layout.parent(place));
                if (place.equals(layout.state().resolve("runs-api")) && Files.isDirectory(place)) {
                    putInPlaceUnlessThere(entry, place, moves);
                } else {
                    moves.move(entry, place);
                }
            }
        }
        for (Path place : places) {
            BackupFolder.sync(place);
        }
    }

    private static void putInPlaceUnlessThere(Path staged, Path folder, Moves moves) throws IOException {
        try (var entries = Files.list(staged)) {
            for (Path entry : entries.toList()) {
                Path place = folder.resolve(entry.getFileName());
                if (!Files.exists(place)) {
                    moves.move(entry, place);
                }
            }
        }
    }
}
