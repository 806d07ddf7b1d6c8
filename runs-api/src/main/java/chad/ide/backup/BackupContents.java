package chad.ide.backup;

import chad.ide.backup.BackupSources.Kind;
import chad.ide.backup.BackupSources.Tree;
import chad.ide.files.StateFolder;
import chad.volume.FileLock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files that a backup takes.
 *
 * <p>Everything is taken that is not known to be left out, so that what a later version keeps is not forgotten: left out
 * are the keys, backups and archives themselves, installed libraries, locks, half-written and other hidden files, and the
 * logs of databases, which SQLite folds into the copy. Links are not followed.
 */
final class BackupContents {

    private static final String STORE = ".db";

    /** Stores, and the service's own database. */
    private static final Set<String> DATABASES = Set.of(STORE, ".sqlite");

    private static final Set<String> BESIDE_DATABASES = Set.of("-wal", "-shm", "-journal");

    /** What a restore puts aside; see {@link Restore}. */
    static final String BEFORE_RESTORE = "before-restore-";

    /** The engine's own files, which are hidden. */
    private static final String ENGINE_FOLDER = ".smithers";

    /**
     * A file to be taken.
     *
     * @param path below the tree's folder, with {@code /}
     * @param sizeBytes with the log, of a database
     */
    record Item(String label, Path root, String path, long sizeBytes, boolean isDatabase) {

        Path source() {
            return root.resolve(path);
        }
    }

    private BackupContents() {}

    static List<Item> of(BackupSources sources) throws IOException {
        List<Item> items = new ArrayList<>();
        Set<Path> folders = new HashSet<>();
        sources.trees().forEach(tree -> folders.add(tree.folder()));
        for (Tree tree : sources.trees()) {
            if (Files.isDirectory(tree.folder())) {
                walk(tree, sources, folders, items);
            }
        }
        items.sort(Comparator.comparing(Item::label).thenComparing(Item::path));
        return items;
    }

    private static void walk(Tree tree, BackupSources sources, Set<Path> otherTrees, List<Item> items)
            throws IOException {
        Path root = tree.folder();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                boolean isTaken =
                        tree.kind() == Kind.ALL && !otherTrees.contains(folder) && isFolderTaken(sources, folder);
                return isTaken ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && isFileTaken(tree, sources, file)) {
                    boolean isDatabase = isDatabase(file.getFileName().toString());
                    long log = isDatabase ? size(file.resolveSibling(file.getFileName() + "-wal")) : 0;
                    String path = root.relativize(file).toString().replace('\\', '/');
                    items.add(new Item(tree.label(), root, path, attributes.size() + log, isDatabase));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (Files.exists(file)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE; // it went while we looked
            }
        });
    }

    private static boolean isFolderTaken(BackupSources sources, Path folder) {
        String name = folder.getFileName().toString();
        StateFolder state = sources.folder();
        boolean isPutAside = state.root().equals(folder.getParent()) && name.startsWith(BEFORE_RESTORE);
        if (isPutAside || folder.equals(state.backups()) || folder.equals(state.archive())) {
            return false;
        }
        return name.equals(ENGINE_FOLDER) || !(name.startsWith(".") || name.equals("node_modules"));
    }

    private static boolean isFileTaken(Tree tree, BackupSources sources, Path file) {
        String name = file.getFileName().toString();
        boolean isLeftOut = name.startsWith(".")
                || name.endsWith(FileLock.ENDING)
                || name.equals("credentials.json")
                || file.equals(sources.credentials())
                || isBesideDatabase(file);
        if (isLeftOut) {
            return false;
        }
        return switch (tree.kind()) {
            case ALL -> true;
            case DATABASES -> name.endsWith(STORE);
            case NAMED -> name.endsWith(".json") && tree.names().stream().anyMatch(name::startsWith);
        };
    }

    /**
     * What lies in a tree's folder now and would be taken, at its top level; with the logs of databases. Of {@code NAMED}
     * trees and those of databases only the files that belong to them. Links stay, as the one to the engine may be.
     */
    static List<Path> replaceable(Tree tree, BackupSources sources) throws IOException {
        Set<Path> others = new HashSet<>();
        sources.trees().forEach(other -> others.add(other.folder()));
        try (Stream<Path> entries = Files.list(tree.folder())) {
            return entries.filter(entry -> !Files.isSymbolicLink(entry))
                    .filter(entry -> Files.isDirectory(entry)
                            ? tree.kind() == Kind.ALL && !others.contains(entry) && isFolderTaken(sources, entry)
                            : isFileTaken(tree, sources, entry) || isBesideDatabase(entry))
                    .sorted()
                    .toList();
        }
    }

    /** Whether a file of that name is copied as a database, if it is one. */
    static boolean isDatabase(String name) {
        return DATABASES.stream().anyMatch(name::endsWith);
    }

    private static boolean isBesideDatabase(Path file) {
        String name = file.getFileName().toString();
        return BESIDE_DATABASES.stream()
                .anyMatch(ending ->
                        name.endsWith(ending) && isDatabase(name.substring(0, name.length() - ending.length())));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException none) {
            return 0;
        }
    }
}
