package chad.ide.store;

import java.nio.file.Path;

/** Where a store's data lies. */
public sealed interface StoreLocation {

    /** The word for this kind of store on the wire. */
    String kind();

    /** Where it lies, told without the machine's own folders. */
    String relativePath();

    /**
     * An SQLite file.
     *
     * @param root the configured folder that was scanned
     * @param file absolute
     */
    record SqliteFile(Path root, Path file) implements StoreLocation {

        @Override
        public String kind() {
            return "sqlite";
        }

        @Override
        public String relativePath() {
            return root.getFileName() + "/" + root.relativize(file);
        }
    }
}
