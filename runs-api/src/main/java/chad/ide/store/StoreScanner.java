package chad.ide.store;

import chad.ide.store.StoreLocation.SqliteFile;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the configured folders. */
@Singleton
class StoreScanner {

    private static final String ENDING = ".db";

    private final StoreConfig config;
    private final Set<String> complained = new HashSet<>();

    StoreScanner(StoreConfig config) {
        this.config = config;
    }

    /** What there is now. Folders that are missing hold no stores; that is said once. */
    List<Store> scan() {
        List<SqliteFile> files = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path configured : config.folders()) {
            Path folder = configured.toAbsolutePath().normalize();
            if (seen.add(folder)) {
                list(folder, files);
            }
        }
        return named(files);
    }

    private void list(Path folder, List<SqliteFile> files) {
        if (!Files.isDirectory(folder)) {
            complain("The folder %s of runs.stores.folders does not exist.".formatted(folder));
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(".")) {
                    continue;
                }
                if (files.size() >= config.maxStores()) {
                    complain("More than %d stores: the rest of %s is left out (runs.stores.max-stores)."
                            .formatted(config.maxStores(), folder));
                    return;
                }
                files.add(new SqliteFile(folder, entry));
            }
        } catch (IOException unreadable) {
            complain("The folder %s can't be listed: %s".formatted(folder, unreadable));
        }
    }

    /** Short names where they are unique, in the order of the folders; the folder's name before the others. */
    private static List<Store> named(List<SqliteFile> files) {
        Map<String, Store> byName = new HashMap<>();
        List<Store> stores = new ArrayList<>();
        for (SqliteFile file : files) {
            String fileName = file.file().getFileName().toString();
            String plain = fileName.substring(0, fileName.length() - ENDING.length());
            String name = byName.containsKey(plain) ? file.root().getFileName() + "/" + plain : plain;
            Store store = new Store(name, file);
            if (byName.putIfAbsent(name, store) == null) {
                stores.add(store);
            }
        }
        return stores;
    }

    private void complain(String what) {
        if (complained.add(what)) {
            Log.warn(what);
        }
    }
}
