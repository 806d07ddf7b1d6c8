package chad.ide.store;

import chad.ide.store.StoreLocation.SqliteFile;
import chad.volume.RealPath;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the configured folders. */
@Singleton
class StoreScanner {

    private static final String ENDING = ".db";

    private final StoreConfig config;
    private final StoreNames names;
    private Set<String> complained = Set.of();
    private Map<Object, Path> readAs = Map.of();

    StoreScanner(StoreConfig config, StoreNames names) {
        this.config = config;
        this.names = names;
    }

    /**
     * A file that was found.
     *
     * @param refused why it is not to be opened, told by its name alone; null when it is to be looked into
     */
    record Found(Store store, StoreState.@Nullable Skipped refused) {}

    /**
     * What there is now.
     *
     * @param unlisted folders that could not be listed: nothing is known of what they hold
     * @param problems what was left out and why, in words for the operator
     */
    record Listing(List<Found> found, Set<Path> unlisted, List<String> problems) {}

    /**
     * A directory entry.
     *
     * @param target the file that it leads to; null for a link that leads nowhere
     * @param fileKey device and inode of that file
     */
    private record Entry(
            SqliteFile found,
            boolean isLink,
            @Nullable Path target,
            @Nullable Object fileKey) {}

    Listing scan() {
        List<String> problems = new ArrayList<>();
        Set<Path> unlisted = new HashSet<>();
        Set<Path> folders = new LinkedHashSet<>();
        config.folders().forEach(folder -> folders.add(RealPath.of(folder)));
        List<SqliteFile> entries = new ArrayList<>();
        for (Path folder : folders) {
            list(folder, entries, unlisted, problems);
        }
        if (entries.size() > config.maxStores()) {
            problems.add(("%d database files were found and only %d are read (runs.stores.max-stores). %s and those"
                            + " after it are omitted.")
                    .formatted(
                            entries.size(),
                            config.maxStores(),
                            entries.get(config.maxStores()).relativePath()));
            entries = entries.subList(0, config.maxStores());
        }
        problems.stream().filter(problem -> !complained.contains(problem)).forEach(Log::warn);
        complained = Set.copyOf(problems);
        return new Listing(named(List.copyOf(folders), entries), unlisted, List.copyOf(problems));
    }

    /** A folder that is a link, or is reached by one, is that folder. */
    private static void list(Path folder, List<SqliteFile> entries, Set<Path> unlisted, List<String> problems) {
        List<SqliteFile> here = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path entry : stream) {
                if (!entry.getFileName().toString().equals(ENDING)) {
                    here.add(new SqliteFile(folder, entry));
                }
            }
            here.sort(Comparator.comparing(SqliteFile::entry)); // the system lists them in no order
            entries.addAll(here);
        } catch (NoSuchFileException missing) {
            problems.add("The folder %s of runs.stores.folders does not exist.".formatted(folder.getFileName()));
        } catch (IOException | DirectoryIteratorException unreadable) {
            unlisted.add(folder);
            problems.add("The folder %s can't be listed: %s. The stores known from it are kept."
                    .formatted(folder.getFileName(), why(unreadable)));
        }
    }

    private List<Found> named(List<Path> folders, List<SqliteFile> files) {
        List<Entry> entries =
                files.stream().map(StoreScanner::look).flatMap(Optional::stream).toList();
        List<String> given =
                names.name(folders, entries.stream().map(Entry::found).toList());
        Map<Object, Integer> owners = owners(entries);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Path target = entry.target();
            SqliteFile location = new SqliteFile(
                    entry.found().root(),
                    entry.found().entry(),
                    target == null ? entry.found().entry() : target);
            found.add(new Found(new Store(given.get(i), location), refused(i, entry, owners, given)));
        }
        return found;
    }

    /** One look at an entry that is no link, which nearly all are: 2,000 of them are listed each second. */
    private static Optional<Entry> look(SqliteFile found) {
        try {
            BasicFileAttributes own =
                    Files.readAttributes(found.entry(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!own.isSymbolicLink()) {
                return Optional.of(new Entry(found, false, found.entry(), own.fileKey()));
            }
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
        try {
            Path target = found.entry().toRealPath();
            Object key = Files.readAttributes(target, BasicFileAttributes.class).fileKey();
            return Optional.of(new Entry(found, true, target, key));
        } catch (IOException leadsNowhere) {
            return Optional.of(new Entry(found, true, null, null));
        }
    }

    /**
     * By which entry each file is known: by its own name before any link. Of two hard links it is the one beside which the
     * write-ahead log is written, for the other shows an old state; then the one by which it was known before, so that
     * nobody renames a store by giving it a second name; then the first.
     */
    private Map<Object, Integer> owners(List<Entry> entries) {
        Map<Object, Integer> owners = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            int at = i;
            identity(entries.get(i))
                    .ifPresent(file -> owners.merge(
                            file,
                            at,
                            (first, later) -> isBetter(file, entries.get(later), entries.get(first)) ? later : first));
        }
        Map<Object, Path> read = new HashMap<>();
        owners.forEach((file, at) -> read.put(file, entries.get(at).found().entry()));
        readAs = read;
        return owners;
    }

    private boolean isBetter(Object file, Entry later, Entry first) {
        if (later.isLink() || first.isLink()) {
            return first.isLink() && !later.isLink();
        }
        boolean laterIsWritten = hasLog(later);
        return laterIsWritten == hasLog(first) ? later.found().entry().equals(readAs.get(file)) : laterIsWritten;
    }

    /** A reader leaves an empty one. */
    private static boolean hasLog(Entry entry) {
        try {
            return Files.size(SqliteFile.beside(entry.found().entry(), "-wal")) > 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static Optional<Object> identity(Entry entry) {
        return Optional.ofNullable(entry.fileKey() == null ? entry.target() : entry.fileKey());
    }

    private static StoreState.@Nullable Skipped refused(
            int at, Entry entry, Map<Object, Integer> owners, List<String> given) {
        Optional<Object> file = identity(entry);
        if (file.isEmpty()) {
            return new StoreState.Skipped("It is a link to a file that does not exist, or that can't be reached.");
        }
        int owner = owners.getOrDefault(file.get(), at);
        if (owner != at) {
            return new StoreState.Skipped(
                    entry.isLink()
                            ? "It is a link to the store `%s`, and is read under that name.".formatted(given.get(owner))
                            : ("It is the same file as the store `%s` (a hard link). SQLite would look for its write-ahead"
                                            + " log beside the wrong name, so it is read under the other one only.")
                                    .formatted(given.get(owner)));
        }
        return entry.found().entry().getFileName().toString().startsWith(".")
                ? new StoreState.Skipped("Its name begins with a dot: hidden files are not read.")
                : null;
    }

    /** The system's own words, without the path. */
    static String why(Exception failure) {
        return switch (failure) {
            case DirectoryIteratorException wrapped when wrapped.getCause() != null -> why(wrapped.getCause());
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getClass().getSimpleName();
        };
    }
}
