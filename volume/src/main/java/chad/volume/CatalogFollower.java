package chad.volume;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows models.json as it changes and holds on to the last good catalog while the file is broken, half-written by
 * somebody else's editor, or gone. Cheap enough for every request: while the file stays the same, a look costs one
 * stat. Thread-safe.
 */
public final class CatalogFollower {

    /**
     * What is known now.
     *
     * @param catalog the last good catalog; null when there has been none since the start
     * @param file what the newest look at the file came to; {@code catalog} is older than it unless this is good
     */
    public record State(@Nullable Catalog catalog, CatalogRead file) {

        public Optional<Catalog> lastGood() {
            return Optional.ofNullable(catalog);
        }

        public boolean fileIsGood() {
            return file instanceof CatalogRead.Good;
        }
    }

    private record Look(@Nullable FileStamp stamp, State state) {}

    private final CatalogFile file;
    private volatile @Nullable Look last;

    public CatalogFollower(Path path) {
        file = new CatalogFile(path);
    }

    public State look() {
        Look known = last;
        FileStamp stamp = FileStamp.of(file.path());
        if (known != null && stamp != null && stamp.equals(known.stamp())) {
            return known.state();
        }
        return lookAgain();
    }

    private synchronized State lookAgain() {
        Look known = last;
        // Stamped before it is read: what changes in between is read again at the next look.
        FileStamp stamp = FileStamp.of(file.path());
        if (known != null && stamp != null && stamp.equals(known.stamp())) {
            return known.state();
        }
        CatalogRead read = file.read();
        State state =
                switch (read) {
                    case CatalogRead.Good good -> new State(good.catalog(), good);
                    case CatalogRead.Missing missing -> new State(lastGood(known), missing);
                    case CatalogRead.Broken broken -> new State(lastGood(known), broken);
                };
        last = new Look(stamp, state);
        return state;
    }

    private static @Nullable Catalog lastGood(@Nullable Look known) {
        return known == null ? null : known.state().catalog();
    }
}
