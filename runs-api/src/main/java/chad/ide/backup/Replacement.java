package chad.ide.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.backup.BackupException.Kind;
import chad.ide.backup.BackupSources.Tree;
import chad.ide.backup.Manifest.FileCopy;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.ledger.Ledger;
import chad.ide.logging.Warnings;
import chad.ide.security.SessionQueries;
import chad.volume.AtomicFile;
import chad.volume.FileLock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts files in the place of others. First everything is copied and checked, beside where it will be; then what is there
 * is renamed away and the copies are renamed into its place. So a backup that is damaged, or a disk that is full, changes
 * nothing, and a rename that fails is taken back with those before it.
 */
final class Replacement {

    private static final String STAGING = ".restoring-";
    private static final Pattern PROCESS_RECORD =
            Pattern.compile(StateFolder.SERVICE + "/" + StateFolder.RUNS + "/[^/]+/process\\.json");

    private final BackupSources sources;
    private final Map<String, Path> targets;
    private final Clock clock;
    private final String stamp;

    /** @param targets the folder for each label */
    Replacement(BackupSources sources, Map<String, Path> targets, Clock clock) {
        this.sources = sources;
        this.targets = Map.copyOf(targets);
        this.clock = clock;
        this.stamp = BackupFolder.stamp(clock.instant());
    }

    /** @return where what was there is now */
    List<Path> replace(Path backup, List<FileCopy> files) throws IOException, BackupException {
        Set<Path> stagings = new LinkedHashSet<>();
        ReversibleMoves moves = new ReversibleMoves();
        try {
            requireRoom(files);
            for (FileCopy file : files) {
                Path root = target(file.label());
                Path staging = root.resolve(STAGING + stamp).resolve(file.label());
                stagings.add(root.resolve(STAGING + stamp));
                PrivateFiles.makeFoldersLike(backup.resolve(file.label()), staging, Path.of(file.relative()));
                stage(backup, file, staging.resolve(file.relative()));
            }
            Path endedSessions = sources.folder().service().resolve(SessionQueries.FILE);
            if (Files.exists(sources.folder().ledger())) {
                String before = Files.exists(endedSessions) ? Files.readString(endedSessions) : "";
                AtomicFile.write(endedSessions, (before + endedSessions()).getBytes(UTF_8));
            }
            Set<Path> aside = new LinkedHashSet<>();
            for (Tree tree : sources.trees()) {
                boolean isRestored =
                        files.stream().anyMatch(file -> file.label().equals(tree.label()));
                if (isRestored && Files.isDirectory(tree.folder())) {
                    putAside(tree, moves, aside);
                }
            }
            for (String label :
                    files.stream().map(FileCopy::label).collect(Collectors.toCollection(LinkedHashSet::new))) {
                Path root = target(label);
                putInPlace(root.resolve(STAGING + stamp).resolve(label), root, moves);
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

    /** Those that have ended since the backup stay ended: a file that stays, for the next start to take over. */
    private String endedSessions() {
        Ledger now = new Ledger(sources.folder().ledger(), clock, new Warnings());
        try {
            return SessionQueries.asFile(now, clock.instant());
        } finally {
            now.close();
        }
    }

    private Path target(String label) {
        Path root = targets.get(label);
        if (root == null) {
            throw new IllegalStateException("no place for " + label);
        }
        return root;
    }

    private void requireRoom(List<FileCopy> files) throws IOException, BackupException {
        Files.createDirectories(sources.state());
        long needed = files.stream().mapToLong(FileCopy::sizeBytes).sum();
        long free = Files.getFileStore(sources.state()).getUsableSpace();
        if (free < needed) {
            throw new BackupException(
                    Kind.NO_ROOM,
                    "The backup takes %,d MB, and the disk has %,d MB left. What is there now is kept as well."
                            .formatted(needed >> 20, free >> 20));
        }
    }

    private void stage(Path backup, FileCopy file, Path to) throws IOException, BackupException {
        Restore.require(file, PrivateFiles.copy(backup.resolve(file.path()), to));
        Restore.requireWhole(file, to);
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

    private void putAside(Tree tree, ReversibleMoves moves, Set<Path> aside) throws IOException, BackupException {
        Path to = asideFolder(tree.folder()).resolve(tree.label());
        for (Path entry : BackupContents.replaceable(tree, sources)) {
            requireOnlyOurs(entry, tree);
            boolean isRunsApi = entry.equals(sources.folder().service());
            List<Path> moved = isRunsApi ? runsApiEntries(entry) : List.of(entry);
            for (Path path : moved) {
                moves.move(path, to.resolve(tree.folder().relativize(path)));
                aside.add(BackupSources.parent(to));
            }
        }
    }

    /** On the same disk, so that it is a rename. */
    private Path asideFolder(Path root) throws IOException {
        boolean isSameDisk = Files.getFileStore(root).equals(Files.getFileStore(sources.state()));
        return isSameDisk
                ? sources.state().resolve(BackupContents.BEFORE_RESTORE + stamp)
                : root.resolve("." + BackupContents.BEFORE_RESTORE + stamp);
    }

    private static List<Path> runsApiEntries(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> !stays(folder, entry)).toList();
        }
    }

    private static boolean stays(Path runsApi, Path entry) {
        String name = entry.getFileName().toString();
        return BackupSources.parent(entry).equals(runsApi)
                && (name.endsWith(FileLock.ENDING) || name.equals(SessionQueries.FILE));
    }

    private void requireOnlyOurs(Path entry, Tree tree) throws BackupException {
        List<Path> others = new ArrayList<>(List.of(sources.credentials()));
        sources.trees().stream()
                .map(Tree::folder)
                .filter(folder -> !folder.equals(tree.folder()))
                .forEach(others::add);
        Optional<Path> inside =
                others.stream().filter(other -> other.startsWith(entry)).findFirst();
        if (inside.isPresent()) {
            throw new BackupException(
                    Kind.INVALID,
                    "%s lies inside %s, which is to be replaced. Move it elsewhere first. Nothing was changed."
                            .formatted(inside.get(), entry));
        }
    }

    private void putInPlace(Path staged, Path root, ReversibleMoves moves) throws IOException {
        if (!Files.isDirectory(staged)) {
            return;
        }
        Set<Path> places = new HashSet<>();
        try (var entries = Files.list(staged)) {
            for (Path entry : entries.toList()) {
                Path place = root.resolve(entry.getFileName());
                places.add(BackupSources.parent(place));
                if (place.equals(sources.folder().service()) && Files.isDirectory(place)) {
                    putInPlaceUnlessThere(entry, place, moves);
                } else {
                    moves.move(entry, place);
                }
            }
        }
        for (Path place : places) {
            AtomicFile.syncFolder(place);
        }
    }

    private static void putInPlaceUnlessThere(Path staged, Path folder, ReversibleMoves moves) throws IOException {
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
