package chad.ide.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Where stores are looked for, and how they are read. */
@ConfigMapping(prefix = "runs.stores")
public interface StoreConfig {

    /** Folders that are scanned for {@code *.db}, not deeper. {@code CHAD_RUNS_DB_DIR}. */
    List<Path> folders();

    /**
     * Whether a {@code smithers.db} in a scanned folder is read, which is where runs that were started by hand lie when
     * their workflow names no store. It is named after its folder. {@code CHAD_READ_DEFAULT_STORES}.
     */
    @WithDefault("false")
    boolean readDefault();

    /** Where it is kept which file was given which name; see {@link StoreNames}. */
    @WithDefault("state/runs-api/store-names.json")
    Path names();

    /** How often the folders are listed: a new file shows up, and a deleted one goes, within twice this. */
    @WithDefault("1s")
    Duration scanEvery();

    /** How often the stamp (size and times) of each known file is compared: three stats a store. */
    @WithDefault("100ms")
    Duration stampEvery();

    /**
     * How long a read waits for a lock. A query is a native call and pins its thread, so it is short, and patience is
     * had by trying again.
     */
    @WithDefault("250ms")
    Duration busyTimeout();

    /** Connections a store at most; they are opened when needed and closed after a minute's rest. */
    @WithDefault("3")
    int connections();

    /**
     * Stores that have connections at the same time; the one that was read longest ago is closed for the next. Unset: a
     * third of the files that the process may open ({@code ulimit -n}) is spent on stores, as each connection holds
     * three files (database, log, index of the log), on 500 stores at most.
     */
    OptionalInt maxOpen();

    /** Page cache of each connection, in KiB. The system's own cache is behind it, and is shared. */
    @WithDefault("256")
    int cacheKib();

    /**
     * How long one statement may take. Ours take milliseconds; one that takes longer looks at a hostile or a damaged
     * file, and is interrupted, also when whoever asked has gone.
     */
    @WithDefault("15s")
    Duration readLimit();

    /**
     * The longest value that is read of a store. SQLite holds a value whole, outside of the heap, while it is read, so
     * this much memory must be free beside it.
     */
    @WithDefault("256M")
    MemorySize maxValue();

    /**
     * Where values of more than 4 MB are put while they are sent. The files have no name while they are used, so nothing is
     * seen in the folder and nothing is left of a process that was killed.
     */
    @WithDefault("state/runs-api/tmp")
    Path spool();

    /** What these files may take of the disk together; at least one value of {@link #maxValue} always fits. */
    @WithDefault("2G")
    MemorySize spoolSpace();

    /** How long a request for a long value waits for others that are being read before it is answered with 503. */
    @WithDefault("45s")
    Duration spoolPatience();

    /** Tables, indexes, views and triggers of a store at most: the engine makes some hundreds. */
    @WithDefault("5000")
    int maxSchema();

    /** Rows of a file listing at most: folders with more `*.db` files are reported and the rest is left out. */
    @WithDefault("2000")
    int maxStores();
}
