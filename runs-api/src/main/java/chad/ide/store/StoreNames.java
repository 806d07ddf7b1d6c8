package chad.ide.store;

import chad.volume.AtomicFile;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives each file a name that no other has and that stays its own: links, settings and locks go by it. A file is called
 * by its own name without {@code .db}; when another one has that name already, by its folder's too, with as many of the
 * folders above as tell the configured folders apart.
 *
 * <p>What was given is kept in a file, because who came first is forgotten with the process: without it a second
 * {@code fusion.db} in an earlier folder would take over the name of the first one at the next start.
 */
@Singleton
class StoreNames {

    private static final String ENDING = ".db";

    /** Names of files that are not there any more are kept up to this many. */
    private static final int MAX_KEPT = 10_000;

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> nameByKey;
    private final boolean namesDefaultsAfterFolder;
    private boolean mayWrite = true;

    StoreNames(StoreConfig config) {
        this.file = config.names().toAbsolutePath().normalize();
        this.nameByKey = read();
        this.namesDefaultsAfterFolder = config.readDefault();
    }

    /**
     * @param entries the files of each folder, in the order in which they have a first claim on a short name
     * @return the name of each, in the same order
     */
    List<String> name(List<Path> folders, List<StoreLocation.SqliteFile> entries) {
        Map<Path, String> labels = labels(folders);
        Set<String> taken = takenIn(new HashSet<>(labels.values()));
        Set<String> used = new HashSet<>();
        boolean changed = false;
        List<String> names = new ArrayList<>();
        for (StoreLocation.SqliteFile entry : entries) {
            String label = labels.getOrDefault(entry.root(), "");
            String key = key(label, entry);
            String name = nameByKey.get(key);
            if (name == null || used.contains(name)) {
                name = free(label, plain(entry), taken);
                nameByKey.put(key, name);
                changed = true;
            }
            taken.add(name);
            used.add(name);
            names.add(name);
        }
        if (changed) {
            forgetBeyond(entries.stream()
                    .map(entry -> key(labels.getOrDefault(entry.root(), ""), entry))
                    .collect(Collectors.toSet()));
            write();
        }
        return names;
    }

    /**
     * Names that files of these folders have or once had: a link must not come to mean another file. Those of folders
     * that are not configured any more are free.
     */
    private Set<String> takenIn(Set<String> labels) {
        return nameByKey.entrySet().stream()
                .filter(entry -> labels.contains(
                        entry.getKey().substring(0, entry.getKey().lastIndexOf('/'))))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String free(String label, String plain, Set<String> taken) {
        if (!taken.contains(plain)) {
            return plain;
        }
        String qualified = label + "/" + plain;
        String name = qualified;
        for (int i = 2; taken.contains(name); i++) {
            name = qualified + "~" + i;
        }
        return name;
    }

    private String plain(StoreLocation.SqliteFile found) {
        String fileName = found.entry().getFileName().toString();
        if (namesDefaultsAfterFolder && fileName.equals(StoreWatcher.DEFAULT_NAME)) {
            return String.valueOf(found.root().getFileName());
        }
        return fileName.substring(0, fileName.length() - ENDING.length());
    }

    /** By the bytes of the file's name: two that can't be told apart as text are two. */
    private String key(String label, StoreLocation.SqliteFile found) {
        String path = found.entry().toUri().getRawPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean isNamedOtherwise = namesDefaultsAfterFolder && name.equals(StoreWatcher.DEFAULT_NAME);
        return label + "/" + (isNamedOtherwise ? name + "#read" : name);
    }

    /** The shortest end of each folder's path that no other folder has. */
    private static Map<Path, String> labels(List<Path> folders) {
        Map<Path, String> labels = new HashMap<>();
        for (Path folder : folders) {
            int parts = 1;
            while (parts < folder.getNameCount() && isShared(end(folder, parts), parts, folders)) {
                parts++;
            }
            labels.put(
                    folder, folder.getNameCount() == 0 ? "" : end(folder, parts).toString());
        }
        return labels;
    }

    private static boolean isShared(Path end, int parts, List<Path> folders) {
        return folders.stream()
                        .filter(folder -> folder.getNameCount() >= parts)
                        .filter(folder -> end(folder, parts).equals(end))
                        .count()
                > 1;
    }

    private static Path end(Path folder, int parts) {
        int count = folder.getNameCount();
        return count == 0 ? folder : folder.subpath(Math.max(0, count - parts), count);
    }

    private void forgetBeyond(Set<String> present) {
        int surplus = nameByKey.size() - MAX_KEPT;
        if (surplus > 0) {
            List<String> gone = nameByKey.keySet().stream()
                    .filter(key -> !present.contains(key))
                    .limit(surplus)
                    .toList();
            gone.forEach(nameByKey::remove);
        }
    }

    private Map<String, String> read() {
        try {
            return Files.exists(file)
                    ? json.readValue(Files.readAllBytes(file), new TypeReference<LinkedHashMap<String, String>>() {})
                    : new LinkedHashMap<>();
        } catch (IOException damaged) {
            Log.warnf(
                    "The names of stores can't be read from %s; files with equal names may get other store names"
                            + " than before: %s",
                    file.getFileName(), damaged.getMessage());
            return new LinkedHashMap<>();
        }
    }

    private void write() {
        try {
            AtomicFile.write(file, json.writeValueAsBytes(nameByKey));
            mayWrite = true;
        } catch (IOException failure) {
            if (mayWrite) {
                Log.warnf(
                        "The names of stores can't be written to %s; after a restart, files with equal names may get"
                                + " other store names: %s",
                        file.getFileName(), failure.getMessage());
            }
            mayWrite = false;
        }
    }
}
