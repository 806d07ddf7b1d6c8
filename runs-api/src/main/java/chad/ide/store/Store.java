package chad.ide.store;

import chad.ide.store.StoreLocation.SqliteFile;

/**
 * One database that holds runs. A handle: it stays equal to itself while the file is written, and tells nothing of
 * whether the file can be read.
 *
 * @param name unique among the stores; the file's name without {@code .db}, with the folder's name before it when two
 *     folders hold the same name
 * @param location where it is, told apart in {@link #sqliteFile} only
 */
public record Store(String name, StoreLocation location) {

    /** Its file, for the engine's processes and whoever looks after files. */
    public SqliteFile sqliteFile() {
        return switch (location) {
            case SqliteFile file -> file;
        };
    }
}
