package chad.ide.store;

import java.net.URI;
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
     * @param entry the name under which it was found there; absolute
     * @param file the file itself, with every link resolved: its write-ahead log lies beside it and not beside a link
     */
    record SqliteFile(Path root, Path entry, Path file) implements StoreLocation {

        /** A file that is no link. */
        public SqliteFile(Path root, Path file) {
            this(root, file, file);
        }

        @Override
        public String kind() {
            return "sqlite";
        }

        @Override
        public String relativePath() {
            return root.getFileName() + "/" + root.relativize(entry);
        }

        /**
         * The file with that ending behind its name, such as {@code -wal}. Not by way of its name as text: a name that
         * the system's character set can't express would become another one.
         */
        static Path beside(Path file, String ending) {
            return Path.of(URI.create(file.toUri() + ending));
        }
    }
}
